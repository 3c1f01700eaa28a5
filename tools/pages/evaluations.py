"""Evaluations: who is ahead over a cohort, and how sure that is."""

from typing import Any

from provenlab.core.errors import Conflict
from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.error_bars import error_bars
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.runs import STATUSES, limit_of

_CRITERIA = ("kind", "status", "cohortId", "scenarioId", "candidateId", "focusCandidateId", "upstreamId")
_RESULTS = 500
_MOST_LEAVES = 500


def evaluation_list(ask: Asking, address: Address) -> Page:
    """Evaluations, the last submitted first."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_evaluations", filter=criteria)
    values = {
        "address": address,
        "evaluations": page["items"],
        "next_cursor": page.get("nextCursor"),
        "statuses": STATUSES,
    }
    return Page("evaluations.html", "Evaluations", values)


def evaluation_page(ask: Asking, address: Address, evaluation_id: str) -> Page:
    """The leaderboard by one metric, with both standard errors, and what it stands on."""
    evaluation = ask("get_evaluation", evaluationId=evaluation_id)
    board = _leaderboard(ask, evaluation_id, address.given("metric"))
    values = {
        "address": address,
        "evaluation": evaluation,
        "cohort": ask("get_cohort", cohortId=evaluation["cohortId"]),
        "run": ask.if_there("get_run", runId=evaluation["runId"]),
        "board": board,
        "chart": error_bars(board["entries"]) if board else None,
    }
    return Page("evaluation.html", f"Evaluation {evaluation_id}", values)


def _leaderboard(ask: Asking, evaluation_id: str, metric: dict[str, str]) -> Any:
    try:
        return ask("get_leaderboard", evaluationId=evaluation_id, **metric)
    except Conflict:
        # There are no results, and the status of the evaluation says why.
        return None


def candidate_page(ask: Asking, _address: Address, candidate_id: str) -> Page:
    """A candidate over all scenarios, with where it came from."""
    candidate = ask("get_candidate", candidateId=candidate_id)
    values = {
        "candidate": candidate,
        "results": ask("get_candidate_results", candidateId=candidate_id, limit=_RESULTS)["results"],
        "leaves": _leaves(candidate["payload"]),
    }
    return Page("candidate.html", candidate["name"], values)


def cohort_page(ask: Asking, _address: Address, cohort_id: str) -> Page:
    """A frozen list of scenarios, and the evaluations over it."""
    cohort = ask("get_cohort", cohortId=cohort_id)
    values = {
        "cohort": cohort,
        "scenarios": ask("list_scenarios", filter={"cohortId": cohort_id, "limit": 1000})["items"],
        "evaluations": ask("list_evaluations", filter={"cohortId": cohort_id, "limit": 50})["items"],
    }
    return Page("cohort.html", cohort["name"], values)


def scenario_page(ask: Asking, _address: Address, scenario_id: str) -> Page:
    """A world to evaluate in, with what it was made from."""
    scenario = ask("get_scenario", scenarioId=scenario_id)
    evaluations = ask("list_evaluations", filter={"scenarioId": scenario_id, "limit": 50})["items"]
    values = {"scenario": scenario, "evaluations": evaluations, "leaves": _leaves(scenario["world"])}
    return Page("scenario.html", scenario["name"], values)


def _leaves(document: Any) -> list[tuple[str, Any]]:
    return [(path, leaf) for path, leaf in flattened(document).items() if path][:_MOST_LEAVES]
