"""Operations on evaluations; none of them evaluates anything."""

from typing import Annotated, Any, Literal

from pydantic import Field

from provenlab.core.errors import Conflict, Immutable, LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.evaluation import (
    CandidateIds,
    CandidateResult,
    EvaluationFilter,
    EvaluationState,
    ResultFilter,
    Seed,
    Sims,
)
from provenlab.core.models.job import Attempts, Priority
from provenlab.core.models.number import Count
from provenlab.core.models.page import DEFAULT_LIMIT
from provenlab.core.models.run import RunOrigin
from provenlab.core.models.text import Hash, Label, Name, RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.experiments import Limit
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation


class SubmitEvaluation(Value):
    """Which candidates over which cohort, and how much is drawn, from which seed.

    `overrides` are further keys of the kind that change no world. `focusCandidateId` is the one that
    readers ask about; it changes no figure. With `repeat`, what completed is computed once more.
    """

    cohort_id: Hash
    candidate_ids: CandidateIds
    n_sims: Sims | None = None
    seed: Seed | None = None
    overrides: Annotated[dict[str, Any], Field(default_factory=dict, max_length=100)]
    focus_candidate_id: Hash | None = None
    evaluation_id: RecordId | None = None
    name: Name | None = None
    priority: Priority = 0
    max_attempts: Attempts = 5
    repeat: bool = False
    origin: RunOrigin | None = None


class SubmittedEvaluation(EvaluationState):
    """The evaluation; `created` is false when one of the same plan waits, runs or completed."""

    created: bool


@operation(effect=Effect.WRITE, errors=(NotFound, ValidationFailed, Immutable, Conflict, LimitExceeded))
def submit_evaluation(lab: Lab, request: SubmitEvaluation) -> SubmittedEvaluation:
    """Queues the evaluation of candidates over a cohort, which a worker will compute.

    Everything is checked before: each candidate in each scenario, and that pinned artifacts are there.
    The run, its job and the evaluation are one transaction. The same plan again is the same evaluation.
    """
    from provenlab.core.services.evaluations import Submission

    given = Submission(
        cohort_id=request.cohort_id,
        candidate_ids=request.candidate_ids,
        origin=request.origin or RunOrigin(created_at=lab.clock.now()),
        n_sims=request.n_sims,
        seed=request.seed,
        overrides=request.overrides,
        focus_candidate_id=request.focus_candidate_id,
        name=request.name,
        priority=request.priority,
        max_attempts=request.max_attempts,
        repeat=request.repeat,
    )
    state, created = lab.evaluations.submit(given, request.evaluation_id or lab.ids.new_id())
    return SubmittedEvaluation.model_construct(**dict(state), created=created)


class GetEvaluation(Value):
    """Which evaluation, by its id or by that of a run of its job."""

    evaluation_id: RecordId | None = None
    run_id: RecordId | None = None


@operation(effect=Effect.READ, errors=(NotFound, ValidationFailed))
def get_evaluation(lab: Lab, request: GetEvaluation) -> EvaluationState:
    """Returns what was submitted, and what became of it."""
    if (request.evaluation_id is None) == (request.run_id is None):
        raise ValidationFailed.at("evaluationId", "give exactly one of evaluationId and runId")
    if request.evaluation_id is not None:
        return lab.evaluations.port.get_evaluation(request.evaluation_id)
    return lab.evaluations.port.evaluation_of_run(request.run_id or "")


class EvaluationListFilter(EvaluationFilter):
    """Criteria, and which part of the list: at most `limit`, after the evaluation `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None

    def criteria(self) -> EvaluationFilter:
        fields = {name: value for name, value in self if name in EvaluationFilter.model_fields}
        return EvaluationFilter.model_construct(**fields)


class ListEvaluations(Value):
    """Without a filter, the 100 that were submitted last."""

    filter: EvaluationListFilter = EvaluationListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class EvaluationPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[EvaluationState, ...]
    next_cursor: RecordId | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_evaluations(lab: Lab, request: ListEvaluations) -> EvaluationPage:
    """Lists evaluations, the last submitted first; every criterion must hold."""
    chosen = request.filter
    page = lab.evaluations.port.list_evaluations(chosen.criteria(), chosen.limit, chosen.cursor)
    return EvaluationPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class GetLeaderboard(Value):
    """Of which evaluation, and by which metric, else by the primary one of its kind."""

    evaluation_id: RecordId
    metric: Label | None = None


class LeaderboardEntry(Value):
    """One candidate over all scenarios of the cohort.

    `seMc` is the standard error of the draws, `seScenario` that between scenarios. `behind` is the mean
    paired difference from the leader, positive when worse; `notDistinguishable` tells that its 95 %
    interval holds 0, as always with fewer than two scenarios.
    """

    place: Count
    candidate_id: Hash
    name: Name
    strategies: tuple[Label, ...] = ()
    value: float
    se_mc: float | None = None
    se_scenario: float | None = None
    behind: float
    se_behind: float | None = None
    not_distinguishable: bool
    is_focus: bool = False


class Leaderboard(Value):
    """Candidates, best first; equal values by candidate id."""

    evaluation_id: RecordId
    run_id: RecordId
    kind: Label
    cohort_id: Hash
    metric: Label
    direction: Literal["maximise", "minimise"]
    unit: Label
    scenarios: Count
    n_sims: Sims | None = None
    seed: Seed | None = None
    result_hash: Hash
    entries: tuple[LeaderboardEntry, ...]


@operation(effect=Effect.READ, errors=(NotFound, ValidationFailed, Conflict))
def get_leaderboard(lab: Lab, request: GetLeaderboard) -> Leaderboard:
    """Orders the candidates of a completed evaluation by a metric, with both standard errors.

    A projection of the recorded results: nothing is computed again, and no plug-in is needed.
    """
    from provenlab.core.services.leaderboards import chosen_metric, leaderboard_of

    with lab.store.snapshot():
        state = lab.evaluations.port.get_evaluation(request.evaluation_id)
        metric = chosen_metric(state, request.metric)
        results = lab.evaluations.port.results(state.evaluation_id, metric.key)
        candidates = lab.subjects.port.get_candidates(state.candidate_ids)
    if state.result_hash is None:
        raise Conflict(
            f"evaluation {state.evaluation_id} has no results: its run is {state.status}",
            {"evaluationId": state.evaluation_id, "status": state.status},
        )
    entries = [
        LeaderboardEntry(
            place=row.place,
            candidate_id=row.candidate_id,
            name=candidates[row.candidate_id].name,
            strategies=tuple(
                dict.fromkeys(each.strategy for each in candidates[row.candidate_id].sources if each.strategy)
            ),
            value=row.value,
            se_mc=row.se_mc,
            se_scenario=row.se_scenario,
            behind=row.behind,
            se_behind=row.se_behind,
            not_distinguishable=row.not_distinguishable,
            is_focus=row.candidate_id == state.focus_candidate_id,
        )
        for row in leaderboard_of(metric, results)
    ]
    return Leaderboard(
        evaluation_id=state.evaluation_id,
        run_id=state.run_id,
        kind=state.kind,
        cohort_id=state.cohort_id,
        metric=metric.key,
        direction=metric.direction,
        unit=metric.unit,
        scenarios=len({each.scenario_id for each in results}),
        n_sims=state.n_sims,
        seed=state.seed,
        result_hash=state.result_hash,
        entries=tuple(entries),
    )


class GetCandidateResults(ResultFilter):
    """Of which candidate; which metric, scenario or cohort, else all of them; at most `limit`."""

    candidate_id: Hash
    limit: Limit = DEFAULT_LIMIT


class CandidateResults(Value):
    """One metric in one scenario of one evaluation each, the last submitted evaluation first."""

    results: tuple[CandidateResult, ...]


@operation(effect=Effect.READ, errors=(NotFound,))
def get_candidate_results(lab: Lab, request: GetCandidateResults) -> CandidateResults:
    """Returns what a candidate reached in every scenario it was evaluated in."""
    from provenlab.core.rules.evaluation_records import require_known

    found = lab.subjects.port.get_candidates([request.candidate_id])
    require_known("candidate", "candidateId", [request.candidate_id], found)
    fields = {name: value for name, value in request if name in ResultFilter.model_fields}
    results = lab.evaluations.port.candidate_results(
        request.candidate_id, ResultFilter.model_construct(**fields), request.limit
    )
    return CandidateResults(results=results)
