"""The first page: what is going on, what came last, and where the usual questions are answered."""

from typing import Any

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.evaluation_results import evaluation_names, lead_of, leaderboard_of
from provenlab.tools.pages.models import champions
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Page

_LATEST, _FAILED, _MODELS, _EVALUATIONS = 10, 5, 5, 5


def overview(ask: Asking, _address: Address) -> Page:
    """Champions with their data, what failed and why, the latest runs, evaluations and ideas."""
    shown = champions(ask, _MODELS)
    evaluations = ask("list_evaluations", filter={"limit": _EVALUATIONS})["items"]
    values: dict[str, Any] = {
        "store": ask("describe_store"),
        "experiments": ask("count_experiments"),
        "jobs": ask("count_jobs"),
        "champions": shown,
        "names": names_of(ask, artifacts=[id_ for _, each in shown for id_ in each["inputArtifacts"]]),
        "running": ask("list_runs", filter={"status": "running", "limit": _LATEST})["items"],
        "failed": ask("list_runs", filter={"status": "failed", "limit": _FAILED})["items"],
        "runs": ask("list_runs", filter={"limit": _LATEST})["items"],
        "evaluations": [(each, _leader(ask, each)) for each in evaluations],
        "evaluation_names": evaluation_names(ask, evaluations),
        "entries": ask("query_journal", limit=_LATEST)["items"],
        "latest": ask("list_experiments", filter={"limit": _LATEST}),
    }
    return Page("overview.html", "Overview", values)


def _leader(ask: Asking, evaluation: Any) -> Any:
    board = leaderboard_of(ask, evaluation["evaluationId"], {}) if "resultHash" in evaluation else None
    if not board or not board["entries"]:
        return None
    return {"entry": board["entries"][0], "metric": board["metric"], "lead": lead_of(board)}
