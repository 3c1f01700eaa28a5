"""Bids of a document, checked against the teams and the limits of a Calcutta."""

from collections.abc import Collection
from typing import Any

from provenlab.core.evaluation.calcutta.spec import Bids, Constraints
from provenlab.core.evaluation.faults import Faults

MOST_UNITS = 10_000
_LIMITS = {
    "budget": "budget",
    "minTeams": "min_teams",
    "maxTeams": "max_teams",
    "minBid": "min_bid",
    "maxBid": "max_bid",
}


def read_constraints(document: Any, faults: Faults) -> Constraints:
    """The limits given, the usual ones for the rest."""
    given = faults.mapping(document, "constraints", frozenset(_LIMITS))
    read = {
        _LIMITS[key]: faults.integer(value, f"constraints.{key}", 1, MOST_UNITS)
        for key, value in given.items()
        if key in _LIMITS
    }
    limits = Constraints(**{name: value for name, value in read.items() if value is not None})
    if limits.min_teams > limits.max_teams:
        faults.add("constraints.minTeams", f"must be at most maxTeams, which is {limits.max_teams}")
    if limits.min_bid > limits.max_bid:
        faults.add("constraints.minBid", f"must be at most maxBid, which is {limits.max_bid}")
    if limits.min_teams * limits.min_bid > limits.budget:
        faults.add("constraints.budget", "must pay for the smallest bid on the fewest teams")
    return limits


def read_bids(document: Any, path: str, teams: Collection[str], limits: Constraints, faults: Faults) -> Bids:
    """Integer bids by team id in the order of ids; a bid of 0 is none."""
    bids: dict[str, int] = {}
    for team, bid in sorted(faults.mapping(document, path).items()):
        if team not in teams:
            faults.add(f"{path}.{team}", "unknown team")
        elif bid != 0 or isinstance(bid, bool):
            amount = faults.integer(bid, f"{path}.{team}", limits.min_bid, limits.max_bid)
            bids |= {} if amount is None else {team: amount}
    if isinstance(document, dict):
        _check_whole(bids, path, limits, faults)
    return bids


def _check_whole(bids: Bids, path: str, limits: Constraints, faults: Faults) -> None:
    spent = sum(bids.values())
    if spent > limits.budget:
        faults.add(path, f"spends {spent}, the budget is {limits.budget}")
    if len(bids) < limits.min_teams:
        faults.add(path, f"names {len(bids)} teams, at least {limits.min_teams} are needed")
    if len(bids) > limits.max_teams:
        faults.add(path, f"names {len(bids)} teams, at most {limits.max_teams} are allowed")
