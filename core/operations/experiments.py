"""Operations on experiments."""

from typing import Annotated

from pydantic import Field, Strict

from provenlab.core.errors import (
    Conflict,
    Immutable,
    InvalidTransition,
    LimitExceeded,
    NotFound,
    ValidationFailed,
)
from provenlab.core.models.experiment import (
    Experiment,
    ExperimentDefinition,
    ExperimentEvent,
    ExperimentFilter,
    ExperimentStatus,
    InputQuery,
    Outputs,
)
from provenlab.core.models.metric import MetricOrder
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.remark import Remarked
from provenlab.core.models.text import RecordId, Trace
from provenlab.core.models.value import Value, restored
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Continuation, Effect, operation

_BY_ID = Continuation("cursor", "experimentId")


class CreateExperiment(ExperimentDefinition):
    """A definition; without `experimentId` one is made. `validateInputs: false` takes ids as given."""

    experiment_id: RecordId | None = None  # type: ignore[assignment]
    validate_inputs: bool = True

    def definition(self, new_id: str) -> ExperimentDefinition:
        fields = {name: getattr(self, name) for name in ExperimentDefinition.model_fields}
        return restored(ExperimentDefinition, {**fields, "experiment_id": self.experiment_id or new_id})


class CreatedExperiment(Experiment):
    """The experiment as stored; `created` is false when it was declared before."""

    created: bool
    warnings: tuple[str, ...]


@operation(effect=Effect.WRITE, errors=(Conflict, NotFound, Immutable, LimitExceeded))
def create_experiment(lab: Lab, request: CreateExperiment) -> CreatedExperiment:
    """Declares an experiment over frozen input artifacts.

    Idempotent by `experimentId`: the same definition again returns the stored experiment with
    `created: false`; another definition under the same id is a `conflict`. Inputs must be published
    artifacts once the lab has any; superseded ones give a warning.
    """
    new_id = lab.ids.new_id() if request.experiment_id is None else ""
    declared = lab.experiments.create(request.definition(new_id), validate=request.validate_inputs)
    return CreatedExperiment.model_construct(
        **dict(declared.experiment), created=declared.created, warnings=declared.warnings
    )


class GetExperiment(Value):
    """Which experiment."""

    experiment_id: RecordId


@operation(effect=Effect.READ, errors=(NotFound,))
def get_experiment(lab: Lab, request: GetExperiment) -> Experiment:
    """Returns one experiment with its definition, status, outputs, execution and metrics."""
    return lab.experiments.tracker.get_experiment(request.experiment_id)


@operation(effect=Effect.READ, errors=(NotFound,))
def get_experiment_history(lab: Lab, request: GetExperiment) -> list[ExperimentEvent]:
    """Lists the changes of one experiment, oldest first: when, to which status, by whom and why."""
    return list(lab.experiments.tracker.history(request.experiment_id))


class ExperimentListFilter(ExperimentFilter):
    """Criteria, order, and which part of the list: at most `limit`, after the experiment `cursor`."""

    order: MetricOrder | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None

    def criteria(self) -> ExperimentFilter:
        fields = {name: value for name, value in self if name in ExperimentFilter.model_fields}
        return ExperimentFilter.model_construct(**fields)


class ListExperiments(Value):
    """Without a filter, the newest 100."""

    filter: ExperimentListFilter = ExperimentListFilter.model_construct(
        order=None, limit=DEFAULT_LIMIT, cursor=None
    )


@operation(effect=Effect.READ, errors=(NotFound,), continuation=_BY_ID)
def list_experiments(lab: Lab, request: ListExperiments) -> list[Experiment]:
    """Lists experiments, newest first by `provenance.createdAt`, ties by id, or by a metric.

    By a metric, experiments whose metric is missing or NaN come last, ties newest first.
    To go on, send the `experimentId` of the last one as `filter.cursor`: what is added meanwhile
    neither repeats nor hides others.
    """
    chosen = request.filter
    page = lab.experiments.tracker.list_experiments(
        chosen.criteria(), chosen.limit, chosen.cursor, chosen.order
    )
    return list(page.items)


class CountExperiments(Value):
    """Without a filter, all of them."""

    filter: ExperimentFilter = ExperimentFilter.model_construct()


class ExperimentCount(Value):
    """`byStatus` leaves out statuses without experiments."""

    total: int
    by_status: dict[str, int]


@operation(effect=Effect.READ)
def count_experiments(lab: Lab, request: CountExperiments) -> ExperimentCount:
    """Counts experiments, in all and by status."""
    counts = dict(lab.experiments.tracker.count_experiments(request.filter))
    return ExperimentCount.model_construct(total=sum(counts.values()), by_status=counts)


class UpdateStatus(Remarked):
    """`error` tells what went wrong, with status `failed` only."""

    experiment_id: RecordId
    status: ExperimentStatus
    error: Trace | None = None


class Changed(Value):
    """`changed` is false when the experiment was there already."""

    success: bool
    changed: bool
    status: ExperimentStatus
    revision: int


@operation(effect=Effect.WRITE, errors=(NotFound, InvalidTransition, ValidationFailed))
def update_status(lab: Lab, request: UpdateStatus) -> Changed:
    """Takes an experiment to another status.

    pending -> running, failed, cancelled; running -> completed, failed, cancelled; the rest is
    final. The same status again changes nothing. `completed` needs every required output.
    """
    after, changed = lab.experiments.update_status(
        request.experiment_id, request.status, request.remark(), request.error
    )
    return _changed(after, changed)


class ExperimentResults(Value):
    """Artifacts by output slot: the four common ones by name, any other under `outputs`."""

    trades_artifact_id: RecordId | None = None
    metrics_artifact_id: RecordId | None = None
    curves_artifact_id: RecordId | None = None
    diagnostics_artifact_id: RecordId | None = None
    outputs: Annotated[Outputs, Field(max_length=1_000, default_factory=dict)]

    def by_slot(self) -> dict[str, str]:
        named = {slot: getattr(self, f"{slot}_artifact_id") for slot in _NAMED_SLOTS}
        slots = dict(self.outputs)
        for slot, artifact_id in named.items():
            if artifact_id is not None and slots.setdefault(slot, artifact_id) != artifact_id:
                raise ValidationFailed.at(f"results.outputs.{slot}", f"differs from results.{slot}ArtifactId")
        return slots


_NAMED_SLOTS = ("trades", "metrics", "curves", "diagnostics")


class StoreResults(Remarked):
    """Which experiment produced which artifacts."""

    experiment_id: RecordId
    results: ExperimentResults
    validate_outputs: bool = True


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, InvalidTransition, ValidationFailed))
def store_results(lab: Lab, request: StoreResults) -> Changed:
    """Records the output artifacts of a running experiment.

    Each slot is written once: the same artifact again changes nothing, another one is a `conflict`. The
    numbers of a JSON object in the slot `metrics` become the metrics that the experiment is found by.
    """
    after, changed = lab.experiments.store_results(
        request.experiment_id, request.results.by_slot(), request.remark(), validate=request.validate_outputs
    )
    return _changed(after, changed)


class CompleteExperiment(StoreResults):
    """Its last results; may be empty when all were stored before."""

    results: ExperimentResults = ExperimentResults.model_construct(
        trades_artifact_id=None,
        metrics_artifact_id=None,
        curves_artifact_id=None,
        diagnostics_artifact_id=None,
        outputs={},
    )


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, InvalidTransition, ValidationFailed))
def complete_experiment(lab: Lab, request: CompleteExperiment) -> Experiment:
    """Records results and completes a running experiment as one change, and returns it.

    Again with the same results: returns it unchanged.
    """
    after, _ = lab.experiments.complete(
        request.experiment_id, request.results.by_slot(), request.remark(), validate=request.validate_outputs
    )
    return after


class IndexExperimentMetrics(Value):
    """Nothing to say."""


class IndexedMetrics(Value):
    """How many experiments were looked at, and how many are found by metrics since."""

    examined: int
    indexed: int


@operation(effect=Effect.WRITE)
def index_experiment_metrics(lab: Lab, request: IndexExperimentMetrics) -> IndexedMetrics:
    """Reads the metrics of experiments that got their results before the store kept such.

    Reads the `metrics` artifact of each experiment that has one and no metrics; changes nothing else, and
    nothing when repeated. An artifact that cannot be read, or holds no numbers, is passed over.
    """
    found = lab.experiments.index_metrics()
    return IndexedMetrics.model_construct(examined=found.examined, indexed=found.indexed)


class FindByInputArtifacts(InputQuery):
    """A query, and which part of its answer."""

    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None
    artifact_ids: Annotated[tuple[RecordId, ...], Strict(False), Field(max_length=10_000)]


@operation(effect=Effect.READ, errors=(NotFound,), continuation=_BY_ID)
def find_by_input_artifacts(lab: Lab, request: FindByInputArtifacts) -> list[Experiment]:
    """Lists experiments that read any (`match: all`: all) of these artifacts, newest first.

    `role` looks at inputs in that role only. `transitive` also counts what was made from an
    artifact, through artifacts and experiments. An empty list of artifacts gives an empty list.
    """
    return list(lab.experiments.find_by_input_artifacts(request, request.limit, request.cursor).items)


def _changed(after: Experiment, changed: bool) -> Changed:
    return Changed.model_construct(
        success=True, changed=changed, status=after.status, revision=after.revision
    )
