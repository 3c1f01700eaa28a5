"""The first page: what is going on and what came last."""

from typing import Any

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.page import Page

_LATEST = 10


def overview(ask: Asking, _address: Address) -> Page:
    """Counts by status, the latest runs and ideas."""
    values: dict[str, Any] = {
        "store": ask("describe_store"),
        "experiments": ask("count_experiments"),
        "jobs": ask("count_jobs"),
        "running": ask("list_runs", filter={"status": "running", "limit": _LATEST})["items"],
        "runs": ask("list_runs", filter={"limit": _LATEST})["items"],
        "entries": ask("query_journal", limit=_LATEST)["items"],
    }
    return Page("overview.html", "Overview", values)
