"""The list of runs: criteria, order, columns and view, all of them in the address."""

from typing import Any, get_args

from provenlab.core.models.run import RunStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of, number_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.parallel import Parallel, parallel_axes
from provenlab.tools.pages.charts.scatter import Scatter, scatter
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.run_groups import group_choices, run_groups
from provenlab.tools.pages.run_table import METRICS, RunTable, numeric, run_table

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
VIEWS = ("table", "groups", "scatter", "parallel")


def run_list(ask: Asking, address: Address) -> Page:
    """At most `limit` runs, as a table, as a scatter plot or over parallel axes."""
    page = ask("list_runs", filter=_criteria(address))
    table = run_table(page["items"], address.many("column"))
    view = address.one("view", "table")
    group = address.one("group", "name")
    values = {
        "address": address,
        "table": table,
        "next_cursor": page.get("nextCursor"),
        "statuses": get_args(RunStatus),
        "view": view if view in VIEWS else "table",
        "views": VIEWS,
        "groups": run_groups(table, group, address) if view == "groups" else None,
        "group_choices": group_choices(table),
        "group": group,
        "metric_keys": [name for name in table.choices if name.startswith(METRICS)],
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


def _chart(view: str, table: RunTable, address: Address) -> dict[str, Any]:
    numbers = [name for name in table.choices if _has_numbers(table, name)]
    metrics = [name for name in numbers if name.startswith(METRICS)]
    y = address.one("y") or next(iter(metrics), "")
    settings = sorted(
        (name for name in numbers if not name.startswith(METRICS)), key=lambda name: _is_constant(table, name)
    )
    x = address.one("x") or next(iter(settings), y)
    chart: Scatter | Parallel | None = None
    if view == "scatter" and x and y:
        chart = scatter(table.rows, x, y)
    elif view == "parallel" and y:
        chosen = [name for name in address.many("column") if name in numbers and name != y]
        chart = parallel_axes(table.rows, [*(chosen or settings[:8]), y])
    return {"chart": chart, "numbers": numbers, "x": x, "y": y}


def _has_numbers(table: RunTable, name: str) -> bool:
    return any(numeric(row.values.get(name)) is not None for row in table.rows)


def _is_constant(table: RunTable, name: str) -> bool:
    return len({numeric(row.values.get(name)) for row in table.rows} - {None}) < 2
