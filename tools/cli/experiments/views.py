"""How experiments read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, short_hash, when
from provenlab.tools.cli.words import metrics, number, span


def _inputs(value: Any) -> str:
    return " · ".join(f"{role} {', '.join(ids)}" for role, ids in (value or {}).items()) or "-"


def _duration(value: Any) -> str:
    return "-" if value is None else span(value)


_COLUMNS = (
    Column("EXPERIMENT", "experimentId", whole=True),
    Column("STATUS", "status", whole=True, coloured=True),
    Column("CREATED", "provenance.createdAt", when, whole=True),
    Column("TOOK", "execution.duration", _duration, right=True, extra=True),
    Column("NAME", "name"),
    Column("METRICS", "metrics", metrics),
    Column("INPUTS", "inputs", _inputs, extra=True),
    Column("COMMIT", "provenance.gitCommit", short_hash, extra=True),
)
_EVENTS = (
    Column("SEQ", "seq", right=True),
    Column("AT", "at", when, whole=True),
    Column("WHAT", "kind"),
    Column("STATUS", "status"),
    Column("BY", "actor"),
    Column("WHY", "reason"),
)


def listing(rows: Any, output: Output) -> Iterable[str]:
    """Experiments, one a line."""
    return output.table(_COLUMNS, rows, "no experiments")


def history(rows: Any, output: Output) -> Iterable[str]:
    """Changes, the oldest first."""
    return output.table(_EVENTS, rows)


def counts(value: Any, output: Output) -> Iterable[str]:
    """How many there are, and how many in each status."""
    pairs = [(status, str(number)) for status, number in value["byStatus"].items()]
    return facts([("total", str(value["total"])), *pairs], output.width)


def experiment(value: Any, output: Output) -> Iterator[str]:
    """One experiment: what was declared, what became of it."""
    execution, origin = value.get("execution") or {}, value["provenance"]
    head = [
        ("experiment", value["experimentId"]),
        ("name", value["name"]),
        ("about", value.get("description")),
        ("status", value["status"]),
        ("created", when(origin["createdAt"])),
        ("commit", origin.get("gitCommit") and origin["gitCommit"] + _dirty(origin)),
        ("began", execution.get("startedAt") and when(execution["startedAt"])),
        ("ended", execution.get("completedAt") and when(execution["completedAt"])),
        ("took", None if execution.get("duration") is None else span(execution["duration"])),
        ("error", execution.get("error")),
        ("definition", value["definitionHash"]),
    ]
    yield from facts([(name, text) for name, text in head if text], output.width)
    for title, pairs in (
        ("metrics", [(key, number(each)) for key, each in value["metrics"].items()]),
        ("inputs", [(role, ", ".join(ids)) for role, ids in value["inputs"].items()]),
        ("outputs", list(value["outputs"].items())),
        ("config", [(name, plain(each)) for name, each in value["config"].items()]),
    ):
        if pairs:
            yield ""
            yield title
            yield from facts(pairs, output.width, "  ")


def _dirty(origin: Any) -> str:
    return " (with changes)" if origin.get("gitDirty") else ""
