"""The integers that a shard adds up for each candidate."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.exact_sums import Integers, product_sums, row_sums
from provenlab.core.evaluation.calcutta.ownership import Pool, Scorer, pools_of
from provenlab.core.evaluation.calcutta.ranking import PrizeTable, Standings, standings
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws, points_of
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry
from provenlab.core.evaluation.integer_trees import tree_sum
from provenlab.core.evaluation.kind import Partial
from provenlab.core.evaluation.streams import Stream

# Simulations scored at once: their arrays stay in the processor's cache. Even, so that pairs stay whole.
BLOCK = 2048
_PAIRED = ("points", "payout", "points_payout", "rank", "top1", "top1_outright", "in_money")
_COUNTED = (
    "n", "points", "points_squared", "payout", "payout_squared", "points_payout", "residue",
    "unowned_points", "top1", "top1_outright", "in_money",
)  # fmt: skip


def zero_tally(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> Partial:
    """No simulations yet."""
    return {
        name: {
            **dict.fromkeys(_COUNTED, 0),
            "rank_histogram": [0] * len(pool.holdings),
            "pairs": dict.fromkeys(_PAIRED, 0),
        }
        for pool in pools_of(spec, candidates)
        for name in pool.names
    }


def tally(spec: CalcuttaSpec, candidates: Mapping[str, Entry], lo: int, hi: int, stream: Stream) -> Partial:
    """The simulations [lo, hi), block by block: memory does not grow with their number."""
    tournament, pools = Tournament(spec), pools_of(spec, candidates)
    prizes = [PrizeTable(spec.payouts, len(pool.holdings)) for pool in pools]
    by_progress, total = spec.points_by_progress(), zero_tally(spec, candidates)
    for at in range(lo, hi, BLOCK):
        progress = tournament.progress(draws(spec, stream, at, min(at + BLOCK, hi)))
        points = points_of(progress, by_progress)
        scorer = Scorer(points)
        for pool, table in zip(pools, prizes, strict=True):
            counts = _pool_tally(pool, table, scorer, points, spec.antithetic)
            total |= tree_sum({name: total[name] for name in counts}, counts)
    return total


def _pool_tally(
    pool: Pool, prizes: PrizeTable, scorer: Scorer, points: NDArray[np.float64], antithetic: bool
) -> Partial:
    scores = scorer.scores(pool.holdings)
    at = standings(scores, pool.scored)
    own, pay = scores[list(pool.scored)], prizes.pay(at)
    hits = _hits(at, prizes.in_money)
    sums: dict[str, list[int]] = {
        "points": row_sums(own),
        "points_squared": product_sums(own, own),
        "payout": row_sums(pay),
        "payout_squared": product_sums(pay, pay),
        "points_payout": product_sums(own, pay),
        "residue": row_sums(prizes.residue(at)),
        **{name: row_sums(hit) for name, hit in hits.items()},
    }
    pairs = _pair_sums(own, pay, at.rank, hits) if antithetic else {}
    unowned = int(points[list(pool.unowned)].sum())
    ranks = _rank_histograms(at.rank, len(pool.holdings))
    return {
        name: {
            "n": points.shape[1],
            "unowned_points": unowned,
            "rank_histogram": ranks[row],
            "pairs": {key: pairs[key][row] if pairs else 0 for key in _PAIRED},
            **{key: values[row] for key, values in sums.items()},
        }
        for row, name in enumerate(pool.names)
    }


def _hits(at: Standings, in_money: int) -> dict[str, Any]:
    first = at.rank == 1
    return {"top1": first, "top1_outright": first & (at.tied == 1), "in_money": at.rank <= in_money}


def _pair_sums(own: Integers, pay: Integers, rank: Integers, hits: Mapping[str, Any]) -> dict[str, list[int]]:
    """Products within the pairs of antithetic simulations: what a paired error needs beyond the sums."""
    crossed = zip(
        product_sums(own[:, ::2], pay[:, 1::2]), product_sums(pay[:, ::2], own[:, 1::2]), strict=True
    )
    return {
        "points": product_sums(own[:, ::2], own[:, 1::2]),
        "payout": product_sums(pay[:, ::2], pay[:, 1::2]),
        "points_payout": [one + other for one, other in crossed],
        "rank": product_sums(rank[:, ::2], rank[:, 1::2]),
        **{name: row_sums(hit[:, ::2] & hit[:, 1::2]) for name, hit in hits.items()},
    }


def _rank_histograms(rank: Integers, entries: int) -> list[list[int]]:
    rows = len(rank)
    codes = rank - 1 + entries * np.arange(rows)[:, None]
    counts = np.bincount(codes.ravel(), minlength=rows * entries)
    histograms: list[list[int]] = counts.reshape(rows, entries).tolist()
    return histograms
