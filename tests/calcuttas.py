"""Calcuttas for tests: documents that the kind accepts, from four teams to sixty-eight."""

import itertools
from typing import Any

from provenlab.core.evaluation.calcutta.ratings import win_matrix

NCAA_RULES = {1: 0, 2: 50, 3: 100, 4: 150, 5: 200, 6: 250, 7: 300}


def calcutta(teams: int = 8, n_sims: int = 1000, seed: int = 7, **changes: Any) -> dict[str, Any]:
    """A power of two of teams named T00, T01, ..., the better one first in every pair."""
    slots: list[Any] = [f"T{at:02}" for at in range(teams)]
    return _document(slots, [50.0 - at for at in range(teams)], n_sims, seed) | changes


def ncaa(n_sims: int = 20_000, seed: int = 11, **changes: Any) -> dict[str, Any]:
    """64 slots, four of them play-in pairs: 68 teams, 67 games."""
    names = (f"T{at:02}" for at in itertools.count())
    slots = [[next(names), next(names)] if at in (7, 23, 39, 63) else next(names) for at in range(64)]
    ratings = [30.0 - (at * 37 % 68) * 0.8 for at in range(68)]
    return _document(slots, ratings, n_sims, seed) | changes


def _document(slots: list[Any], ratings: list[float], n_sims: int, seed: int) -> dict[str, Any]:
    return {
        "slots": slots,
        "p": win_matrix(ratings, scale=10.0).tolist(),
        "rules": NCAA_RULES if len(slots) == 64 else {1: 0, 2: 50, 3: 100},
        "payouts": {1: 65_000, 2: 25_000, 3: 10_000},
        "n_sims": n_sims,
        "seed": seed,
    }


def bids(first: int, *amounts: int) -> dict[str, int]:
    """Amounts on neighbouring teams from number `first` on."""
    return {f"T{first + at:02}": amount for at, amount in enumerate(amounts)}


def entry(first: int, *amounts: int) -> dict[str, Any]:
    """The same as a candidate's document."""
    return {"bids": bids(first, *amounts)}
