"""The list of runs: criteria, order, columns and view, all of them in the address."""

from collections.abc import Sequence
from typing import Any, get_args

from provenlab.core.models.run import RunStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of, number_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.parallel import Parallel, parallel_axes
from provenlab.tools.pages.charts.scatter import Scatter, scatter
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.run_groups import group_choices, run_groups
from provenlab.tools.pages.run_table import (
    CONFIG,
    FIELDS,
    METRICS,
    RunRow,
    RunTable,
    arranged,
    column_name,
    numeric,
    run_table,
)

_TEXTS = (
    "status",
    "kind",
    "name",
    "dataset",
    "gitCommit",
    "experimentId",
    "parentRunId",
    "minCreatedAt",
    "maxCreatedAt",
)
_AXES = 8
VIEWS = ("table", "groups", "scatter", "parallel")


def run_list(ask: Asking, address: Address) -> Page:
    """At most `limit` runs, as a table, as a scatter plot or over parallel axes."""
    page = ask("list_runs", filter=_criteria(address))
    table = run_table(page["items"], address.many("column"))
    within = _within(address, table)
    if within:
        table = arranged(table, within, address.one("direction") != "up")
    view = address.one("view", "table")
    group = address.one("group", "name")
    values = {
        "address": address,
        "table": table,
        "next_cursor": page.get("nextCursor"),
        "within": within,
        "order": _order_told(address, within),
        "statuses": get_args(RunStatus),
        "view": view if view in VIEWS else "table",
        "views": VIEWS,
        "groups": run_groups(table, group, address) if view == "groups" else None,
        "group_choices": group_choices(table),
        "group": group,
        **_chart(view, table, address),
    }
    return Page("runs.html", "Runs", values)


def _criteria(address: Address) -> dict[str, Any]:
    criteria: dict[str, Any] = address.given(*_TEXTS, "cursor")
    if address.many("tag"):
        criteria["tags"] = address.many("tag")
    metric = address.one("metric").removeprefix(METRICS)
    if metric:
        bounds = {name: number_of(address, name) for name in ("atLeast", "atMost") if address.one(name)}
        criteria["metric"] = {"key": metric, **bounds}
    order = address.one("sort").removeprefix(METRICS)
    if order:
        criteria["order"] = {"metric": order, "descending": address.one("direction") != "up"}
    return {**criteria, "limit": limit_of(address)}


def _within(address: Address, table: RunTable) -> str:
    """The column by which the rows in view are arranged; only metrics have an order over all runs."""
    name = address.one("within")
    return name if name in FIELDS or name in table.choices else ""


def _order_told(address: Address, within: str) -> str:
    """The order of the rows in words."""
    ends = "lowest first" if address.one("direction") == "up" else "highest first"
    if within:
        return f"by {column_name(within)}, {ends}, among these rows only"
    sort = address.one("sort")
    return f"by {column_name(sort)}, {ends}, among all runs" if sort else "the newest first"


def _chart(view: str, table: RunTable, address: Address) -> dict[str, Any]:
    numbers = [name for name in table.choices if _how_often(table.rows, name)]
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
    return {"chart": chart, "numbers": numbers, "x": x, "y": y}


def _settings_beside(y: str, table: RunTable, numbers: Sequence[str]) -> list[str]:
    """Settings with numbers in at least half of the runs that have `y`: those that vary, if any does."""
    rows = [row for row in table.rows if numeric(row.values.get(y)) is not None]
    often = {name: _how_often(rows, name) for name in numbers if name.startswith(CONFIG)}
    usual = [name for name, n in often.items() if 2 * n >= len(rows) and not _is_constant(rows, name)]
    return usual or [name for name, n in often.items() if 2 * n >= len(rows)]


def _how_often(rows: Sequence[RunRow], name: str) -> int:
    return sum(numeric(row.values.get(name)) is not None for row in rows)


def _is_constant(rows: Sequence[RunRow], name: str) -> bool:
    return len({numeric(row.values.get(name)) for row in rows} - {None}) < 2
