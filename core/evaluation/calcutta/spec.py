"""A Calcutta as checked, frozen values."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.calcutta.bracket import Bracket

Insertion = Literal["solo", "joint"]
Bids = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Constraints:
    """What an entry may bid: whole units, a bid per team within limits, a budget, a number of teams."""

    budget: int = 100
    min_teams: int = 3
    max_teams: int = 10
    min_bid: int = 1
    max_bid: int = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """The bids of a candidate or of an opponent, by team id."""

    bids: Bids


@dataclass(frozen=True)
class CalcuttaSpec:
    """`p[i, j]` is the probability that team i beats team j, in the order of `bracket.teams`.

    `rules[k]` are the points for reaching progress k, `payouts[r]` the integer cents of rank r + 1,
    `field` the opponents, `locked` the winner (a team number) of games already played.
    """

    bracket: Bracket
    p: NDArray[np.float64]
    rules: Mapping[int, int]
    payouts: tuple[int, ...]
    n_sims: int
    seed: int
    constraints: Constraints = dataclasses.field(default_factory=Constraints)
    field: Mapping[str, Entry] = dataclasses.field(default_factory=dict)
    locked: Mapping[int, int] = dataclasses.field(default_factory=dict)
    insertion: Insertion = "solo"
    antithetic: bool = False

    def points_by_progress(self) -> NDArray[np.int64]:
        """Cumulative points of a team by its progress, from 0 to R + 1."""
        steps = [self.rules.get(step, 0) for step in range(self.bracket.rounds + 2)]
        return np.cumsum(np.array(steps, dtype=np.int64))

    def thresholds(self) -> NDArray[np.uint64]:
        """ceil(p * 2^53): the first team wins iff its 53-bit draw is smaller. The scaling is exact."""
        return np.ceil(self.p * 2.0**53).astype(np.uint64)

    def world(self) -> dict[str, Any]:
        """The canonical JSON document without the number of simulations and the seed."""
        limits = self.constraints
        return {
            "slots": [list(slot) for slot in self.bracket.slots],
            "p": self.p.tolist(),
            "rules": {str(step): points for step, points in sorted(self.rules.items())},
            "payouts": {str(place): cents for place, cents in enumerate(self.payouts, 1)},
            "constraints": {
                "budget": limits.budget, "minTeams": limits.min_teams, "maxTeams": limits.max_teams,
                "minBid": limits.min_bid, "maxBid": limits.max_bid,
            },
            "field": {name: dict(entry.bids) for name, entry in self.field.items()},
            "locked": {str(game): self.bracket.teams[team] for game, team in sorted(self.locked.items())},
            "insertion": self.insertion,
            "antithetic": self.antithetic,
        }  # fmt: skip
