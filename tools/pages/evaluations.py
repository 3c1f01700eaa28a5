"""Evaluations: who is ahead over a cohort, and how sure that is."""

from collections.abc import Mapping
from typing import Any, get_args

from provenlab.core.models.run import RunStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.error_bars import error_bars
from provenlab.tools.pages.distributions import rank_pictures
from provenlab.tools.pages.evaluation_results import (
    evaluation_rows,
    lead_of,
    leaderboard_of,
    result_matrix,
    scenario_names,
)
from provenlab.tools.pages.names import Names, names_of
from provenlab.tools.pages.page import Page

_CRITERIA = ("kind", "status", "cohortId", "scenarioId", "candidateId", "focusCandidateId", "upstreamId")
_WALKED, _DATA = 300, 50


def evaluation_list(ask: Asking, address: Address) -> Page:
    """Evaluations, the last submitted first."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_evaluations", filter=criteria)
    values = {
        "address": address,
        "evaluations": evaluation_rows(ask, page["items"]),
        "next_cursor": page.get("nextCursor"),
        "statuses": get_args(RunStatus),
    }
    return Page("evaluations.html", "Evaluations", values)


def evaluation_page(ask: Asking, address: Address, evaluation_id: str) -> Page:
    """The leaderboard by one metric, with both standard errors, and what it stands on."""
    evaluation = ask("get_evaluation", evaluationId=evaluation_id)
    board = leaderboard_of(ask, evaluation_id, address.given("metric"))
    run = ask.if_there("get_run", runId=evaluation["runId"])
    values = {
        "address": address,
        "evaluation": evaluation,
        "cohort": ask("get_cohort", cohortId=evaluation["cohortId"]),
        "run": run,
        "board": board,
        "lead": lead_of(board),
        "chart": error_bars(board["entries"]) if board else None,
        "ranks": rank_pictures(ask, evaluation_id, board["entries"]) if board else [],
        "matrix": result_matrix(ask, evaluation, board) if board else None,
        "scenarios": scenario_names(ask, [evaluation["cohortId"]]),
        "names": _upstream_names(ask, evaluation),
        "data": ask("get_run_datasets", runId=evaluation["runId"], maxNodes=_WALKED)["datasets"][:_DATA],
        "artifacts": ask("list_artifacts", filter={"producerId": evaluation["runId"], "limit": 50})["items"],
    }
    return Page("evaluation.html", run["name"] if run else f"Evaluation {evaluation_id}", values)


def _upstream_names(ask: Asking, evaluation: Mapping[str, Any]) -> Names:
    by_kind = {
        kind: [each["id"] for each in evaluation["upstreams"] if each["kind"] == kind]
        for kind in ("run", "artifact")
    }
    return names_of(ask, runs=by_kind["run"], artifacts=by_kind["artifact"])
