"""Ways to look at a list of records: as a table, in groups, as a scatter plot, over parallel axes.

All that is chosen stands in the address, so that it can be kept and sent.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import number_of
from provenlab.tools.pages.charts.parallel import Parallel, parallel_axes
from provenlab.tools.pages.charts.scatter import Scatter, scatter
from provenlab.tools.pages.record_groups import Grouping, RecordGroups, by_setting, record_groups
from provenlab.tools.pages.record_table import (
    CONFIG,
    FIELDS,
    METRICS,
    RecordRow,
    RecordTable,
    arranged,
    column_name,
    numeric,
)

VIEWS = ("table", "groups", "scatter", "parallel")
CHARTS = ("scatter", "parallel")
_AXES = 8


class Look(NamedTuple):
    """Rows in the order that the address asks for, the view of them, and what else may be chosen.

    `within` is the column by which these rows only are arranged, empty for an order over all records, and
    `order` tells it in words.
    """

    table: RecordTable
    within: str
    order: str
    view: str
    groups: RecordGroups | None
    group_choices: tuple[str, ...]
    group_fields: tuple[str, ...]
    group: str
    chart: Scatter | Parallel | None
    numbers: tuple[str, ...]
    x: str
    y: str
    views: tuple[str, ...] = VIEWS


def metric_criteria(address: Address) -> dict[str, Any]:
    """The bounds of a metric and the order by one, as far as the address has them."""
    criteria: dict[str, Any] = {}
    metric = address.one("metric").removeprefix(METRICS)
    if metric:
        bounds = {name: number_of(address, name) for name in ("atLeast", "atMost") if address.one(name)}
        criteria["metric"] = {"key": metric, **bounds}
    order = address.one("sort").removeprefix(METRICS)
    if order:
        criteria["order"] = {"metric": order, "descending": address.one("direction") != "up"}
    return criteria


def look_at(
    table: RecordTable,
    address: Address,
    groupings: Sequence[Grouping],
    compared: Callable[[Sequence[RecordRow]], str | None] = lambda rows: None,
) -> Look:
    """What the template of a list draws.

    Groups are by one of the groupings, the first one unless another is asked for, or by a setting.
    `compared` is the address that compares the records of a group, None where there is none.
    """
    within = _within(address, table)
    if within:
        table = arranged(table, within, address.one("direction") != "up")
    asked = address.one("view", "table")
    view = asked if asked in VIEWS else "table"
    choices = [*groupings, *map(by_setting, table.settings)]
    by = address.one("group", groupings[0].name)
    grouping = next((each for each in choices if each.name == by), by_setting(by))
    return Look(
        table,
        within,
        _order_told(address, within, table.noun),
        view,
        record_groups(table, grouping, address, compared) if view == "groups" else None,
        tuple(each.name for each in choices),
        tuple(each.name for each in groupings),
        by,
        *_chart(view, table, address),
    )


def _within(address: Address, table: RecordTable) -> str:
    """The column by which the rows in view are arranged; only metrics have an order over all records."""
    name = address.one("within")
    return name if name in FIELDS or name in table.choices else ""


def _order_told(address: Address, within: str, noun: str) -> str:
    """The order of the rows in words."""
    ends = "lowest first" if address.one("direction") == "up" else "highest first"
    if within:
        return f"by {column_name(within)}, {ends}, among these rows only"
    sort = address.one("sort")
    return f"by {column_name(sort)}, {ends}, among all {noun}" if sort else "the newest first"


def _chart(
    view: str, table: RecordTable, address: Address
) -> tuple[Scatter | Parallel | None, tuple[str, ...], str, str]:
    """A chart if one is asked for and there is something to draw, all columns of numbers, and x and y."""
    if view not in CHARTS:
        return None, (), "", ""
    numbers = tuple(name for name in table.choices if _how_often(table.rows, name))
    metrics = [name for name in (*table.columns, *numbers) if name in numbers and name.startswith(METRICS)]
    y = address.one("y") or next(iter(metrics), "")
    settings = _settings_beside(y, table, numbers)
    x = address.one("x") or next(iter(settings), y)
    chart: Scatter | Parallel | None = None
    if view == "scatter" and x and y:
        chart = scatter(table.rows, x, y)
    elif view == "parallel" and y:
        chosen = [name for name in address.many("column") if name in numbers and name != y]
        chart = parallel_axes(table.rows, [*(chosen or settings[:_AXES]), y])
    return chart, numbers, x, y


def _settings_beside(y: str, table: RecordTable, numbers: Sequence[str]) -> list[str]:
    """Settings with numbers in at least half of the records that have `y`: those that vary, if any does."""
    rows = [row for row in table.rows if numeric(row.values.get(y)) is not None]
    often = {name: _how_often(rows, name) for name in numbers if name.startswith(CONFIG)}
    usual = [name for name, n in often.items() if 2 * n >= len(rows) and not _is_constant(rows, name)]
    return usual or [name for name, n in often.items() if 2 * n >= len(rows)]


def _how_often(rows: Sequence[RecordRow], name: str) -> int:
    return sum(numeric(row.values.get(name)) is not None for row in rows)


def _is_constant(rows: Sequence[RecordRow], name: str) -> bool:
    return len({numeric(row.values.get(name)) for row in rows} - {None}) < 2
