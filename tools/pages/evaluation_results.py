"""What pages of evaluations, cohorts and candidates have in common: results, and names for ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from provenlab.core.errors import Conflict
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.names import names_of

RESULTS = 500
_MATRIX, _COHORTS, _SCENARIOS = 20, 10, 1_000


def leaderboard_of(ask: Asking, evaluation_id: str, metric: dict[str, str]) -> Any:
    try:
        return ask("get_leaderboard", evaluationId=evaluation_id, **metric)
    except Conflict:
        # There are no results, and the status of the evaluation says why.
        return None


def result_matrix(ask: Asking, evaluation: Mapping[str, Any], board: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Of the leading candidates the result in each scenario, by scenario id."""
    rows = []
    for entry in board["entries"][:_MATRIX]:
        found = ask(
            "get_candidate_results",
            candidateId=entry["candidateId"],
            metric=board["metric"],
            cohortId=evaluation["cohortId"],
            limit=RESULTS,
        )["results"]
        here = [each for each in found if each["evaluationId"] == evaluation["evaluationId"]]
        rows.append((entry, {each["scenarioId"]: each for each in here}))
    return rows


def scenario_names(ask: Asking, cohort_ids: Iterable[str]) -> dict[str, str]:
    """Names of the scenarios of these cohorts by id, in the order of the cohorts."""
    named: dict[str, str] = {}
    for cohort_id in list(dict.fromkeys(cohort_ids))[:_COHORTS]:
        cohort = ask("get_cohort", cohortId=cohort_id)
        found = ask("list_scenarios", filter={"cohortId": cohort_id, "limit": _SCENARIOS})["items"]
        names = {each["scenarioId"]: each["name"] for each in found}
        named.update({each: names[each] for each in cohort["scenarioIds"] if each in names})
    return named


def evaluation_names(ask: Asking, evaluations: list[Any]) -> dict[str, str]:
    """An evaluation is known by the name of its run."""
    names = names_of(ask, runs=[each["runId"] for each in evaluations]).runs
    return {each["evaluationId"]: names.get(each["runId"], each["evaluationId"]) for each in evaluations}
