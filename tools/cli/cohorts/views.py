"""How cohorts read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, when

_COLUMNS = (
    Column("NAME", "name"),
    Column("KIND", "kind", extra=True),
    Column("SCENARIOS", "scenarioIds", lambda ids: str(len(ids)), whole=True, right=True, extra=True),
    Column("COHORT", "cohortId", whole=True),
    Column("CREATED", "createdAt", when, whole=True, extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Cohorts, one a line."""
    return output.table(_COLUMNS, page["items"], "no cohorts")


def cohort(value: Any, output: Output) -> Iterator[str]:
    """One cohort with its scenarios in their order."""
    head = [("cohort", value["cohortId"]), ("name", value["name"]), ("kind", value["kind"])]
    places = [(f"scenario {at}", each) for at, each in enumerate(value["scenarioIds"], 1)]
    yield from facts([*head, ("created", when(value["createdAt"])), *places], output.width)


def brief(value: Any, output: Output) -> Iterator[str]:
    """One cohort in one line: what became of it."""
    word = "new" if value["created"] else "known"
    yield f"cohort {value['cohortId']} is {word}: {plain(value['name'])}"
