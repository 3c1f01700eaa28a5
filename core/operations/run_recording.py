"""Operations that record runs: start, what happens meanwhile, end."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, Strict

from provenlab.core.errors import (
    Conflict,
    Immutable,
    InvalidTransition,
    LeaseLost,
    LimitExceeded,
    NotFound,
    ValidationFailed,
)
from provenlab.core.models.instant import Instant
from provenlab.core.models.metric import MetricKey, MetricPoint, MetricValue
from provenlab.core.models.run import (
    ProgressEvent,
    Run,
    RunDefinition,
    RunError,
    RunOrigin,
)
from provenlab.core.models.text import Note, RecordId
from provenlab.core.models.value import Value, extended, restored
from provenlab.core.operations.artifacts import PublishArtifact, PublishedArtifact
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.services.runs import DEFAULT_LEASE, Finish

LeaseSeconds = Annotated[float, Field(ge=0.001, le=86_400)]
_LEASE_S = DEFAULT_LEASE.total_seconds()


class StartRun(RunDefinition):
    """A definition; without `runId` one is made. The lease is renewed by `heartbeat`.

    `startedAt` is for a run that is recorded later than it began; otherwise it began now.
    """

    run_id: RecordId | None = None  # type: ignore[assignment]
    origin: RunOrigin | None = None  # type: ignore[assignment]
    lease_seconds: LeaseSeconds = _LEASE_S
    started_at: Instant | None = None

    def definition(self, lab: Lab) -> RunDefinition:
        given: dict[str, Any] = {
            "run_id": self.run_id or lab.ids.new_id(),
            "origin": self.origin or RunOrigin(created_at=lab.clock.now()),
        }
        fields = {name: given.get(name) or getattr(self, name) for name in RunDefinition.model_fields}
        return restored(RunDefinition, fields)


class StartedRun(Run):
    """The run as stored; `created` is false when it was started before."""

    created: bool


@operation(effect=Effect.WRITE, errors=(Conflict, LimitExceeded))
def start_run(lab: Lab, request: StartRun) -> StartedRun:
    """Records a run as running, with secrets taken out.

    Idempotent by `runId`. What looks secret in config, argv, remote, tags or names is replaced, and
    `redactions` says where and by which rule. The run must be ended, or its lease renewed.
    """
    lease = timedelta(seconds=request.lease_seconds)
    run, created = lab.runs.start(request.definition(lab), lease, request.started_at)
    return extended(StartedRun, run, created=created)


class FinishRun(Value):
    """What came out."""

    run_id: RecordId
    metrics: dict[MetricKey, MetricValue]
    summary_path: Note | None = None
    ended_at: Instant | None = None


class EndedRun(Run):
    """The run; `changed` is false when it had ended so already."""

    changed: bool


_ENDING_ERRORS = (NotFound, Conflict, Immutable, LeaseLost, InvalidTransition)


@operation(effect=Effect.WRITE, errors=_ENDING_ERRORS)
def finish_run(lab: Lab, request: FinishRun) -> EndedRun:
    """Completes a run; its metrics become its one `metrics` artifact.

    Numbers that JSON has not are `"NaN"`, `"Infinity"` and `"-Infinity"`. Again with the same metrics:
    returns it unchanged.
    """
    finish = Finish(request.metrics, request.summary_path, request.ended_at)
    return _ended(*lab.runs.finish(request.run_id, finish))


class FailRun(Value):
    """What went wrong, and the metrics that were reached."""

    run_id: RecordId
    error: RunError
    metrics: Annotated[dict[MetricKey, MetricValue], Field(default_factory=dict)]
    ended_at: Instant | None = None


@operation(effect=Effect.WRITE, errors=_ENDING_ERRORS)
def fail_run(lab: Lab, request: FailRun) -> EndedRun:
    """Ends a run as failed; message and traceback are redacted."""
    return _ended(*lab.runs.fail(request.run_id, request.error, request.metrics, request.ended_at))


class CancelRun(Value):
    """Why, and the metrics that were reached."""

    run_id: RecordId
    error: RunError | None = None
    metrics: Annotated[dict[MetricKey, MetricValue], Field(default_factory=dict)]
    ended_at: Instant | None = None


@operation(effect=Effect.WRITE, errors=_ENDING_ERRORS)
def cancel_run(lab: Lab, request: CancelRun) -> EndedRun:
    """Ends a run as cancelled."""
    return _ended(*lab.runs.cancel(request.run_id, request.error, request.metrics, request.ended_at))


class Heartbeat(Value):
    """Which run, and for how long its lease is renewed."""

    run_id: RecordId
    lease_seconds: LeaseSeconds = _LEASE_S


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, LeaseLost))
def heartbeat(lab: Lab, request: Heartbeat) -> Run:
    """Says that a run is alive; `lease_lost` when it was given up meanwhile."""
    return lab.run_registry.heartbeat(request.run_id, timedelta(seconds=request.lease_seconds))


class LogMetrics(Value):
    """Points of any series; `seq` orders all points of a run."""

    run_id: RecordId
    points: Annotated[tuple[MetricPoint, ...], Strict(False), Field(max_length=100_000)]


class Appended(Value):
    """How many were new; what was known already is skipped."""

    appended: int


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, LeaseLost))
def log_metrics(lab: Lab, request: LogMetrics) -> Appended:
    """Appends points to the metric series of a running run; repeating it changes nothing."""
    return Appended(appended=lab.runs.log_metrics(request.run_id, request.points))


class LogArtifact(PublishArtifact):
    """A description, its bytes, and the run that produced it."""

    run_id: RecordId


@operation(
    effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, LeaseLost, LimitExceeded, ValidationFailed)
)
def log_artifact(lab: Lab, request: LogArtifact) -> PublishedArtifact:
    """Publishes what a running run produced, as `publish_artifact` does; repeating it changes nothing."""
    artifact, created = lab.runs.log_artifact(
        request.run_id, request.description(lab), request.chunks(lab), request.summary or {}
    )
    return extended(PublishedArtifact, artifact, created=created)


class ReportProgress(Value):
    """`progress` and `log` events; `clientSeq` makes repeating harmless."""

    run_id: RecordId
    events: Annotated[tuple[ProgressEvent, ...], Strict(False), Field(max_length=10_000)]


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, LeaseLost))
def report_progress(lab: Lab, request: ReportProgress) -> Appended:
    """Appends events to the timeline of a running run; percent never falls within an attempt."""
    if any(event.kind == "status" for event in request.events):
        raise ValidationFailed.at("events.kind", "status events come from changes of status alone")
    return Appended(appended=lab.runs.report_progress(request.run_id, request.events))


class ReapLostRuns(Value):
    """How long after the end of its lease a run may still come back."""

    grace_seconds: Annotated[float, Field(ge=0, le=86_400 * 365)] = 0.0


class Reaped(Value):
    """The runs that were given up."""

    run_ids: tuple[RecordId, ...]


@operation(effect=Effect.WRITE)
def reap_lost_runs(lab: Lab, request: ReapLostRuns) -> Reaped:
    """Fails running runs whose lease has expired, with error kind `lost`."""
    grace = timedelta(seconds=request.grace_seconds)
    return Reaped(run_ids=lab.run_registry.reap_lost_runs(grace))


def _ended(run: Run, changed: bool) -> EndedRun:
    return extended(EndedRun, run, changed=changed)
