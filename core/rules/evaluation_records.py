"""Identities and comparisons of what evaluations are about, and of what came out of them."""

from collections.abc import Collection, Iterable, Sequence
from itertools import product

from provenlab.core.errors import Conflict, LeaseLost, NotFound, ValidationFailed
from provenlab.core.models.candidate import Candidate, CandidateSource
from provenlab.core.models.evaluation import (
    Evaluation,
    EvaluationPlan,
    EvaluationResult,
    EvaluationState,
    ResultSet,
)
from provenlab.core.models.job import Job
from provenlab.core.rules.digests import digest

COHORT = "cohort/v1"
SCENARIO_PINS = "scenario-pins/v1"
EVALUATION_PLAN = "evaluation-plan/v1"
EVALUATION_RECORD = "evaluation-record/v1"


def scenario_identity(world_hash: str, inputs: dict[str, str]) -> str:
    """Of a world and the artifacts that are pinned for it, by role."""
    return digest(SCENARIO_PINS, {"world": world_hash, "inputs": inputs})


def plan_digest(plan: EvaluationPlan) -> str:
    """Of all that determines the results, whatever else a submission says."""
    fields = {name: getattr(plan, name) for name in EvaluationPlan.model_fields}
    return digest(EVALUATION_PLAN, {**fields, "candidate_ids": list(plan.candidate_ids)})


def source_digest(source: CandidateSource) -> str:
    """What makes two sources the same: origin and name, not the time."""
    return digest("candidate-source/v1", source.model_dump(exclude={"created_at"}))


def new_sources(known: Iterable[CandidateSource], given: Candidate) -> list[CandidateSource]:
    """The sources of a candidate that are not known yet; ValidationFailed for one derived from itself."""
    seen = {source_digest(each) for each in known}
    found = []
    for at, each in enumerate(given.sources):
        if each.derived_from == given.candidate_id:
            raise ValidationFailed.at(
                f"sources[{at}].derivedFrom", "is this candidate itself: nothing changed"
            )
        if source_digest(each) not in seen:
            seen.add(source_digest(each))
            found.append(each)
    return found


def require_known(kind: str, path: str, wanted: Sequence[str], known: Collection[str]) -> None:
    """NotFound names the first id that is not known, and its place in the request."""
    for at, each in enumerate(wanted):
        if each not in known:
            place = f"{path}[{at}]" if path.endswith("s") else path
            raise NotFound(f"{place}: no {kind} {each}", {"path": place, f"{kind}Id": each})


def require_same_plan(stored: Evaluation, given: Evaluation) -> None:
    """Conflict when an id stands for another evaluation."""
    if stored.plan_hash != given.plan_hash:
        raise Conflict(
            f"evaluation {stored.evaluation_id} exists with another plan",
            {"evaluationId": stored.evaluation_id, "differing": ["planHash"]},
        )


def require_results(state: EvaluationState) -> str:
    """The digest of the recorded results; Conflict while there are none."""
    if state.result_hash is None:
        raise Conflict(
            f"evaluation {state.evaluation_id} has no results: its run is {state.status}",
            {"evaluationId": state.evaluation_id, "status": state.status},
        )
    return state.result_hash


def require_attempt(job: Job, run_id: str, attempt: int) -> None:
    """LeaseLost unless the job runs this attempt over this run."""
    if job.status != "running" or job.attempt != attempt or job.run_id != run_id:
        raise LeaseLost(
            f"attempt {attempt} does not run job {job.job_id} any more",
            {"jobId": job.job_id, "attempt": attempt, "current": job.attempt, "status": job.status},
        )


def require_same_results(stored: str, given: ResultSet, evaluation_id: str) -> None:
    """Conflict when other results were recorded before."""
    if stored != given.result_hash:
        raise Conflict(
            f"evaluation {evaluation_id} has other results; they are written once",
            {"evaluationId": evaluation_id, "stored": stored, "given": given.result_hash},
        )


def require_whole(evaluation: Evaluation, scenario_ids: Sequence[str], given: ResultSet) -> None:
    """ValidationFailed unless every metric, candidate and scenario has its one result."""
    metrics = [each.key for each in evaluation.metrics]
    wanted = set(product(scenario_ids, evaluation.candidate_ids, metrics))
    seen: set[tuple[str, str, str]] = set()
    for at, each in enumerate(given.results):
        place = (each.scenario_id, each.candidate_id, each.metric)
        if place not in wanted or place in seen:
            reason = "comes twice" if place in seen else "is no part of the evaluation"
            raise ValidationFailed.at(
                f"results[{at}]", f"{each.metric} of {each.candidate_id} in {each.scenario_id} {reason}"
            )
        seen.add(place)
    if wanted != seen:
        scenario_id, candidate_id, metric = min(wanted - seen)
        raise ValidationFailed.at("results", f"{metric} of {candidate_id} in {scenario_id} is missing")
    if result_set(given.results, scenario_ids) != given:
        raise ValidationFailed.at("resultHash", "is not the digest of these results in their order")


def result_set(results: Iterable[EvaluationResult], scenario_ids: Sequence[str]) -> ResultSet:
    """Results in the order of the cohort, with their digest."""
    order = {each: at for at, each in enumerate(scenario_ids)}
    ordered = tuple(sorted(results, key=lambda each: (order[each.scenario_id], *place_of(each))))
    documents = [each.model_dump(mode="json") for each in ordered]
    return ResultSet(results=ordered, result_hash=digest(EVALUATION_RECORD, documents))


def place_of(result: EvaluationResult) -> tuple[str, bool, int, str]:
    """Orders the results of a scenario; what has no place comes last."""
    return result.metric, result.place is None, result.place or 0, result.candidate_id
