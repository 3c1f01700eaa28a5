"""What came of every simulated tournament for each candidate."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.ownership import Pool, Scorer, pools_of
from provenlab.core.evaluation.calcutta.ranking import PrizeTable, standings
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws, points_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry
from provenlab.core.evaluation.calcutta.tally import BLOCK
from provenlab.core.evaluation.kind import Outcomes
from provenlab.core.evaluation.streams import Stream

OUTCOME_COLUMNS = {
    "unit": "number of the simulation, from 0",
    "candidate": "place of the candidate in the order of candidate ids, from 0",
    "points": "millionths of a point",
    "payout": "1/10,000 cent",
    "rank": "1 + number of entries strictly above",
    "tied": "number of entries with this score, itself included",
}
Integers = NDArray[np.int64]


def outcomes_of(
    spec: CalcuttaSpec, candidates: Mapping[str, Entry], lo: int, hi: int, stream: Stream
) -> Outcomes:
    """The simulations [lo, hi), block by block, with the same draws as the tally of them."""
    tournament, by_progress = Tournament(spec), spec.points_by_progress()
    pools = pools_of(spec, candidates)
    prizes = PrizeTable(spec.payouts, len(pools[0].holdings))
    blocks, scratch = [], Scratch()
    scorer = Scorer(pools, scratch)
    for at in range(lo, hi, BLOCK):
        progress = tournament.progress(draws(spec, stream, at, min(at + BLOCK, hi), scratch))
        scored = zip(pools, scorer.scores(points_of(progress, by_progress, scratch)), strict=True)
        # Shape (figures, candidates, simulations): pools hold the candidates in their order.
        blocks.append(np.concatenate([_figures(*each, prizes) for each in scored], axis=1))
    points, payout, rank, tied = (each.T.ravel() for each in np.concatenate(blocks, axis=2))
    return {
        "unit": np.repeat(np.arange(lo, hi, dtype=np.int64), len(candidates)),
        "candidate": np.tile(np.arange(len(candidates), dtype=np.int32), hi - lo),
        "points": points,
        "payout": payout,
        "rank": rank.astype(np.int32),
        "tied": tied.astype(np.int32),
    }


def _figures(pool: Pool, scores: Integers, prizes: PrizeTable) -> Integers:
    """Points, payout, rank and ties of the scored entries of a pool."""
    at = standings(scores, pool.scored)
    return np.stack([scores[list(pool.scored)], prizes.pay(at.rank, at.tied), at.rank, at.tied])
