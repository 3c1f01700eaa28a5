"""How the journal reads on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, when
from provenlab.tools.cli.words import metrics


def outcome(entry: Any) -> str:
    """What came of a trial: how it ended where it was not evaluated, else the decision."""
    return str(entry["promotionDecision"] if entry["disposition"] == "evaluated" else entry["disposition"])


def _why(entry: Any) -> str:
    return entry.get("promotionReason") or entry.get("dispositionReason") or "-"


_COLUMNS = (
    Column("ENTRY", "entryId", whole=True, right=True),
    Column("CREATED", "createdAt", lambda value: str(value)[:10], whole=True),
    Column("OUTCOME", "", outcome, whole=True, coloured=True),
    Column("HYPOTHESIS", "hypothesis", comfort=50),
    Column("RESULTS", "results", metrics),
    Column("MUTATION", "mutationType", extra=True),
    Column("WHY", "", _why, extra=True),
    Column("PARENT", "parentId", extra=True, right=True),
    Column("TAGS", "tags", extra=True),
)


def _compared(comparison: Any) -> str:
    """The run that was promoted, the one it was to beat, and on what."""
    if comparison is None:
        return plain(None)
    champion, challenger = comparison["champion"], comparison["challenger"]
    beaten = champion if champion == "nobody" else champion["runId"]
    return f"{challenger['runId']} against {beaten} on {challenger['cohort']}"


_DECISIONS = (
    Column("SEQ", "seq", right=True),
    Column("AT", "at", when, whole=True),
    Column("DECISION", "decision"),
    Column("BY", "actor"),
    Column("WHY", "reason"),
    Column("COMPARED", "comparison", _compared, extra=True),
)


def listing(value: Any, output: Output) -> Iterable[str]:
    """Entries, one a line."""
    rows = value if isinstance(value, list) else value["items"]
    return output.table(_COLUMNS, rows, "no entries")


def decisions(rows: Any, output: Output) -> Iterable[str]:
    """Decisions, the oldest first."""
    return output.table(_DECISIONS, rows)


def count(value: Any, output: Output) -> Iterator[str]:
    """How many."""
    yield str(value["count"])


def tried(value: Any, output: Output) -> Iterator[str]:
    """Whether, how often, and what came of it."""
    times = len(value["entries"])
    if not times:
        yield "never tried"
        return
    yield "tried once" if times == 1 else f"tried {times} times"
    yield from listing(value["entries"], output)


def similar(rows: Any, output: Output) -> Iterable[str]:
    """Neighbours, the nearest first: how far, what is different, and what came of them."""
    columns = [
        Column("DISTANCE", "distance", lambda value: f"{value:.3f}", whole=True, right=True),
        Column("ENTRY", "newest.entryId", whole=True, right=True),
        Column("OUTCOME", "newest", outcome, whole=True, coloured=True),
        Column("DIFFERENCE", "configDiff", _difference),
        Column("RESULTS", "newest.results", metrics),
        Column("HYPOTHESIS", "newest.hypothesis", extra=True),
    ]
    return output.table(
        columns, [{**each, "newest": each["entries"][0]} for each in rows], "no trials with a config"
    )


def _difference(steps: Any) -> str:
    return (
        ", ".join(
            f"{step['path'].lstrip('/').replace('/', '.')}"
            + (" removed" if step["op"] == "remove" else f"={plain(step.get('value'))}")
            for step in steps
        )
        or "the same"
    )


def entry(value: Any, output: Output) -> Iterator[str]:
    """One entry in full."""
    head = [
        ("entry", str(value["entryId"])),
        ("created", when(value["createdAt"])),
        ("hypothesis", value["hypothesis"]),
        ("mutation", value["mutationType"]),
        ("change", plain(value["configDiff"]) if value["configDiff"] else None),
        ("disposition", _with_reason(value["disposition"], value.get("dispositionReason"))),
        ("decision", _with_reason(value["promotionDecision"], value.get("promotionReason"))),
        ("results", plain(value["results"]) if value["results"] else None),
        ("champion", plain(value["championMetrics"]) if value.get("championMetrics") else None),
        ("run", value.get("runId")),
        ("experiment", value.get("experimentId")),
        ("version", None if value.get("modelVersion") is None else str(value["modelVersion"])),
        ("tags", ", ".join(value["tags"])),
        ("trial key", value.get("trialKey")),
    ]
    yield from facts([(name, text) for name, text in head if text], output.width)


def _with_reason(word: str, reason: str | None) -> str:
    return f"{word}: {reason}" if reason else word
