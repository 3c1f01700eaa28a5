"""Operations on evaluations; none of them evaluates anything."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from provenlab.core.errors import Conflict, Immutable, LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.candidate import Candidate
from provenlab.core.models.evaluation import (
    CandidateIds,
    CandidateResult,
    Direction,
    EvaluationFilter,
    EvaluationState,
    ResultFilter,
    Seed,
    Sims,
)
from provenlab.core.models.job import Attempts, Priority
from provenlab.core.models.number import Count
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.run import RunOrigin
from provenlab.core.models.text import Hash, Label, Name, RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.evaluation_records import require_results

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.leaderboard import LeaderboardRow


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
        return lab.evaluation_store.get_evaluation(request.evaluation_id)
    return lab.evaluation_store.evaluation_of_run(request.run_id or "")


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
    page = lab.evaluation_store.list_evaluations(chosen.criteria(), chosen.limit, chosen.cursor)
    return EvaluationPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class GetLeaderboard(Value):
    """Of which evaluation, and by which metric, else by the primary one of its kind; the first `limit`."""

    evaluation_id: RecordId
    metric: Label | None = None
    limit: Limit = None


class LeaderboardEntry(Value):
    """One candidate that has a value in every scenario of the cohort."""

    place: Annotated[Count, Field(description="1 for the best; equal candidates share the better place.")]
    candidate_id: Hash
    name: Annotated[Name, Field(description="The first name that it was given; a label.")]
    strategies: Annotated[
        tuple[Label, ...], Field(description="Those that found it; none where it came by hand.")
    ] = ()
    value: Annotated[
        float, Field(description="The mean over scenarios in the unit of the metric, with its own sign.")
    ]
    se_mc: Annotated[
        float | None,
        Field(description="Standard error of the draws within scenarios; shrinks with more draws."),
    ] = None
    se_scenario: Annotated[
        float | None,
        Field(description="Standard error between scenarios; from two on, shrinks only with more scenarios."),
    ] = None
    behind: Annotated[
        float,
        Field(
            description="The mean over scenarios of the difference from the leader in the same scenario, "
            "never negative: so much less where `direction` is maximise, so much more where it is minimise, "
            "so much further from 0 where it is towards_zero."
        ),
    ]
    se_behind: Annotated[
        float | None, Field(description="Standard error of `behind` between scenarios; from two on.")
    ] = None
    not_distinguishable: Annotated[
        bool,
        Field(
            description="It may lead as well: the 95 % interval of `behind` (Student's t) holds 0. True of "
            "the leader itself, and of everybody with fewer than two scenarios."
        ),
    ]
    is_focus: Annotated[bool, Field(description="The one that the submission asked about.")] = False


class UnrankedCandidate(Value):
    """One candidate for which the metric is not defined somewhere, so that it has no place.

    A mean over the other scenarios would be of another thing.
    """

    candidate_id: Hash
    name: Annotated[Name, Field(description="The first name that it was given; a label.")]
    strategies: Annotated[
        tuple[Label, ...], Field(description="Those that found it; none where it came by hand.")
    ] = ()
    lacking: Annotated[
        tuple[Hash, ...], Field(description="The scenarios in which it has no value, in their order.")
    ]
    is_focus: Annotated[bool, Field(description="The one that the submission asked about.")] = False


class Leaderboard(Value):
    """Candidates, best first, equal ones by candidate id; then those that have no place."""

    evaluation_id: RecordId
    run_id: RecordId
    kind: Label
    cohort_id: Hash
    metric: Label
    direction: Annotated[
        Direction,
        Field(
            description="Who leads: the largest value, the smallest, or the one nearest to 0, where "
            "distances from 0 are compared scenario by scenario."
        ),
    ]
    unit: Annotated[Label, Field(description="Of values and errors.")]
    scenarios: Annotated[Count, Field(description="How many scenarios the cohort has.")]
    n_sims: Annotated[Sims | None, Field(description="Draws in each scenario, where the kind draws.")] = None
    seed: Seed | None = None
    result_hash: Annotated[Hash, Field(description="Digest of all results, of every metric.")]
    candidates: Annotated[Count, Field(description="How many there are, those beyond the limit included.")]
    entries: tuple[LeaderboardEntry, ...]
    unranked: Annotated[
        tuple[UnrankedCandidate, ...], Field(description="Without a value somewhere, by candidate id.")
    ] = ()


@operation(effect=Effect.READ, errors=(NotFound, ValidationFailed, Conflict))
def get_leaderboard(lab: Lab, request: GetLeaderboard) -> Leaderboard:
    """Orders the candidates of a completed evaluation by a metric, with both standard errors.

    A projection of the recorded results: nothing is computed again, and no plug-in is needed. Candidates for
    which the metric is not defined in some scenario come after the others, without a place.
    """
    from provenlab.core.services.leaderboards import chosen_metric, ranking_of

    with lab.store.snapshot():
        state = lab.evaluation_store.get_evaluation(request.evaluation_id)
        metric = chosen_metric(state, request.metric)
        results = lab.evaluation_store.results(state.evaluation_id, metric.key)
        candidates = lab.evaluation_subjects.get_candidates(state.candidate_ids)
    result_hash = require_results(state)
    ranking = ranking_of(metric, results)
    who = {each: _who(candidates[each], state) for each in state.candidate_ids}
    entries = tuple(_entry(row, who[row.candidate_id]) for row in ranking.rows[: request.limit])
    unranked = tuple(
        UnrankedCandidate(**who[each], lacking=tuple(lacking)) for each, lacking in ranking.unranked.items()
    )
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
        result_hash=result_hash,
        candidates=len(who),
        entries=entries,
        unranked=unranked[: None if request.limit is None else request.limit - len(entries)],
    )


def _who(candidate: Candidate, state: EvaluationState) -> dict[str, Any]:
    return {
        "candidate_id": candidate.candidate_id,
        "name": candidate.name,
        "strategies": tuple(dict.fromkeys(each.strategy for each in candidate.sources if each.strategy)),
        "is_focus": candidate.candidate_id == state.focus_candidate_id,
    }


def _entry(row: "LeaderboardRow", who: dict[str, Any]) -> LeaderboardEntry:
    return LeaderboardEntry(
        **who,
        place=row.place,
        value=row.value,
        se_mc=row.se_mc,
        se_scenario=row.se_scenario,
        behind=row.behind,
        se_behind=row.se_behind,
        not_distinguishable=row.not_distinguishable,
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

    found = lab.evaluation_subjects.get_candidates([request.candidate_id])
    require_known("candidate", "candidateId", [request.candidate_id], found)
    fields = {name: value for name, value in request if name in ResultFilter.model_fields}
    results = lab.evaluation_store.candidate_results(
        request.candidate_id, ResultFilter.model_construct(**fields), request.limit
    )
    return CandidateResults(results=results)
