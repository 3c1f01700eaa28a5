"""How jobs read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, when


def _error(value: Any) -> str:
    said = (value.get("kind"), value.get("type"), value.get("message")) if value else ()
    return ": ".join(part for part in said if part) or "-"


def _used(job: Any) -> str:
    return f"{job['attempt'] - job['deferrals']}/{job['maxAttempts']}"


_COLUMNS = (
    Column("JOB", "jobId", whole=True),
    Column("STATUS", "status", whole=True, coloured=True),
    Column("KIND", "kind"),
    Column("TRIED", "", _used, whole=True, right=True),
    Column("ENQUEUED", "enqueuedAt", when, whole=True),
    Column("ERROR", "error", _error),
    Column("AVAILABLE", "availableAt", when, extra=True, whole=True),
    Column("PRIORITY", "priority", extra=True, right=True),
    Column("WORKER", "worker", extra=True),
    Column("RUN", "runId", extra=True),
)
_ATTEMPTS = (
    Column("ATTEMPT", "number", whole=True, right=True),
    Column("OUTCOME", "outcome", whole=True, coloured=True),
    Column("CLAIMED", "claimedAt", when, whole=True),
    Column("ENDED", "endedAt", when, whole=True, extra=True),
    Column("WORKER", "worker"),
    Column("ERROR", "error", _error),
    Column("RUN", "runId", extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Jobs, one a line."""
    return output.table(_COLUMNS, page["items"], "no jobs")


def job(value: Any, output: Output) -> Iterator[str]:
    """One job: how it stands and why, and every attempt that ended."""
    head = [
        ("job", value["jobId"]),
        ("status", value["status"] + (", asked to stop" if value["cancelRequested"] else "")),
        ("why", value["explanation"]),
        ("kind", value["kind"]),
        ("run", value["runId"]),
        ("tried", f"{_used(value)}, {value['deferrals']} handed back"),
        ("priority", str(value["priority"])),
        ("enqueued", when(value["enqueuedAt"])),
        ("available", when(value["availableAt"])),
        ("worker", value.get("worker")),
        ("lease until", value.get("leaseExpiresAt") and when(value["leaseExpiresAt"])),
        ("ended", value.get("endedAt") and when(value["endedAt"])),
        ("dedup key", value.get("dedupKey")),
        ("error", _error(value.get("error")) if value.get("error") else None),
    ]
    yield from facts([(name, text) for name, text in head if text], output.width)
    if value["attempts"]:
        yield ""
        yield from output.table(_ATTEMPTS, value["attempts"])


def counts(value: Any, output: Output) -> Iterable[str]:
    """How many jobs of each kind are in each status."""
    statuses = list(value["byStatus"])
    columns = [Column("KIND", "kind"), *(Column(each, each, _number, right=True) for each in statuses)]
    rows = [{"kind": kind, **found} for kind, found in value["byKind"].items()]
    return output.table(columns, [*rows, {"kind": "all", **value["byStatus"]}] if rows else [], "no jobs")


def _number(value: Any) -> str:
    return str(value or 0)


def brief(value: Any, output: Output) -> Iterator[str]:
    """One job in one line: what became of it."""
    already = "" if value.get("created", value.get("changed", True)) else " already"
    asked = ", asked to stop" if value["cancelRequested"] and value["status"] == "running" else ""
    yield f"job {value['jobId']} is{already} {value['status']}{asked}"


def reaped(value: Any, output: Output) -> Iterator[str]:
    """The jobs whose lost attempts were settled."""
    for each in value["jobs"]:
        yield from brief(each, output)
    yield f"{len(value['jobs'])} jobs settled"
