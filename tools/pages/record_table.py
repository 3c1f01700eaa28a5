"""Runs and experiments as rows whose columns are settings and final metrics."""

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
"""What records have beside settings and metrics, and can be arranged by."""
_IDS = {"runs": "runId", "experiments": "experimentId"}


class RecordRow(NamedTuple):
    """A run or an experiment, its id, and its settings and metrics by `config.<path>` and `metrics.<key>`."""

    record: Mapping[str, Any]
    record_id: str
    values: Mapping[str, Any]


class RecordTable(NamedTuple):
    """Rows, the columns that are shown, and all that these records have; `noun` is where their pages are."""

    noun: str
    rows: tuple[RecordRow, ...]
    columns: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def metrics(self) -> list[str]:
        """Those of the choices by which all records can be sorted."""
        return [name for name in self.choices if name.startswith(METRICS)]

    @property
    def settings(self) -> list[str]:
        """The other choices."""
        return [name for name in self.choices if not name.startswith(METRICS)]


def record_table(noun: str, records: Iterable[Mapping[str, Any]], chosen: Sequence[str]) -> RecordTable:
    """With the chosen columns, or else with those that tell these records apart.

    Records are `runs` or `experiments`, as the doors tell them.
    """
    rows = tuple(RecordRow(record, record[_IDS[noun]], _values(record)) for record in records)
    found = sorted({name for row in rows for name in row.values}, key=_metrics_first)
    shown = tuple(chosen) or (*_commonest_metrics(rows), *_telling_settings(rows))
    choices = dict.fromkeys((*shown, *found[:_MOST_CHOICES]))
    return RecordTable(noun, rows, shown, tuple(choices))


def _values(record: Mapping[str, Any]) -> dict[str, Any]:
    settings = {f"{CONFIG}{path}": value for path, value in flattened(record["config"]).items() if path}
    return {**settings, **{f"{METRICS}{key}": value for key, value in record["metrics"].items()}}


def _commonest_metrics(rows: Sequence[RecordRow]) -> list[str]:
    """What most of the records have; a list of many kinds of runs then has no column of blanks."""
    often = Counter(name for row in rows for name in row.values if name.startswith(METRICS))
    enough = max(often.values(), default=0) * _LEAST_SHARE
    named = sorted(name for name, n in often.items() if n > enough)
    return sorted(named, key=lambda name: -often[name])[:_METRICS_AT_FIRST]


def _telling_settings(rows: Sequence[RecordRow]) -> list[str]:
    """Short settings that differ and that most of the records have which have any, each difference once."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.values.items():
            if name.startswith(CONFIG):
                found.setdefault(name, []).append(value)
    enough = max(map(len, found.values()), default=0) * _LEAST_SHARE
    telling = [name for name, values in found.items() if len(values) > enough and _tells(values)]
    telling = sorted(sorted(telling), key=lambda name: -len(found[name]))
    # Of settings that always change together the first says all.
    once = {_partition(rows, name): name for name in reversed(telling)}
    return [name for name in telling if name in once.values()][:_SETTINGS_AT_FIRST]


def _tells(values: Sequence[Any]) -> bool:
    texts = {str(value) for value in values}
    return len(texts) > 1 and max(map(len, texts)) <= _LONGEST_TELLING


def _partition(rows: Sequence[RecordRow], name: str) -> tuple[int, ...]:
    """Which rows have the same value there: of each row the number of its value, by first appearance."""
    numbers: dict[str, int] = {}
    return tuple(numbers.setdefault(str(row.values.get(name)), len(numbers)) for row in rows)


def _metrics_first(name: str) -> tuple[bool, str]:
    return (not name.startswith(METRICS), name)


def arranged(table: RecordTable, by: str, descending: bool) -> RecordTable:
    """The same rows by one column, numbers apart from texts; those that lack it are always last."""

    def key(row: RecordRow) -> tuple[int, float, str]:
        value = _told(row, by)
        if isinstance(value, int | float):
            return (0, value, "")
        return (1, 0.0, str(value))

    there = [row for row in table.rows if _told(row, by) is not None]
    lacking = [row for row in table.rows if _told(row, by) is None]
    return table._replace(rows=(*sorted(there, key=key, reverse=descending), *lacking))


def _told(row: RecordRow, by: str) -> Any:
    """What a column tells of a record, comparable; None for what is not there or not finite."""
    value = _field(row.record, by) if by in FIELDS else row.values.get(by)
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return numeric(value)
    return str(value)


def _field(record: Mapping[str, Any], name: str) -> Any:
    """An experiment has its duration in its execution."""
    return record.get(name, (record.get("execution") or {}).get(name))


def column_name(name: str) -> str:
    """A column as people call it: without the word that keeps settings and metrics apart."""
    return name.removeprefix(METRICS) if name.startswith(METRICS) else name.removeprefix(CONFIG)


def numeric(value: Any) -> float | None:
    """A finite number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
