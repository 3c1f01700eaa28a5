"""How candidates read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, short_hash, when


def _strategies(sources: Any) -> str:
    return ", ".join(dict.fromkeys(each.get("strategy") or "by hand" for each in sources))


_COLUMNS = (
    Column("NAME", "name"),
    Column("KIND", "kind", extra=True),
    Column("FROM", "sources", _strategies, extra=True),
    Column("CANDIDATE", "candidateId", whole=True),
    Column("PAYLOAD", "payload", extra=True),
)
_SOURCES = (
    Column("SOURCE", "source", whole=True),
    Column("NAME", "name"),
    Column("STRATEGY", "strategy"),
    Column("RUN", "runId"),
    Column("ARTIFACT", "artifactId"),
    Column("DERIVED FROM", "derivedFrom", short_hash),
    Column("CREATED", "createdAt", when, whole=True, extra=True),
)
_RESULTS = (
    Column("METRIC", "metric"),
    Column("VALUE", "value", whole=True, right=True),
    Column("ERROR", "standardError", whole=True, right=True),
    Column("PLACE", "place", whole=True, right=True),
    Column("N", "n", whole=True, right=True, extra=True),
    Column("SCENARIO", "scenarioId", short_hash, whole=True),
    Column("EVALUATION", "evaluationId", extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Candidates, one a line."""
    return output.table(_COLUMNS, page["items"], "no candidates")


def candidate(value: Any, output: Output) -> Iterator[str]:
    """One candidate: what it is, and every way in which somebody came to it."""
    head = [
        ("candidate", value["candidateId"]),
        ("name", value["name"]),
        ("kind", value["kind"]),
        ("payload", plain(value["payload"])),
    ]
    yield from facts(head, output.width)
    yield ""
    yield from output.table(_SOURCES, value["sources"])


def brief(value: Any, output: Output) -> Iterator[str]:
    """One candidate in one line: what became of it."""
    word = "new" if value["created"] else "known"
    yield f"candidate {value['candidateId']} is {word}: {plain(value['name'])}"


def attached(value: Any, output: Output) -> Iterator[str]:
    """How many pairs are new."""
    yield f"{value['attached']} new pairs of candidate and scenario"


def results(value: Any, output: Output) -> Iterable[str]:
    """One metric in one scenario a line."""
    return output.table(_RESULTS, value["results"], "no results")
