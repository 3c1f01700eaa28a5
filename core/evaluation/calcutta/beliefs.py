"""What a strategy believes: win probabilities and shares of the pot, as others predicted them."""

import json
import math
from typing import Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.calcutta.market import Market, market_from_shares
from provenlab.core.evaluation.calcutta.oracle import expected_points
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec
from provenlab.core.evaluation.calcutta.spec_reading import read_spec
from provenlab.core.evaluation.faults import Faults

WIN_PROBABILITIES = "win_probabilities"
MARKET_SHARES = "market_shares"
TOLERANCE = 1e-9
MOST_UNITS = 2**40


def believed_spec(spec: CalcuttaSpec, content: bytes) -> CalcuttaSpec:
    """The spec with predicted probabilities in place of its own: {"teams": [id], "p": [[p]]}.

    `p[i][j]` is the probability that the i-th of `teams` beats the j-th; all teams of the bracket in
    any order.
    """
    faults = Faults()
    given = faults.mapping(_json(content, WIN_PROBABILITIES), WIN_PROBABILITIES, frozenset({"teams", "p"}))
    teams, matrix = _listed(given.get("teams")), _listed(given.get("p"))
    if sorted(map(str, teams)) != sorted(spec.bracket.teams):
        faults.add(f"{WIN_PROBABILITIES}.teams", "must list every team of the bracket once")
    elif [len(_listed(row)) for row in matrix] != [len(teams)] * len(teams):
        faults.add(f"{WIN_PROBABILITIES}.p", f"must be a matrix of {len(teams)} rows and columns")
    faults.raise_if_any()
    number = {team: at for at, team in enumerate(teams)}
    order = [number[team] for team in spec.bracket.teams]
    document = spec.world() | {
        "p": [[matrix[row][column] for column in order] for row in order],
        "n_sims": spec.n_sims,
        "seed": spec.seed,
    }
    return _read(document)


def believed_market(spec: CalcuttaSpec, content: bytes) -> Market:
    """Values by the spec, the others' bids from {"shares": {team id: share}, "pot": units}.

    Shares of all teams of the bracket add up to 1; `pot` is what all others bid together.
    """
    faults = Faults()
    given = faults.mapping(_json(content, MARKET_SHARES), MARKET_SHARES, frozenset({"shares", "pot"}))
    shares = faults.mapping(given.get("shares"), f"{MARKET_SHARES}.shares")
    pot = faults.integer(given.get("pot"), f"{MARKET_SHARES}.pot", 1, MOST_UNITS) or 0
    if not faults:
        _check_shares(shares, spec, faults)
    faults.raise_if_any()
    teams = spec.bracket.teams
    values = expected_points(spec).tolist()
    return market_from_shares(teams, values, [float(shares[team]) for team in teams], pot, spec.constraints)


def _check_shares(shares: dict[str, Any], spec: CalcuttaSpec, faults: Faults) -> None:
    place = f"{MARKET_SHARES}.shares"
    if set(shares) != set(spec.bracket.teams):
        odd = sorted(set(shares) ^ set(spec.bracket.teams))[0]
        faults.add(f"{place}.{odd}", "must be there for every team of the bracket, and for no other")
        return
    for team, share in shares.items():
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 <= share <= 1:
            faults.add(f"{place}.{team}", "must be a number from 0 to 1")
            return
    total = math.fsum(shares.values())
    if abs(total - 1) > TOLERANCE:
        faults.add(place, f"must add up to 1, not {total:.12g}")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _json(content: bytes, role: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        raise ValidationFailed.at(role, "must be a JSON document") from None


def _read(document: dict[str, Any]) -> CalcuttaSpec:
    try:
        return read_spec(document)
    except ValidationFailed as refusal:
        faults = [
            {**fault, "path": f"{WIN_PROBABILITIES}.{fault['path']}"} for fault in refusal.details["faults"]
        ]
        text = "; ".join(f"{each['path']}: {each['message']}" for each in faults)
        raise ValidationFailed(text, {"faults": faults}) from None
