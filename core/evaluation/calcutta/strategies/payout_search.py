"""A search for payout itself, which expected points only stand for."""

from collections.abc import Mapping

import numpy as np

from provenlab.core.evaluation.calcutta.market import Market
from provenlab.core.evaluation.calcutta.ownership import Scorer, pools_of
from provenlab.core.evaluation.calcutta.ranking import PrizeTable, standings
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws, points_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Constraints, Entry
from provenlab.core.evaluation.calcutta.strategies.dp import dp
from provenlab.core.evaluation.streams import SEARCH_DRAWS, Stream, stream_of

SIMULATIONS = 2000
TRIALS = 400
_LARGEST_STEP = 8


def payout_search(
    spec: CalcuttaSpec, market: Market, simulations: int = SIMULATIONS, trials: int = TRIALS
) -> dict[str, int]:
    """From the best expected points, moves units between teams while that raises the simulated payout.

    All trials see the same tournaments (common random numbers), drawn from a stream of their own so that
    an evaluation with the same seed is fresh to what is found. A move is taken when the sum of payouts
    rises strictly; where the search starts from is the least it can give, on its own tournaments.
    """
    purse = SimulatedPurse(spec, stream_of(spec.seed, (SEARCH_DRAWS, 0)), simulations)
    best = dp(market)
    most = purse.payout(best)
    words = stream_of(spec.seed, (SEARCH_DRAWS, 1)).words(0, trials, 1)
    for giver, receiver, step, _ in words.tolist():
        tried = _moved(best, market.teams, giver, receiver, 1 + step % _LARGEST_STEP)
        if _within(tried, market.limits) and (payout := purse.payout(tried)) > most:
            best, most = tried, payout
    return dict(sorted(best.items()))


class SimulatedPurse:
    """What an entry is paid in tournaments that stay the same."""

    def __init__(self, spec: CalcuttaSpec, stream: Stream, simulations: int) -> None:
        self._spec = spec
        even, self._scratch = simulations + simulations % 2, Scratch()
        progress = Tournament(spec).progress(draws(spec, stream, 0, even, self._scratch))
        self._points = points_of(progress, spec.points_by_progress(), self._scratch)
        self._prizes = PrizeTable(spec.payouts, len(spec.field) + 1)

    def payout(self, bids: Mapping[str, int]) -> int:
        """The sum over all tournaments, in 1/10,000 cent, of one entry alone with the field."""
        (pool,) = pools_of(self._spec, {"tried": Entry(bids)})
        (scores,) = Scorer([pool], self._scratch).scores(self._points)
        at = standings(scores, pool.scored)
        return int(np.sum(self._prizes.pay(at.rank, at.tied)))


def _moved(
    bids: Mapping[str, int], teams: tuple[str, ...], giver: int, receiver: int, step: int
) -> dict[str, int]:
    """Up to `step` units from one of the entry's teams to any team."""
    owned = sorted(bids)
    source, target = owned[giver % len(owned)], teams[receiver % len(teams)]
    moved = dict(bids)
    units = min(step, moved[source])
    moved[source] -= units
    moved[target] = moved.get(target, 0) + units
    return {team: bid for team, bid in moved.items() if bid}


def _within(bids: Mapping[str, int], limits: Constraints) -> bool:
    return limits.min_teams <= len(bids) <= limits.max_teams and all(
        limits.min_bid <= bid <= limits.max_bid for bid in bids.values()
    )
