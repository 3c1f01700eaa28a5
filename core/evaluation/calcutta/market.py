"""What a strategy knows: what teams are worth and what the others bid on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.calcutta.oracle import expected_points
from provenlab.core.evaluation.calcutta.spec import Bids, CalcuttaSpec, Constraints

GAIN_PARTS = 1_000_000


@dataclass(frozen=True)
class Market:
    """`values` are expected points, `others` the bids of everybody else, both in the order of `teams`."""

    teams: tuple[str, ...]
    values: tuple[float, ...]
    others: tuple[float, ...]
    limits: Constraints

    def gains(self) -> NDArray[np.int64]:
        """Expected points of a bid b on team t in millionths: rint(v b / (m + b) 1e6), shape (teams, b).

        Column 0 is no bid. Whole numbers, so that exact methods agree on ties whatever order they add in.
        """
        bid = np.arange(self.limits.max_bid + 1, dtype=np.float64)
        share = bid / np.maximum(np.array(self.others)[:, None] + bid, 1e-300)
        worth = np.array(self.values)[:, None] * share * GAIN_PARTS
        return np.rint(worth).astype(np.int64)

    def worth(self, bids: Bids) -> int:
        """The gain of a whole entry."""
        gains, number = self.gains(), {team: at for at, team in enumerate(self.teams)}
        return sum(int(gains[number[team], bid]) for team, bid in bids.items())


def market_of(spec: CalcuttaSpec) -> Market:
    """Values by the exact oracle, the bids of the field as they are."""
    teams = spec.bracket.teams
    others = tuple(float(sum(each.bids.get(team, 0) for each in spec.field.values())) for team in teams)
    return checked_market(teams, tuple(expected_points(spec).tolist()), others, spec.constraints)


def market_from_shares(
    teams: Sequence[str], values: Sequence[float], shares: Sequence[float], pot: float, limits: Constraints
) -> Market:
    """A market from predicted shares of a pot of so many units: the others bid share * pot on a team."""
    return checked_market(teams, values, [share * pot for share in shares], limits)


def checked_market(
    teams: Sequence[str], values: Sequence[float], others: Sequence[float], limits: Constraints
) -> Market:
    """ValidationFailed unless all speak of the same teams, with finite numbers of at least 0."""
    for name, numbers in (("values", values), ("others", others)):
        if len(numbers) != len(teams):
            raise ValidationFailed.at(name, f"must have one number for each of {len(teams)} teams")
        for at, number in enumerate(numbers):
            if not 0 <= number < float("inf"):
                raise ValidationFailed.at(f"{name}[{at}]", "must be a finite number of at least 0")
    if len(teams) < limits.min_teams:
        raise ValidationFailed.at("constraints.minTeams", f"there are only {len(teams)} teams")
    return Market(tuple(teams), tuple(values), tuple(others), limits)
