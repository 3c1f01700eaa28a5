"""Small Calcuttas in a lab: scenarios, candidates, cohorts, and evaluations that are worked off."""

from collections.abc import Callable, Sequence
from typing import Any

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.models.evaluation import ResultSet
from provenlab.core.rules.evaluation_records import result_set
from provenlab.core.services.leaderboards import results_of
from provenlab.tools.compose import LabParts
from tests.calcuttas import calcutta, entry
from tests.doors import Call

Json = dict[str, Any]


def world(**changes: Any) -> Json:
    """Of eight teams, with two opponents; without draws."""
    document = calcutta(8, field={"a": entry(0, 40, 30, 20)["bids"], "b": entry(2, 30, 30, 30)["bids"]})
    return {name: value for name, value in (document | changes).items() if name not in ("n_sims", "seed")}


def scenario(call: Call, name: str = "spring", **changes: Any) -> str:
    given = {key: changes.pop(key) for key in ("inputs", "createdAt") if key in changes}
    made = call("create_scenario", kind="calcutta", name=name, world=world(**changes), **given)
    found: str = made["scenarioId"]
    return found


def candidate(call: Call, scenario_id: str, first: int = 0, *amounts: int, **changes: Any) -> str:
    given = {"name": f"from {first}", "payload": entry(first, *(amounts or (30, 30, 30))), **changes}
    found: str = call("create_candidate", scenarioId=scenario_id, **given)["candidateId"]
    return found


def cohort(call: Call, n: int = 2) -> Json:
    """A cohort of `n` scenarios that differ in their prizes, with two candidates that fit all of them."""
    scenarios = [scenario(call, f"world {at}", payouts={"1": 1000 + at, "2": 100}) for at in range(n)]
    made: Json = call("create_cohort", name="all", scenarioIds=scenarios)
    candidates = [candidate(call, scenarios[0], first) for first in (0, 4)]
    return {**made, "candidateIds": candidates}


def submission(made: Json, **changes: Any) -> Json:
    fields = {"cohortId": made["cohortId"], "candidateIds": made["candidateIds"], "nSims": 40, "seed": 1}
    return {**fields, **changes}


def submitted(call: Call) -> dict[str, str]:
    """A scenario, a candidate, a cohort and the evaluation `ev-1` that waits; the ids of their fields."""
    made = cohort(call)
    call("submit_evaluation", **submission(made, evaluationId="ev-1"))
    return {
        "scenarioId": made["scenarioIds"][0],
        "cohortId": made["cohortId"],
        "candidateId": made["candidateIds"][0],
        "evaluationId": "ev-1",
    }


def computed(lab: LabParts, run_id: str) -> ResultSet:
    """What the evaluation of a run comes to, from the store alone."""
    work = lab.evaluations.work(run_id)
    found = {
        each.scenario_id: evaluated(assigned(work.kind, each.document, work.candidates), InProcessExecutor())
        for each in work.scenarios
    }
    return results_of(work.evaluation, [each.scenario_id for each in work.scenarios], found)


def without(results: ResultSet, candidate_id: str, metric: str, scenario_ids: Sequence[str]) -> ResultSet:
    """As if the metric had no value for the candidate in those scenarios."""
    missing = {"value": None, "standard_error": None, "low": None, "high": None, "place": None}
    rows = [
        each.model_copy(update=missing)
        if (each.candidate_id, each.metric) == (candidate_id, metric) and each.scenario_id in scenario_ids
        else each
        for each in results.results
    ]
    return result_set(rows, list(dict.fromkeys(each.scenario_id for each in rows)))


def worked_off(
    lab: LabParts, expected_attempt: int = 1, change: Callable[[ResultSet], ResultSet] | None = None
) -> ResultSet:
    """Claims the next evaluation and completes it as a worker does."""
    claimed = lab.jobs.claim("w", ["evaluation"])
    assert claimed is not None
    assert claimed.job.attempt == expected_attempt
    results = (change or (lambda found: found))(computed(lab, claimed.run.run_id))

    def record() -> None:
        lab.evaluations.record_results(claimed.run.run_id, claimed.job.attempt, results)

    lab.jobs.complete(claimed.job.job_id, claimed.job.attempt, {"n": 1.0}, record=record)
    return results
