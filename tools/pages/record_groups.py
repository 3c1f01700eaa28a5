"""Records by what they have in common, with the mean, the least and the most of each metric."""

from collections.abc import Callable, Sequence
from math import fsum
from typing import NamedTuple

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.record_table import METRICS, RecordRow, RecordTable, numeric
from provenlab.tools.pages.rendering import cell

_METRICS = 6


class Grouping(NamedTuple):
    """What records can be grouped by: the values of one, and the criterion that lists a group, if any."""

    name: str
    values: Callable[[RecordRow], Sequence[str]]
    criterion: str | None = None


class Summary(NamedTuple):
    """Of the finite values of a metric."""

    n: int
    mean: float
    least: float
    most: float


class RecordGroup(NamedTuple):
    """Records of one value; `link` lists or compares them, None where no address does."""

    value: str
    rows: Sequence[RecordRow]
    statuses: dict[str, int]
    summaries: Sequence[Summary | None]
    link: str | None


class RecordGroups(NamedTuple):
    """The largest group first; a record with several values is in several groups."""

    by: str
    metrics: tuple[str, ...]
    groups: tuple[RecordGroup, ...]


def by_field(name: str, criterion: str | None = None) -> Grouping:
    """By a field of the record."""
    return Grouping(name, lambda row: [cell(row.record.get(name))], criterion)


def by_setting(name: str) -> Grouping:
    """By a column."""
    return Grouping(name, lambda row: [cell(row.values.get(name))])


def record_groups(
    table: RecordTable,
    grouping: Grouping,
    address: Address,
    compared: Callable[[Sequence[RecordRow]], str | None],
) -> RecordGroups:
    """Of the records in view; those without the value are a group of their own."""
    chosen = [name for name in table.columns if name.startswith(METRICS)]
    metrics = tuple((chosen or table.metrics)[:_METRICS])
    members: dict[str, list[RecordRow]] = {}
    for row in table.rows:
        for value in grouping.values(row):
            members.setdefault(value, []).append(row)
    groups = [
        RecordGroup(
            value,
            rows,
            _counted(rows),
            [_summary(rows, name) for name in metrics],
            _listed(grouping, value, address) or compared(rows),
        )
        for value, rows in members.items()
    ]
    in_order = sorted(groups, key=lambda each: (-len(each.rows), each.value))
    return RecordGroups(grouping.name, metrics, tuple(in_order))


def _counted(rows: Sequence[RecordRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.record["status"]] = found.get(row.record["status"], 0) + 1
    return dict(sorted(found.items()))


def _summary(rows: Sequence[RecordRow], name: str) -> Summary | None:
    values = [value for row in rows if (value := numeric(row.values.get(name))) is not None]
    if not values:
        return None
    return Summary(len(values), fsum(value / len(values) for value in values), min(values), max(values))


def _listed(grouping: Grouping, value: str, address: Address) -> str | None:
    if not value or grouping.criterion is None:
        return None
    return address.with_changes(**{grouping.criterion: value}, view=None, group=None, cursor=None)
