"""What pages of evaluations, cohorts and candidates have in common: results, and names for ids."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from provenlab.core.errors import Conflict
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.names import names_of

RESULTS = 500
_MATRIX, _COHORTS, _SCENARIOS = 20, 10, 1_000
_COHORTS_NAMED = 50


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


class EvaluationRow(NamedTuple):
    """An evaluation as lists show it: by the name of its run, over a cohort by its name."""

    evaluation: Mapping[str, Any]
    name: str
    cohort: str | None


def evaluation_rows(ask: Asking, evaluations: Iterable[Mapping[str, Any]]) -> list[EvaluationRow]:
    """In the order in which they were given."""
    given = list(evaluations)
    names = evaluation_names(ask, given)
    wanted = list(dict.fromkeys(each["cohortId"] for each in given))[:_COHORTS_NAMED]
    cohorts = {each: ask.if_there("get_cohort", cohortId=each) for each in wanted}
    named = {each: found["name"] for each, found in cohorts.items() if found is not None}
    return [EvaluationRow(each, names[each["evaluationId"]], named.get(each["cohortId"])) for each in given]


def evaluation_names(ask: Asking, evaluations: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """An evaluation is known by the name of its run."""
    given = list(evaluations)
    names = names_of(ask, runs=[each["runId"] for each in given]).runs
    return {each["evaluationId"]: names.get(each["runId"], each["evaluationId"]) for each in given}


class Lead(NamedTuple):
    """Who leads whom by how much, and who else may lead: those whose distance is within its 95 % interval."""

    leader: Mapping[str, Any]
    second: Mapping[str, Any]
    unit: str
    rivals: tuple[str, ...]


def lead_of(board: Any) -> Lead | None:
    """None where fewer than two candidates are ranked."""
    if not board or len(board["entries"]) < 2:
        return None
    leader, second, *_ = board["entries"]
    rivals = tuple(each["name"] for each in board["entries"][1:] if each["notDistinguishable"])
    return Lead(leader, second, board["unit"], rivals)
