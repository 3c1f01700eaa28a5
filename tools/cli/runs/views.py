"""How runs read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, short_hash, when
from provenlab.tools.cli.words import as_float, curve, metrics, number, span

_CURVE_WIDTH, _NARROW_CURVE, _NARROW = 40, 20, 100


def _datasets(value: Any) -> str:
    return (
        ", ".join(" ".join(filter(None, (each["dataset"], each.get("version")))) for each in value or ())
        or "-"
    )


_COLUMNS = (
    Column("RUN", "runId", whole=True),
    Column("STATUS", "status", whole=True, coloured=True),
    Column("STARTED", "startedAt", when, whole=True, extra=True),
    Column(
        "TOOK",
        "duration",
        lambda value: "-" if value is None else span(value),
        whole=True,
        right=True,
        extra=True,
    ),
    Column("NAME", "name"),
    Column("METRICS", "metrics", metrics),
    Column("KIND", "kind", extra=True),
    Column("DATASETS", "datasets", _datasets, extra=True),
    Column("TAGS", "tags", extra=True),
    Column("COMMIT", "origin.gitCommit", short_hash, extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Runs, one a line."""
    return output.table(_COLUMNS, page["items"], "no runs")


def brief(value: Any, output: Output) -> Iterable[str]:
    """One run in one line: what became of it."""
    changed = "" if value.get("created", value.get("changed", True)) else " already"
    yield f"run {value['runId']} is{changed} {value['status']}"


def comparison(value: Any, output: Output) -> Iterator[str]:
    """What differs, a column a run."""
    rows = [
        {"path": f"{part}.{each['path']}", "values": each["values"]}
        for part in ("config", "metrics")
        for each in value[part]
        if any(plain(one) != "-" for one in each["values"].values())
    ]
    columns = [Column("WHAT", "path"), *(Column(run, f"values.{run}") for run in value["runIds"])]
    return iter(output.table(columns, rows, "they differ in neither config nor metrics"))


def series(points: Any, output: Output) -> Iterable[str]:
    """Each metric with its curve, lowest, highest and last value."""
    by_key: dict[str, list[float]] = {}
    for point in points:
        by_key.setdefault(point["key"], []).append(as_float(point["value"]))
    return series_table([(key, len(values), values) for key, values in sorted(by_key.items())], output)


def series_table(series: Iterable[tuple[str, int, list[float]]], output: Output) -> list[str]:
    """As `series`: keys, how many points there are, and the values that are shown of them."""
    width = _NARROW_CURVE if (output.width or _NARROW) < _NARROW else _CURVE_WIDTH
    rows = [
        {
            "key": key,
            "points": total,
            "low": number(min(values, key=_for_least)),
            "high": number(max(values, key=_for_most)),
            "last": number(values[-1]),
            "curve": curve(values, width),
        }
        for key, total, values in series
    ]
    numbers = [Column(name.upper(), name, whole=True, right=True) for name in ("low", "high", "last")]
    columns = [
        Column("METRIC", "key"),
        Column("POINTS", "points", right=True),
        *numbers,
        Column("CURVE", "curve"),
    ]
    return output.table(columns, rows, "no points")


def _for_least(value: float) -> float:
    return value if value == value else float("inf")


def _for_most(value: float) -> float:
    return value if value == value else float("-inf")


def reaped(value: Any, output: Output) -> Iterator[str]:
    """The runs that were given up."""
    yield from value["runIds"]
    yield f"{len(value['runIds'])} lost runs failed"


def replayed(value: Any, output: Output) -> Iterator[str]:
    """What was sent late."""
    yield f"{value['calls']} calls sent" + (f", {value['refused']} refused" if value["refused"] else "")


def event(value: Any) -> str:
    """One event of a timeline in one line."""
    percent = value.get("percent")
    said = [
        value.get("status"),
        value.get("phase"),
        None if percent is None else f"{bar(percent)} {percent:.0f} %",
        value.get("message"),
        plain(value["payload"]) if value.get("payload") else None,
    ]
    return f"{when(value['at'])}  " + (" · ".join(each for each in said if each) or value["kind"])


def bar(percent: float, width: int = 20) -> str:
    """How far something is."""
    done = int(percent * width / 100)
    return "█" * done + "░" * (width - done)


def details(title: str, pairs: Iterable[tuple[str, str]], output: Output) -> Iterator[str]:
    """A part of a page, left out when it is empty."""
    found = list(pairs)
    if found:
        yield ""
        yield title
        yield from facts(found, output.width, "  ")
