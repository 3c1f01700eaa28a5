"""The integers that a shard adds up for each candidate."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.exact_sums import (
    MOST_COLUMNS,
    Cells,
    Integers,
    product_sums,
    row_sums,
)
from provenlab.core.evaluation.calcutta.ownership import Pool, Scorer, pools_of
from provenlab.core.evaluation.calcutta.ranking import PrizeTable, Standings, counting_pays, standings
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws, points_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry
from provenlab.core.evaluation.calcutta.winnings import Winnings, sorted_winnings, winnings_of
from provenlab.core.evaluation.kind import Partial
from provenlab.core.evaluation.streams import Stream

# Simulations scored at once: their arrays stay in the processor's cache. Even, so that pairs stay whole, and
# no power of two: the items of a column would all want the same few lines of that cache.
BLOCK = MOST_COLUMNS
_PAIRED = ("points", "payout", "points_payout", "rank", "top1", "top1_outright", "in_money")
_COUNTED = (
    "points", "points_squared", "payout", "payout_squared", "points_payout", "residue", "top1",
    "top1_outright", "in_money",
)  # fmt: skip


def tally(spec: CalcuttaSpec, candidates: Mapping[str, Entry], lo: int, hi: int, stream: Stream) -> Partial:
    """The simulations [lo, hi), block by block: memory does not grow with their number."""
    tournament, by_progress = Tournament(spec), spec.points_by_progress()
    tallies, scratch = _tallies(spec, candidates), Scratch()
    scorer = Scorer([each.pool for each in tallies], scratch)
    for at in range(lo, hi, BLOCK):
        progress = tournament.progress(draws(spec, stream, at, min(at + BLOCK, hi), scratch))
        points = points_of(progress, by_progress, scratch)
        for each, scores in zip(tallies, scorer.scores(points), strict=True):
            each.add(points, scores, scratch)
    return {name: tree for each in tallies for name, tree in each.trees().items()}


class PoolTally:
    """Sums of the scored entries of one pool, in the order of its names."""

    def __init__(self, pool: Pool, prizes: PrizeTable, antithetic: bool) -> None:
        self.pool, self._prizes, self._antithetic = pool, prizes, antithetic
        self._entries = len(pool.holdings)
        self._n = self._unowned = 0
        self._ranks = np.zeros((len(pool.scored), self._entries), dtype=np.int64)
        self._sums = {key: [0] * len(pool.scored) for key in _COUNTED}
        self._pairs = {key: [0] * len(pool.scored) for key in _PAIRED}

    def add(self, points: NDArray[np.float64], scores: Integers, scratch: Scratch) -> None:
        """A block of simulations: points of shape (teams, simulations), scores (entries, simulations)."""
        own = scores[self.pool.scored[0] :]
        self._n += points.shape[1]
        self._unowned += int(points[list(self.pool.unowned)].sum())
        _add(self._sums, {"points": row_sums(own), "points_squared": product_sums(own, own)})
        self._add_winnings(self._winnings(scores, own, scratch))

    def _winnings(self, scores: Integers, own: Integers, scratch: Scratch) -> Winnings:
        scored, in_money = self.pool.scored, self._prizes.in_money
        if not self._antithetic and not counting_pays(len(scored), self._entries):
            return sorted_winnings(scores, scored, in_money, scratch)
        at = standings(scores, scored)
        if self._antithetic:
            _add(self._pairs, _pair_sums(at, own, self._prizes))
        return winnings_of(at, own, self._entries, in_money)

    def trees(self) -> Partial:
        """The sums of each scored entry by its name."""
        return {
            name: {
                "n": self._n,
                "unowned_points": self._unowned,
                "rank_histogram": self._ranks[row].tolist(),
                "pairs": {key: values[row] for key, values in self._pairs.items()},
                **{key: values[row] for key, values in self._sums.items()},
            }
            for row, name in enumerate(self.pool.names)
        }

    def _add_winnings(self, won: Winnings) -> None:
        self._ranks += won.histogram
        cells = Cells(won.entry, len(self._ranks))
        pay, first = self._prizes.pay(won.rank, won.tied), won.rank == 1
        found = {
            "payout": cells.sums(pay),
            "payout_squared": cells.product_sums(pay, pay),
            "points_payout": cells.product_sums(won.score, pay),
            "residue": cells.sums(self._prizes.residue(won.rank, won.tied)),
            "top1": cells.sums(first.astype(np.int64)),
            "top1_outright": cells.sums((first & (won.tied == 1)).astype(np.int64)),
            "in_money": cells.sums(np.ones_like(pay)),
        }
        _add(self._sums, found)


def _add(totals: dict[str, list[int]], more: Mapping[str, list[int]]) -> None:
    for key, values in more.items():
        totals[key] = [total + value for total, value in zip(totals[key], values, strict=True)]


def _pair_sums(at: Standings, own: Integers, prizes: PrizeTable) -> dict[str, list[int]]:
    """Products within the pairs of antithetic simulations: what a paired error needs beyond the sums."""
    pay, first = prizes.pay(at.rank, at.tied), at.rank == 1
    crossed = zip(
        product_sums(own[:, ::2], pay[:, 1::2]), product_sums(pay[:, ::2], own[:, 1::2]), strict=True
    )
    hits = {"top1": first, "top1_outright": first & (at.tied == 1), "in_money": at.rank <= prizes.in_money}
    return {
        "points": product_sums(own[:, ::2], own[:, 1::2]),
        "payout": product_sums(pay[:, ::2], pay[:, 1::2]),
        "points_payout": [one + other for one, other in crossed],
        "rank": product_sums(at.rank[:, ::2], at.rank[:, 1::2]),
        **{name: row_sums(hit[:, ::2] & hit[:, 1::2]) for name, hit in hits.items()},
    }


def zero_tally(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> Partial:
    """No simulations yet."""
    return {name: tree for each in _tallies(spec, candidates) for name, tree in each.trees().items()}


def _tallies(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> list[PoolTally]:
    """All pools are of one size, so they share a table of prizes."""
    pools = pools_of(spec, candidates)
    prizes = PrizeTable(spec.payouts, len(pools[0].holdings))
    return [PoolTally(pool, prizes, spec.antithetic) for pool in pools]
