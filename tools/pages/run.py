"""The page of a run: what it was, how it went, what came of it, and where to go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.curves import CurveChart, curve_chart, series_by_key
from provenlab.tools.pages.evaluation_results import evaluation_rows, lead_of
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Document, Page
from provenlab.tools.pages.run_lineage import run_lineage

_POINTS = 50_000
_EVENTS = 1_000
_RELATED = 50
_CHARTS = 24
_BEFORE = 5
_WALKED = 300
# A card is one document with its own style; nothing else may take part in it.
_CARD_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; frame-ancestors 'none'"
)


def run_page(ask: Asking, _address: Address, run_id: str) -> Page:
    """One run, with what belongs to it."""
    run = ask("get_run", runId=run_id)
    evaluation = ask.if_there("get_evaluation", runId=run_id)
    board = _board(ask, evaluation)
    artifacts = ask("list_artifacts", filter={"producerId": run_id, "limit": _RELATED})
    values = {
        **live_values(ask, run),
        **_names(ask, run),
        "before": _before(ask, run),
        "evaluation": evaluation,
        "board": board,
        "lead": lead_of(board),
        "candidates": ask("list_candidates", filter={"runId": run_id, "limit": _RELATED})["items"],
        "evaluations": evaluation_rows(
            ask, ask("list_evaluations", filter={"upstreamId": run_id, "limit": _RELATED})["items"]
        ),
        "farther": _farther(ask, run_id),
        "artifacts": artifacts,
        "graph": run_lineage(ask, run, evaluation, artifacts["items"]),
        "jobs": _jobs(ask, run_id),
        "children": ask("list_runs", filter={"parentRunId": run_id, "limit": _RELATED})["items"],
        "entries": ask("query_journal", runId=run_id, limit=_RELATED)["items"],
    }
    return Page("run.html", run["name"], values)


def _names(ask: Asking, run: Mapping[str, Any]) -> dict[str, Any]:
    experiments = [run["experimentId"]] if "experimentId" in run else []
    parents = [run["parentRunId"]] if "parentRunId" in run else []
    read = [each["artifactId"] for each in run["datasets"] if "artifactId" in each]
    return {"names": names_of(ask, artifacts=read, runs=parents, experiments=experiments)}


def _before(ask: Asking, run: Mapping[str, Any]) -> Any:
    """The run of this name that came before, which is what one wants to compare with."""
    named = {"name": run["name"], "maxCreatedAt": run["origin"]["createdAt"], "limit": _BEFORE}
    found = ask("list_runs", filter=named)["items"]
    return next((each for each in found if each["runId"] != run["runId"]), None)


def _board(ask: Asking, evaluation: Mapping[str, Any] | None) -> Any:
    if evaluation is None or "resultHash" not in evaluation:
        return None
    return ask("get_leaderboard", evaluationId=evaluation["evaluationId"])


def _farther(ask: Asking, run_id: str) -> list[Any]:
    """Datasets that it reads through others, with how many steps are between."""
    found = ask("get_run_datasets", runId=run_id, maxNodes=_WALKED)["datasets"]
    return [each for each in found if len(each["through"]) > 1][:_RELATED]


def live_part(ask: Asking, _address: Address, run_id: str) -> Page:
    """The part of the page that changes while the run goes on."""
    return Page("run_parts.html", "", live_values(ask, ask("get_run", runId=run_id)))


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
        "events": [{**each, "after": _after(events[0], each)} for each in events],
        "settings": sorted((path, value) for path, value in flattened(run["config"]).items() if path),
        "more_events": len(events) == _EVENTS,
        "percent": next((each["percent"] for each in reversed(events) if "percent" in each), None),
        "curve_charts": charts[:_CHARTS],
        "more_charts": len(charts) - _CHARTS,
    }


def _after(first: Mapping[str, Any], event: Mapping[str, Any]) -> int:
    """Milliseconds since the first event: many happen within a second."""
    since = datetime.fromisoformat(event["at"]) - datetime.fromisoformat(first["at"])
    return max(round(since.total_seconds() * 1000), 0)


def run_charts(ask: Asking, run: Mapping[str, Any]) -> list[CurveChart]:
    """A chart for each metric that was logged more than once."""
    points = ask("get_metric_series", runId=run["runId"], limit=_POINTS)
    series = series_by_key(points, run["name"], path_to("runs", run["runId"]))
    found = (curve_chart(key, [each]) for key, each in series.items() if len(each.points) > 1)
    return [chart for chart in found if chart is not None]


def _jobs(ask: Asking, run_id: str) -> list[Any]:
    found = ask("list_jobs", filter={"runId": run_id, "limit": 5})["items"]
    return [ask("get_job", jobId=job["jobId"]) for job in found]
