"""Candidates, cohorts and scenarios: what is evaluated, and in which worlds."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.calcutta import calcutta_world
from provenlab.tools.pages.charts.error_bars import error_bars
from provenlab.tools.pages.evaluation_results import (
    RESULTS,
    evaluation_names,
    evaluation_rows,
    leaderboard_of,
    result_matrix,
    scenario_names,
)
from provenlab.tools.pages.names import Names, names_of
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.record_table import numeric

_MOST_LEAVES = 500


def candidate_page(ask: Asking, address: Address, candidate_id: str) -> Page:
    """A candidate over all scenarios by one metric, with where it came from."""
    candidate = ask("get_candidate", candidateId=candidate_id)
    evaluations = ask("list_evaluations", filter={"candidateId": candidate_id, "limit": 50})["items"]
    declared = {each["key"]: each for state in evaluations for each in state["metrics"]}
    primary = next((key for key, each in declared.items() if each["primary"]), None)
    metric = address.one("metric") or primary
    asked = {"metric": metric} if metric else {}
    results = ask("get_candidate_results", candidateId=candidate_id, limit=RESULTS, **asked)["results"]
    scenarios = scenario_names(ask, [each["cohortId"] for each in evaluations])
    values = {
        "address": address,
        "candidate": candidate,
        "names": _source_names(ask, candidate),
        "evaluations": evaluation_rows(ask, evaluations),
        "evaluation_names": evaluation_names(ask, evaluations),
        "metric": metric,
        "metrics": declared,
        "scenarios": scenarios,
        "results": results,
        "chart": error_bars(_dots(results, scenarios)),
        "leaves": sorted(_leaves(candidate["payload"]), key=_heaviest_first),
    }
    return Page("candidate.html", candidate["name"], values)


def _dots(results: list[Any], scenarios: Mapping[str, str]) -> list[dict[str, Any]]:
    """One line for each scenario, by the evaluation that was submitted last, which comes first."""
    last: dict[str, dict[str, Any]] = {}
    for each in results:
        if "value" in each:
            name = scenarios.get(each["scenarioId"], each["scenarioId"][:12])
            last.setdefault(
                each["scenarioId"],
                {
                    "name": name,
                    "value": each["value"],
                    "seMc": each.get("standardError"),
                    "link": path_to("scenarios", each["scenarioId"]),
                },
            )
    return list(last.values())


def _source_names(ask: Asking, candidate: Mapping[str, Any]) -> Names:
    sources = candidate["sources"]
    return names_of(
        ask,
        runs=[each["runId"] for each in sources if "runId" in each],
        artifacts=[each["artifactId"] for each in sources if "artifactId" in each],
    )


def cohort_page(ask: Asking, _address: Address, cohort_id: str) -> Page:
    """A frozen list of scenarios, and the evaluations over it."""
    cohort = ask("get_cohort", cohortId=cohort_id)
    evaluations = ask("list_evaluations", filter={"cohortId": cohort_id, "limit": 50})["items"]
    done = next((each for each in evaluations if "resultHash" in each), None)
    board = leaderboard_of(ask, done["evaluationId"], {}) if done else None
    names = scenario_names(ask, [cohort_id])
    values = {
        "cohort": cohort,
        "scenarios": names,
        "evaluations": evaluation_rows(ask, evaluations),
        "done": done,
        "done_name": evaluation_names(ask, [done])[done["evaluationId"]] if done else "",
        "board": board,
        "matrix": result_matrix(ask, done, board) if done and board else None,
    }
    return Page("cohort.html", cohort["name"], values)


def scenario_page(ask: Asking, _address: Address, scenario_id: str) -> Page:
    """A world to evaluate in, with what it was made from."""
    scenario = ask("get_scenario", scenarioId=scenario_id)
    evaluations = ask("list_evaluations", filter={"scenarioId": scenario_id, "limit": 50})["items"]
    is_calcutta = scenario["kind"] == "calcutta"
    values = {
        "scenario": scenario,
        "names": names_of(ask, artifacts=scenario["inputs"].values()),
        "evaluations": evaluation_rows(ask, evaluations),
        "candidates": ask("list_candidates", filter={"scenarioId": scenario_id, "limit": 50})["items"],
        "cohorts": ask("list_cohorts", filter={"scenarioId": scenario_id, "limit": 50})["items"],
        "calcutta": calcutta_world(scenario["world"]) if is_calcutta else None,
        "leaves": _leaves(scenario["world"]),
    }
    return Page("scenario.html", scenario["name"], values)


def _heaviest_first(leaf: tuple[str, Any]) -> tuple[bool, float, str]:
    """Numbers by size: of bids those that matter stand above, and texts above all."""
    path, value = leaf
    amount = numeric(value)
    return (amount is not None, -(amount or 0.0), path)


def _leaves(document: Any) -> list[tuple[str, Any]]:
    return [(path, leaf) for path, leaf in flattened(document).items() if path][:_MOST_LEAVES]
