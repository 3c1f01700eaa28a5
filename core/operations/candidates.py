"""Operations on candidates: what is evaluated, and in which worlds it takes part."""

from typing import Annotated, Any

from pydantic import Field, Strict

from provenlab.core.errors import Conflict, Immutable, LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.candidate import (
    Candidate,
    CandidateFilter,
    CandidateOrigin,
    CandidateSource,
)
from provenlab.core.models.evaluation import CandidateIds
from provenlab.core.models.instant import Instant
from provenlab.core.models.number import Count
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.scenario import MOST_SCENARIOS
from provenlab.core.models.text import Hash, Name
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.evaluation_records import require_known


class CreateCandidate(CandidateOrigin):
    """The payload as the kind of the scenario asks for it; the candidate is attached to the scenario.

    A generated one names its strategy and run. `derivedFrom` is the candidate that was edited.
    """

    scenario_id: Hash
    name: Name
    payload: dict[str, Any]
    created_at: Instant | None = None

    def candidate_source(self, lab: Lab) -> CandidateSource:
        fields = {name: value for name, value in self if name in CandidateSource.model_fields}
        created_at = self.created_at or lab.clock.now()
        return CandidateSource.model_construct(**{**fields, "created_at": created_at})


class CreatedCandidate(Candidate):
    """The candidate; `created` is false when its content was known, and only the source is new."""

    created: bool


@operation(effect=Effect.WRITE, errors=(NotFound, ValidationFailed, Immutable, Conflict, LimitExceeded))
def create_candidate(lab: Lab, request: CreateCandidate) -> CreatedCandidate:
    """Keeps what is to be evaluated; the same content again is the same candidate.

    It is read in the world of a scenario; faults name the path within the payload. Nothing is edited:
    another content is another candidate, which may say from which one it was derived.
    """
    source = request.candidate_source(lab)
    candidate, created = lab.subjects.create_candidate(request.payload, request.scenario_id, source)
    return CreatedCandidate.model_construct(**dict(candidate), created=created)


class GetCandidate(Value):
    """Which candidate."""

    candidate_id: Hash


@operation(effect=Effect.READ, errors=(NotFound,))
def get_candidate(lab: Lab, request: GetCandidate) -> Candidate:
    """Returns a candidate with all its sources."""
    found = lab.evaluation_subjects.get_candidates([request.candidate_id])
    require_known("candidate", "candidateId", [request.candidate_id], found)
    return found[request.candidate_id]


class CandidateListFilter(CandidateFilter):
    """Criteria, and which part of the list: at most `limit`, after the candidate `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Hash | None = None

    def criteria(self) -> CandidateFilter:
        fields = {name: value for name, value in self if name in CandidateFilter.model_fields}
        return CandidateFilter.model_construct(**fields)


class ListCandidates(Value):
    """Without a filter, the 100 that were added last."""

    filter: CandidateListFilter = CandidateListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class CandidatePage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[Candidate, ...]
    next_cursor: Hash | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_candidates(lab: Lab, request: ListCandidates) -> CandidatePage:
    """Lists candidates, the last added first; every criterion must hold, those of a source for one."""
    chosen = request.filter
    page = lab.evaluation_subjects.list_candidates(chosen.criteria(), chosen.limit, chosen.cursor)
    return CandidatePage.model_construct(items=page.items, next_cursor=page.next_cursor)


class AttachCandidates(Value):
    """Which candidates to which scenarios: those that are named, and all of a cohort."""

    candidate_ids: CandidateIds
    scenario_ids: Annotated[tuple[Hash, ...], Strict(False), Field(max_length=MOST_SCENARIOS)] = ()
    cohort_id: Hash | None = None


class Attached(Value):
    """How many pairs of candidate and scenario are new."""

    attached: Count


@operation(effect=Effect.WRITE, errors=(NotFound, ValidationFailed, Conflict))
def attach_candidates(lab: Lab, request: AttachCandidates) -> Attached:
    """Lets candidates take part in further scenarios, without a copy of either.

    Each is checked against each world first, and nothing is attached when one does not fit.
    """
    scenario_ids = list(request.scenario_ids)
    if request.cohort_id is not None:
        scenario_ids += lab.evaluations.cohort(request.cohort_id).scenario_ids
    if not scenario_ids:
        raise ValidationFailed.at("scenarioIds", "give scenarioIds, or a cohortId")
    return Attached(attached=lab.subjects.attach(request.candidate_ids, list(dict.fromkeys(scenario_ids))))
