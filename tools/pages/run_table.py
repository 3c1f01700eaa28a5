"""Runs as rows whose columns are settings and final metrics."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.core.rules.run_comparison import flattened

_METRICS_AT_FIRST = 4
_MOST_CHOICES = 300
METRICS, CONFIG = "metrics.", "config."


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
    """With the chosen columns, or else a few metrics."""
    rows = tuple(run_row(run) for run in runs)
    found = sorted({name for row in rows for name in row.values}, key=_metrics_first)
    metrics = [name for name in found if name.startswith(METRICS)]
    shown = tuple(chosen) or tuple(metrics[:_METRICS_AT_FIRST])
    choices = dict.fromkeys((*shown, *found[:_MOST_CHOICES]))
    return RunTable(rows, shown, tuple(choices))


def _metrics_first(name: str) -> tuple[bool, str]:
    return (not name.startswith(METRICS), name)


def numeric(value: Any) -> float | None:
    """A finite number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
