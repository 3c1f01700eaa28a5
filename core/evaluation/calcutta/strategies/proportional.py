"""Bids in proportion to what teams are worth."""

from provenlab.core.evaluation.calcutta.apportionment import apportioned
from provenlab.core.evaluation.calcutta.market import Market


def proportional(market: Market) -> dict[str, int]:
    """The budget over as many of the best teams as may be bid on; equal teams by id."""
    limits = market.limits
    values = dict(zip(market.teams, market.values, strict=True))
    most = min(limits.max_teams, limits.budget // limits.min_bid)
    best = sorted(values, key=lambda team: (-values[team], team))[:most]
    worth_something = [team for team in best if values[team] > 0]
    chosen = worth_something if len(worth_something) >= limits.min_teams else best[: limits.min_teams]
    return apportioned({team: max(values[team], 1e-12) for team in chosen}, limits)
