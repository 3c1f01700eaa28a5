"""Who owns how much of which team, and what that scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Entry

MICROPOINTS = 1_000_000
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
    """Scores of holdings in millionths of a point; equal holdings are added up once.

    Accumulated over teams in index order. A team without a share would add 0.0, which changes no digit,
    so it is left out; a matrix product would give other digits for other shards.
    """

    def __init__(self, points: NDArray[np.float64]) -> None:
        self._points = list(points)  # one row for each team
        self._known: dict[Holding, NDArray[np.int64]] = {}
        self._product = np.empty(points.shape[1])

    def scores(self, holdings: Sequence[Holding], remember: bool = True) -> NDArray[np.int64]:
        """Shape (entries, simulations): rint(score * 1e6), each row of one entry.

        With `remember` the scores are kept for the next call, which costs memory for each new holding.
        """
        rows = np.empty((len(holdings), self._product.size), dtype=np.int64)
        for row, holding in zip(rows, holdings, strict=True):
            known = self._known.get(holding)
            if known is None:
                self._score(holding, row)
            else:
                row[:] = known
            if remember and known is None:
                self._known[holding] = row
        return rows

    def _score(self, holding: Holding, row: NDArray[np.int64]) -> None:
        (team, share), *further = holding
        total = self._points[team] * share
        for team, share in further:
            np.multiply(self._points[team], share, out=self._product)
            total += self._product
        total *= MICROPOINTS
        np.copyto(row, np.rint(total, out=total), casting="unsafe")
