"""Runs as rows whose columns are settings and final metrics."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.core.rules.run_comparison import flattened

_METRICS_AT_FIRST, _SETTINGS_AT_FIRST = 4, 3
_LEAST_SHARE = 0.5
_LONGEST_TELLING = 40
_MOST_CHOICES = 300
METRICS, CONFIG = "metrics.", "config."
FIELDS = ("name", "status", "kind", "duration")
"""What every run has beside settings and metrics, and can be arranged by."""


class RunRow(NamedTuple):
    """A run, and its settings and metrics by `config.<path>` and `metrics.<key>`."""

    run: Mapping[str, Any]
    values: Mapping[str, Any]


class RunTable(NamedTuple):
    """Rows, the columns that are shown, and all that these runs have."""

    rows: tuple[RunRow, ...]
    columns: tuple[str, ...]
    choices: tuple[str, ...]


def run_row(run: Mapping[str, Any]) -> RunRow:
    """The row of a run as the doors tell it."""
    settings = {f"{CONFIG}{path}": value for path, value in flattened(run["config"]).items() if path}
    return RunRow(run, {**settings, **{f"{METRICS}{key}": value for key, value in run["metrics"].items()}})


def run_table(runs: Iterable[Mapping[str, Any]], chosen: Sequence[str]) -> RunTable:
    """With the chosen columns, or else with those that tell these runs apart."""
    rows = tuple(run_row(run) for run in runs)
    found = sorted({name for row in rows for name in row.values}, key=_metrics_first)
    shown = tuple(chosen) or (*_commonest_metrics(rows), *_telling_settings(rows))
    choices = dict.fromkeys((*shown, *found[:_MOST_CHOICES]))
    return RunTable(rows, shown, tuple(choices))


def _commonest_metrics(rows: Sequence[RunRow]) -> list[str]:
    """What most of the runs have; a list of many kinds of runs then has no column of blanks."""
    often = Counter(name for row in rows for name in row.values if name.startswith(METRICS))
    enough = max(often.values(), default=0) * _LEAST_SHARE
    named = sorted(name for name, n in often.items() if n >= enough)
    return sorted(named, key=lambda name: -often[name])[:_METRICS_AT_FIRST]


def _telling_settings(rows: Sequence[RunRow]) -> list[str]:
    """Short settings that differ and that most of the runs have which have any."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.values.items():
            if name.startswith(CONFIG):
                found.setdefault(name, []).append(value)
    enough = max(map(len, found.values()), default=0) * _LEAST_SHARE
    telling = [name for name, values in found.items() if len(values) >= enough and _tells(values)]
    return sorted(sorted(telling), key=lambda name: -len(found[name]))[:_SETTINGS_AT_FIRST]


def _tells(values: Sequence[Any]) -> bool:
    texts = {str(value) for value in values}
    return len(texts) > 1 and max(map(len, texts)) <= _LONGEST_TELLING


def _metrics_first(name: str) -> tuple[bool, str]:
    return (not name.startswith(METRICS), name)


def arranged(table: RunTable, by: str, descending: bool) -> RunTable:
    """The same rows by one column, numbers before texts; those that lack it are last in both directions."""

    def key(row: RunRow) -> tuple[int, float, str]:
        value = _told(row, by)
        if isinstance(value, int | float):
            return (0, value, "")
        return (1, 0.0, str(value))

    there = [row for row in table.rows if _told(row, by) is not None]
    lacking = [row for row in table.rows if _told(row, by) is None]
    return table._replace(rows=(*sorted(there, key=key, reverse=descending), *lacking))


def _told(row: RunRow, by: str) -> Any:
    """What a column tells of a run, comparable; None for what is not there or not finite."""
    value = row.run.get(by) if by in FIELDS else row.values.get(by)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return numeric(value)
    return str(value)


def column_name(name: str) -> str:
    """A column as people call it: without the word that keeps settings and metrics apart."""
    return name.removeprefix(METRICS) if name.startswith(METRICS) else name.removeprefix(CONFIG)


def numeric(value: Any) -> float | None:
    """A finite number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
