"""Operations on scenarios and cohorts: worlds to evaluate in, and frozen lists of them."""

from typing import Annotated, Any

from pydantic import Field

from provenlab.core.errors import Conflict, Immutable, LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.instant import Instant
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.scenario import (
    Cohort,
    CohortFilter,
    PinnedInputs,
    Scenario,
    ScenarioFilter,
    ScenarioIds,
    ScenarioSummary,
)
from provenlab.core.models.text import Hash, Label, Name
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.evaluation_records import require_known


class CreateScenario(Value):
    """The world as the kind asks for it, without draws and seed, which belong to the evaluation.

    `inputs` pins the artifacts that it reads, by role. A kind that names the bytes it reads (backtest,
    ml_eval) takes their SHA-256 from what is pinned when the world leaves out its own `inputs`.
    """

    kind: Label
    name: Name
    world: dict[str, Any]
    inputs: Annotated[PinnedInputs, Field(default_factory=dict)]
    created_at: Instant | None = None


class CreatedScenario(ScenarioSummary):
    """The scenario without its world; `created` is false when its content was known."""

    created: bool


@operation(effect=Effect.WRITE, errors=(NotFound, ValidationFailed, Immutable, Conflict, LimitExceeded))
def create_scenario(lab: Lab, request: CreateScenario) -> CreatedScenario:
    """Keeps a world to evaluate in; the same content again is the same scenario.

    Faults name the path within the world. What is pinned has the bytes that the world names, or the scenario
    is refused with the role.
    """
    from provenlab.core.services.evaluation_subjects import NewScenario

    given = NewScenario(
        request.kind, request.name, request.world, request.created_at or lab.clock.now(), request.inputs
    )
    scenario, created = lab.subjects.create_scenario(given)
    fields = {name: getattr(scenario, name) for name in ScenarioSummary.model_fields}
    return CreatedScenario.model_construct(**fields, created=created)


class GetScenario(Value):
    """Which scenario."""

    scenario_id: Hash


@operation(effect=Effect.READ, errors=(NotFound,))
def get_scenario(lab: Lab, request: GetScenario) -> Scenario:
    """Returns a scenario with its world."""
    found = lab.evaluation_subjects.get_scenarios([request.scenario_id])
    require_known("scenario", "scenarioId", [request.scenario_id], found)
    return found[request.scenario_id]


class ScenarioListFilter(ScenarioFilter):
    """Criteria, and which part of the list: at most `limit`, after the scenario `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Hash | None = None

    def criteria(self) -> ScenarioFilter:
        fields = {name: value for name, value in self if name in ScenarioFilter.model_fields}
        return ScenarioFilter.model_construct(**fields)


class ListScenarios(Value):
    """Without a filter, the 100 that were added last."""

    filter: ScenarioListFilter = ScenarioListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class ScenarioPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[ScenarioSummary, ...]
    next_cursor: Hash | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_scenarios(lab: Lab, request: ListScenarios) -> ScenarioPage:
    """Lists scenarios without their worlds, the last added first; every criterion must hold."""
    chosen = request.filter
    page = lab.evaluation_subjects.list_scenarios(chosen.criteria(), chosen.limit, chosen.cursor)
    return ScenarioPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class CreateCohort(Value):
    """Scenarios of one kind, in their order; the name is a label."""

    name: Name
    scenario_ids: ScenarioIds
    created_at: Instant | None = None


class CreatedCohort(Cohort):
    """The cohort; `created` is false when its list was known, which then keeps its name."""

    created: bool


@operation(effect=Effect.WRITE, errors=(NotFound, ValidationFailed, Conflict))
def create_cohort(lab: Lab, request: CreateCohort) -> CreatedCohort:
    """Freezes an ordered list of scenarios; the same list again is the same cohort.

    Refused are scenarios of different kinds, and two of one world, whatever is pinned for them: their draws
    are the same, and would count as two scenarios where there is one.
    """
    created_at = request.created_at or lab.clock.now()
    cohort, created = lab.subjects.create_cohort(request.name, request.scenario_ids, created_at)
    return CreatedCohort.model_construct(**dict(cohort), created=created)


class GetCohort(Value):
    """Which cohort."""

    cohort_id: Hash


@operation(effect=Effect.READ, errors=(NotFound,))
def get_cohort(lab: Lab, request: GetCohort) -> Cohort:
    """Returns a cohort with its scenario ids."""
    found = lab.evaluation_subjects.get_cohorts([request.cohort_id])
    require_known("cohort", "cohortId", [request.cohort_id], found)
    return found[request.cohort_id]


class CohortListFilter(CohortFilter):
    """Criteria, and which part of the list: at most `limit`, after the cohort `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Hash | None = None

    def criteria(self) -> CohortFilter:
        fields = {name: value for name, value in self if name in CohortFilter.model_fields}
        return CohortFilter.model_construct(**fields)


class ListCohorts(Value):
    """Without a filter, the 100 that were added last."""

    filter: CohortListFilter = CohortListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class CohortPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[Cohort, ...]
    next_cursor: Hash | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_cohorts(lab: Lab, request: ListCohorts) -> CohortPage:
    """Lists cohorts, the last added first; every criterion must hold."""
    chosen = request.filter
    page = lab.evaluation_subjects.list_cohorts(chosen.criteria(), chosen.limit, chosen.cursor)
    return CohortPage.model_construct(items=page.items, next_cursor=page.next_cursor)
