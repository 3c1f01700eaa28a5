"""Runs: one execution that produces outputs, recorded while it happens and immutable afterwards."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.metric import MetricBounds, MetricKey, MetricValue
from provenlab.core.models.number import Count, Whole
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.status import Status
from provenlab.core.models.text import Hash, Label, Name, Note, RecordId, Role, Trace
from provenlab.core.models.value import Value

RunStatus = Status
ErrorKind = Label


class DatasetRef(Value):
    """What a run read: a named dataset in a version, or an artifact; resolved before it began."""

    dataset: Name
    version: Label | None = None
    artifact_id: RecordId | None = None
    content_hash: Hash | None = None
    role: Role = "input"


class RunOrigin(Value):
    """The code and the machine; `created_at` by the client's clock. All but the time may be unknown."""

    created_at: Instant
    git_commit: Label | None = None
    git_dirty: bool | None = None
    git_remote: Note | None = None
    host: Label | None = None
    platform: Name | None = None
    python_version: Label | None = None
    process_id: Count | None = None
    packages: Annotated[dict[Label, Label], Field(max_length=5_000)] | None = None
    argv: Annotated[tuple[Note, ...], Strict(False), Field(max_length=1_000)] | None = None


class RunDefinition(Value):
    """What is known when a run begins. A name never identifies a run; `run_id` does."""

    run_id: RecordId
    name: Name
    kind: Label = "train"
    config: dict[str, Any]
    datasets: Annotated[tuple[DatasetRef, ...], Strict(False), Field(max_length=1_000)] = ()
    tags: Annotated[tuple[Label, ...], Strict(False), Field(max_length=1_000)] = ()
    seed: Whole | None = None
    experiment_id: RecordId | None = None
    parent_run_id: RecordId | None = None
    results_dir: Note | None = None
    origin: RunOrigin
    redactions: Annotated[tuple[RedactedPlace, ...], Strict(False), Field(max_length=10_000)] = ()


class RunError(Value):
    """Why a run failed. `kind` groups causes: `exception`, `lost`, `interrupted`, ...; text is redacted."""

    kind: ErrorKind
    type: Name | None = None
    message: Trace | None = None
    traceback: Trace | None = None


class RunEnding(Value):
    """How a run ended, by which attempt; `completed` carries the id of its one metrics artifact."""

    status: Literal["completed", "failed", "cancelled"]
    metrics: Annotated[dict[MetricKey, MetricValue], Field(default_factory=dict)]
    metrics_artifact_id: RecordId | None = None
    error: RunError | None = None
    summary_path: Note | None = None
    ended_at: Instant | None = None
    attempt: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class Run(RunDefinition):
    """A run as the store holds it.

    `duration` in milliseconds. `lease_expires_at` is by the store's clock; a run that is still running
    after it may be reaped. `revision` counts the changes of status.
    """

    status: RunStatus
    metrics: dict[MetricKey, MetricValue]
    metrics_artifact_id: RecordId | None = None
    error: RunError | None = None
    summary_path: Note | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    duration: Annotated[int, Field(ge=0)] | None = None
    heartbeat_at: Instant | None = None
    lease_expires_at: Instant | None = None
    recorded_at: Instant
    revision: Annotated[int, Field(ge=0)]
    config_hash: Hash
    definition_hash: Hash


class ProgressEvent(Value):
    """One step of a run as it happened; `percent` from 0 to 100 never falls within an attempt."""

    seq: Count = 0
    client_seq: Whole | None = None
    at: Instant
    kind: Literal["status", "progress", "log"]
    status: RunStatus | None = None
    attempt: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    phase: Label | None = None
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    message: Note | None = None
    payload: dict[str, Any] | None = None


class RunFilter(Value):
    """All given fields hold together; every tag must be there; times compare `origin.created_at`."""

    status: RunStatus | None = None
    kind: Label | None = None
    name: Name | None = None
    dataset: Name | None = None
    tags: Annotated[tuple[Label, ...], Strict(False), Field(max_length=100)] = ()
    git_commit: Label | None = None
    experiment_id: RecordId | None = None
    parent_run_id: RecordId | None = None
    metric: MetricBounds | None = None
    min_created_at: Instant | None = None
    max_created_at: Instant | None = None
