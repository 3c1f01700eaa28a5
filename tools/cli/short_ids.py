"""Beginnings of digests, as tables show them, for the ids that they belong to."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import click

_CANDIDATES = ("list_candidates", "candidateId")
_LISTINGS = {
    "candidate_id": _CANDIDATES,
    "focus_candidate_id": _CANDIDATES,
    "derived_from": _CANDIDATES,
    "scenario_id": ("list_scenarios", "scenarioId"),
    "cohort_id": ("list_cohorts", "cohortId"),
}
_BEGINNING = re.compile(r"[0-9a-f]{8,63}")
_MOST = 1_000

Ask = Callable[[str, Mapping[str, Any]], Any]


def with_whole_ids(ask: Ask, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, each beginning of 8 digits or more replaced by the id of the one record it is meant for.

    Only the last 1,000 of their kind are looked through. UsageError where none or several begin so.
    """
    return {name: _whole(ask, name, value) for name, value in given.items()}


def _whole(ask: Ask, field: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_whole(ask, field, each) for each in value)
    listing = _LISTINGS.get(field.removesuffix("s"))
    if listing is None or not isinstance(value, str) or not _BEGINNING.fullmatch(value):
        return value
    operation, name = listing
    items = ask(operation, {"filter": {"limit": _MOST}})["items"]
    found = [each[name] for each in items if each[name].startswith(value)]
    if len(found) == 1:
        return found[0]
    noun = operation.removeprefix("list_")
    amount = "none" if not found else f"{len(found)}"
    raise click.UsageError(f"{amount} of the last {_MOST:,} {noun} begin with {value}; give the whole id")
