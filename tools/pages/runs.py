"""The list of runs: criteria, order, columns and view, all of them in the address."""

from collections.abc import Sequence
from typing import Any, get_args

from provenlab.core.models.run import RunStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.record_groups import Grouping, by_field
from provenlab.tools.pages.record_table import RecordRow, record_table
from provenlab.tools.pages.record_views import look_at, metric_criteria

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
_GROUPINGS = (
    by_field("name", "name"),
    Grouping("tag", lambda row: list(row.record["tags"]) or [""], "tag"),
    by_field("kind", "kind"),
    by_field("status", "status"),
)
_MOST_COMPARED = 20


def run_list(ask: Asking, address: Address) -> Page:
    """At most `limit` runs, as a table, as a scatter plot or over parallel axes."""
    page = ask("list_runs", filter=_criteria(address))
    table = record_table("runs", page["items"], address.many("column"))
    values = {
        "address": address,
        "next_cursor": page.get("nextCursor"),
        "statuses": get_args(RunStatus),
        "look": look_at(table, address, _GROUPINGS, _compared),
    }
    return Page("runs.html", "Runs", values)


def _criteria(address: Address) -> dict[str, Any]:
    criteria: dict[str, Any] = {**address.given(*_TEXTS, "cursor"), **metric_criteria(address)}
    if address.many("tag"):
        criteria["tags"] = address.many("tag")
    return {**criteria, "limit": limit_of(address)}


def _compared(rows: Sequence[RecordRow]) -> str | None:
    if not 2 <= len(rows) <= _MOST_COMPARED:
        return None
    return Address("/compare").with_changes(run=[row.record_id for row in rows])
