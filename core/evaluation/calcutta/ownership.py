"""Who owns how much of which team, and what that scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry

MICROPOINTS = 1_000_000
# Entries scored at once: fewer calls, and their points still fit the processor's cache.
TOGETHER = 24
Holding = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Entries that bid against each other; `scored` are the positions of those whose figures are wanted.

    A holding is (team number, share) in the order of teams; `unowned` are the teams without a bid.
    """

    names: tuple[str, ...]
    holdings: tuple[Holding, ...]
    unowned: tuple[int, ...]
    scored: tuple[int, ...]


def pools_of(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> list[Pool]:
    """One pool of the field and all candidates, or one for each candidate alone with the field."""
    if spec.insertion == "joint":
        return [_pool(spec, candidates)]
    return [_pool(spec, {name: entry}) for name, entry in candidates.items()]


def _pool(spec: CalcuttaSpec, candidates: Mapping[str, Entry]) -> Pool:
    entries = [*spec.field.values(), *candidates.values()]
    teams = spec.bracket.teams
    number = {team: at for at, team in enumerate(teams)}
    totals = [0] * len(teams)
    for entry in entries:
        for team, bid in entry.bids.items():
            totals[number[team]] += bid
    holdings = tuple(
        tuple(sorted((number[team], bid / totals[number[team]]) for team, bid in entry.bids.items()))
        for entry in entries
    )
    unowned = tuple(at for at, total in enumerate(totals) if total == 0)
    scored = tuple(range(len(spec.field), len(entries)))
    return Pool(tuple(candidates), holdings, unowned, scored)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Holdings that are scored at once: numbered from `first`, none longer than the one before.

    The n-th of `turns` has the n-th team and share of all those that are long enough.
    """

    first: int
    size: int
    turns: tuple[tuple[NDArray[np.intp], NDArray[np.float64]], ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """What a pool adds to the holdings of the pools before it, and the numbers of all of its own."""

    batches: tuple[_Batch, ...]
    numbers: NDArray[np.intp]


class Scorer:
    """Scores of pools in millionths of a point, one block of simulations after the other.

    Accumulated over teams in index order. A team without a share would add 0.0, which changes no digit,
    so it is left out; a matrix product would give other digits for other shards. What pools have in
    common is scored once for a block, which costs memory for every different holding.
    """

    def __init__(self, pools: Sequence[Pool], scratch: Scratch) -> None:
        numbered: dict[Holding, int] = {}
        self._work = [_work(pool, numbered) for pool in pools]
        self._holdings = len(numbered)
        self._scratch = scratch

    def scores(self, points: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
        """For every pool rint(score * 1e6) of shape (entries, simulations), to be read before the next.

        `points` has shape (teams, simulations).
        """
        count = points.shape[1]
        known = self._scratch.array("scores", (self._holdings, count), np.int64)
        for work in self._work:
            for batch in work.batches:
                # Rounded first, then cast: whole numbers.
                rows = known[batch.first : batch.first + batch.size]
                np.rint(self._micropoints(batch, points), out=rows, casting="unsafe")
            if np.array_equal(work.numbers, np.arange(self._holdings)):
                yield known
            else:
                chosen = self._scratch.array("chosen scores", (len(work.numbers), count), np.int64)
                yield known.take(work.numbers, axis=0, out=chosen, mode="clip")

    def _micropoints(self, batch: _Batch, points: NDArray[np.float64]) -> NDArray[np.float64]:
        total = self._worth("total", *batch.turns[0], points)
        for teams, shares in batch.turns[1:]:
            total[: len(teams)] += self._worth("worth", teams, shares, points)
        total *= MICROPOINTS
        return total

    def _worth(
        self, name: str, teams: NDArray[np.intp], shares: NDArray[np.float64], points: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        # Of one shape whatever is asked for, so that it stays the same array.
        rows = self._scratch.array(name, (TOGETHER, points.shape[1]), np.float64)[: len(teams)]
        # Numbers of teams are within bounds; numpy would take into a copy in order to check them.
        points.take(teams, axis=0, out=rows, mode="clip")
        rows *= shares
        return rows


def _work(pool: Pool, numbered: dict[Holding, int]) -> _Work:
    fresh = [holding for holding in dict.fromkeys(pool.holdings) if holding not in numbered]
    fresh.sort(key=len, reverse=True)
    batches = []
    for at in range(0, len(fresh), TOGETHER):
        together, first = fresh[at : at + TOGETHER], len(numbered)
        batches.append(_Batch(first, len(together), tuple(_turns(together))))
        numbered.update((holding, first + place) for place, holding in enumerate(together))
    return _Work(tuple(batches), np.array([numbered[each] for each in pool.holdings], dtype=np.intp))


def _turns(holdings: Sequence[Holding]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    for nth in range(len(holdings[0])):
        owned = [holding[nth] for holding in holdings if len(holding) > nth]
        yield np.array([team for team, _ in owned], dtype=np.intp), np.array([[share] for _, share in owned])
