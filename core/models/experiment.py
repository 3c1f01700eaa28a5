"""Experiments: a declared intent over frozen inputs, and what became of it."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.metric import MetricBounds, MetricKey, MetricValue
from provenlab.core.models.provenance import Provenance
from provenlab.core.models.status import Status
from provenlab.core.models.text import Hash, Label, Name, Note, RecordId, RecordIds, Role, Roles, Trace
from provenlab.core.models.value import Value

ExperimentStatus = Status
Inputs = dict[Role, RecordIds]
Outputs = dict[Role, RecordId]
METRICS_SLOT = "metrics"


class ExperimentDefinition(Value):
    """What is declared once and never edited.

    `inputs` maps a role (`alerts`, `ohlcv`, `strategies`, or any `[a-z][a-z0-9_]*`) to artifact ids,
    at most 10,000 in all. `config` is any JSON object up to 1 MiB in canonical form. An experiment
    completes only with every slot of `required_outputs`.
    """

    experiment_id: RecordId
    name: Name
    description: Note | None = None
    inputs: Inputs
    config: dict[str, Any]
    provenance: Provenance
    required_outputs: Annotated[Roles, Field(max_length=64)] = (METRICS_SLOT,)


class Execution(Value):
    """When it ran; `duration` in milliseconds, never negative."""

    started_at: Instant | None = None
    completed_at: Instant | None = None
    duration: Annotated[int, Field(ge=0)] | None = None
    error: Trace | None = None


class Experiment(ExperimentDefinition):
    """A definition with its state as the store holds it; `revision` counts the changes.

    `metrics` are the numbers of the JSON object in the slot `metrics`, by path (`test.auc`), where the
    store could read it; no digest covers them, for they can be read again.
    """

    status: ExperimentStatus
    outputs: Outputs
    execution: Execution | None = None
    recorded_at: Instant
    revision: Annotated[int, Field(ge=0)]
    config_hash: Hash
    definition_hash: Hash
    metrics: dict[MetricKey, MetricValue]


class ExperimentEvent(Value):
    """One change in the history of an experiment."""

    seq: int
    at: Instant
    kind: Literal["status", "outputs"]
    status: ExperimentStatus
    actor: Label | None = None
    reason: Note | None = None


class ExperimentFilter(Value):
    """All given fields hold together. `artifact_type`: an input or output has that kind.

    `min_created_at` and `max_created_at` are inclusive and compare `provenance.created_at`.
    """

    status: ExperimentStatus | None = None
    artifact_type: Label | None = None
    git_commit: Label | None = None
    metric: MetricBounds | None = None
    min_created_at: Instant | None = None
    max_created_at: Instant | None = None


class InputQuery(Value):
    """Experiments that read artifacts: `any` of them or `all`, optionally in one role.

    `transitive`: an experiment that read something made from an artifact counts as reading it.
    """

    artifact_ids: Annotated[tuple[RecordId, ...], Strict(False), Field(max_length=10_000)]
    match: Literal["any", "all"] = "any"
    role: Role | None = None
    transitive: bool = False
