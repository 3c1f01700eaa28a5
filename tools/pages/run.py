"""The page of a run: what it was, how it went, what came of it, and where to go on."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.curves import CurveChart, curve_chart, series_by_key
from provenlab.tools.pages.page import Document, Page

_POINTS = 50_000
_EVENTS = 1_000
_RELATED = 50
_CHARTS = 24
# A card is one document with its own style; nothing else may take part in it.
_CARD_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"
)


def run_page(ask: Asking, _address: Address, run_id: str) -> Page:
    """One run, with what belongs to it."""
    run = ask("get_run", runId=run_id)
    values = {
        **live_values(ask, run),
        "settings": sorted((path, value) for path, value in flattened(run["config"]).items() if path),
        "artifacts": ask("list_artifacts", filter={"producerId": run_id, "limit": _RELATED}),
        "jobs": _jobs(ask, run_id),
        "children": ask("list_runs", filter={"parentRunId": run_id, "limit": _RELATED})["items"],
        "entries": ask("query_journal", runId=run_id, limit=_RELATED)["items"],
    }
    return Page("run.html", run["name"], values)


def live_part(ask: Asking, _address: Address, run_id: str) -> Page:
    """The part of the page that changes while the run goes on."""
    return Page("run_live.html", "", live_values(ask, ask("get_run", runId=run_id)))


def run_card(ask: Asking, _address: Address, run_id: str) -> Document:
    """The card that can be kept and sent."""
    return Document(ask("get_run_card", runId=run_id, format="html")["content"], _CARD_POLICY)


def live_values(ask: Asking, run: Mapping[str, Any]) -> dict[str, Any]:
    """Status, timeline and curves."""
    run_id = run["runId"]
    events = ask("get_progress", runId=run_id, limit=_EVENTS)
    charts = run_charts(ask, run)
    return {
        "run": run,
        "events": events,
        "more_events": len(events) == _EVENTS,
        "percent": next((each["percent"] for each in reversed(events) if "percent" in each), None),
        "curve_charts": charts[:_CHARTS],
        "more_charts": len(charts) - _CHARTS,
    }


def run_charts(ask: Asking, run: Mapping[str, Any]) -> list[CurveChart]:
    """A chart for each metric that was logged over time."""
    points = ask("get_metric_series", runId=run["runId"], limit=_POINTS)
    series = series_by_key(points, run["name"], path_to("runs", run["runId"]))
    found = (curve_chart(key, [each]) for key, each in series.items())
    return [chart for chart in found if chart is not None]


def _jobs(ask: Asking, run_id: str) -> list[Any]:
    found = ask("list_jobs", filter={"runId": run_id, "limit": 5})["items"]
    return [ask("get_job", jobId=job["jobId"]) for job in found]
