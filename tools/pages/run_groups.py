"""Runs by what they have in common, with the mean, the least and the most of each metric."""

from collections.abc import Sequence
from math import fsum
from typing import Any, NamedTuple

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.rendering import cell
from provenlab.tools.pages.run_table import METRICS, RunRow, RunTable, numeric

TAGS, FIELDS = "tag", ("name", "kind", "status")
_MOST_COMPARED = 20
_METRICS = 6


class Summary(NamedTuple):
    """Of the finite values of a metric."""

    n: int
    mean: float
    least: float
    most: float


class RunGroup(NamedTuple):
    """Runs of one value; `link` lists or compares them, None where no address does."""

    value: str
    rows: Sequence[RunRow]
    statuses: dict[str, int]
    summaries: Sequence[Summary | None]
    link: str | None


class RunGroups(NamedTuple):
    """The largest group first; a run with several tags is in several groups."""

    by: str
    metrics: tuple[str, ...]
    groups: tuple[RunGroup, ...]


def group_choices(table: RunTable) -> tuple[str, ...]:
    """What runs can be grouped by: fields, tags, and the settings that they have."""
    return (TAGS, *FIELDS, *(name for name in table.choices if not name.startswith(METRICS)))


def run_groups(table: RunTable, by: str, address: Address) -> RunGroups:
    """Of the runs in view; those without the value are a group of their own."""
    chosen = [name for name in table.columns if name.startswith(METRICS)]
    found = [name for name in table.choices if name.startswith(METRICS)]
    metrics = tuple((chosen or found)[:_METRICS])
    members: dict[str, list[RunRow]] = {}
    for row in table.rows:
        for value in _values(row, by):
            members.setdefault(value, []).append(row)
    groups = [
        RunGroup(
            value,
            rows,
            _counted(rows),
            [_summary(rows, name) for name in metrics],
            _link(by, value, rows, address),
        )
        for value, rows in members.items()
    ]
    return RunGroups(by, metrics, tuple(sorted(groups, key=lambda each: (-len(each.rows), each.value))))


def _values(row: RunRow, by: str) -> list[str]:
    if by == TAGS:
        return list(row.run["tags"]) or [""]
    value: Any = row.run[by] if by in FIELDS else row.values.get(by)
    return [cell(value)]


def _counted(rows: Sequence[RunRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.run["status"]] = found.get(row.run["status"], 0) + 1
    return dict(sorted(found.items()))


def _summary(rows: Sequence[RunRow], name: str) -> Summary | None:
    values = [value for row in rows if (value := numeric(row.values.get(name))) is not None]
    if not values:
        return None
    return Summary(len(values), fsum(value / len(values) for value in values), min(values), max(values))


def _link(by: str, value: str, rows: Sequence[RunRow], address: Address) -> str | None:
    if value and (by == TAGS or by in FIELDS):
        return address.with_changes(**{by: value}, view=None, group=None, cursor=None)
    if 2 <= len(rows) <= _MOST_COMPARED:
        return Address("/compare").with_changes(run=[row.run["runId"] for row in rows])
    return None
