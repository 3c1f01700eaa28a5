"""Unit by unit to where it gains most."""

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.market import Market

Integers = NDArray[np.int64]


def greedy_marginal(market: Market) -> dict[str, int]:
    """Starts with the fewest teams that must be bid on, then spends the next unit on the best next gain.

    The first bid on a team costs `min_bid` at once and is judged by its gain per unit. Ties go to the
    smaller id.
    """
    limits = market.limits
    order = sorted(range(len(market.teams)), key=lambda at: market.teams[at])
    gains = market.gains()[order]
    bids = np.zeros(len(order), dtype=np.int64)
    opening = gains[:, limits.min_bid]
    bids[np.argsort(-opening, kind="stable")[: limits.min_teams]] = limits.min_bid
    while (step := _next(gains, bids, market)) is not None:
        team, units = step
        bids[team] += units
    return {market.teams[order[at]]: int(bid) for at, bid in enumerate(bids) if bid}


def _next(gains: Integers, bids: Integers, market: Market) -> tuple[int, int] | None:
    """(team, units) of the best affordable step; None when no step gains anything."""
    limits, left = market.limits, market.limits.budget - int(bids.sum())
    may_open = int((bids > 0).sum()) < limits.max_teams
    best: tuple[float, int, int] | None = None
    for team, bid in enumerate(bids):
        units = 1 if bid else limits.min_bid
        if units > left or bid + units > limits.max_bid or (not bid and not may_open):
            continue
        rate = (int(gains[team, bid + units]) - int(gains[team, bid])) / units
        if rate > 0 and (best is None or rate > best[0]):
            best = rate, team, units
    return None if best is None else best[1:]
