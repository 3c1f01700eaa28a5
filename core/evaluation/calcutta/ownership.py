"""Who owns how much of which team, and what that scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


class Scorer:
    """Scores of holdings in millionths of a point, from points of shape (teams, simulations).

    Accumulated over teams in index order. A team without a share would add 0.0, which changes no digit,
    so it is left out; a matrix product would give other digits for other shards.
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        self._points = points
        self._known: dict[Holding, NDArray[np.int64]] = {}

    def scores(self, holdings: Sequence[Holding], remember: bool = True) -> NDArray[np.int64]:
        """Shape (entries, simulations): rint(score * 1e6), each row of one entry.

        With `remember` the scores are kept for the next call, which costs memory for each new holding.
        """
        rows = np.empty((len(holdings), self._points.shape[1]), dtype=np.int64)
        fresh = [at for at, holding in enumerate(holdings) if holding not in self._known]
        fresh.sort(key=lambda at: -len(holdings[at]))
        for at in range(0, len(fresh), TOGETHER):
            chosen = fresh[at : at + TOGETHER]
            rows[chosen] = self._rounded([holdings[each] for each in chosen])
        for at, holding in enumerate(holdings):
            if holding in self._known:
                rows[at] = self._known[holding]
            elif remember:
                self._known[holding] = rows[at]
        return rows

    def _rounded(self, holdings: Sequence[Holding]) -> NDArray[np.float64]:
        """Of holdings that do not grow in length: the n-th team of all of them at once."""
        total = self._worth([holding[0] for holding in holdings])
        for nth in range(1, len(holdings[0])):
            owned = [holding[nth] for holding in holdings if len(holding) > nth]
            total[: len(owned)] += self._worth(owned)
        total *= MICROPOINTS
        return np.rint(total, out=total)

    def _worth(self, owned: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
        points = self._points.take([team for team, _ in owned], axis=0)
        points *= np.array([[share] for _, share in owned])
        return points
