"""What may happen to a run: pure steps from one value to the next."""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from provenlab.core.errors import Conflict, Immutable, InvalidTransition, LeaseLost
from provenlab.core.models.instant import format_instant
from provenlab.core.models.metric import MetricPoint, metrics_document
from provenlab.core.models.run import ProgressEvent, Run, RunDefinition, RunEnding, RunError
from provenlab.core.models.value import extended, restored
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, RUN, RUN_STATE, digest, tagged_digest
from provenlab.core.rules.limits import require_config_size
from provenlab.core.rules.state_machine import RUN_MACHINE

LOST = "lost"


@dataclass(frozen=True, slots=True)
class RunChange:
    """The run after a change, and the status event it leaves."""

    run: Run
    event: ProgressEvent


def started(
    definition: RunDefinition, now: datetime, lease: timedelta, began: datetime | None = None
) -> RunChange:
    """A new running run with its digests and lease; it may have begun earlier, but not later, than now."""
    update = {
        "status": "running",
        "started_at": min(now, began or now),
        "heartbeat_at": now,
        "lease_expires_at": now + lease,
    }
    run = declared(definition, now).run.model_copy(update=update)
    return RunChange(run, _status_event(run, run.started_at or now))


def declared(definition: RunDefinition, now: datetime) -> RunChange:
    """A new pending run with its digests, which waits for a job to begin it."""
    config = canonical_json(definition.config, "config")
    require_config_size(config)
    config_hash = tagged_digest(CONFIG, config)
    run = extended(
        Run,
        definition,
        status="pending",
        metrics={},
        metrics_artifact_id=None,
        error=None,
        summary_path=None,
        started_at=None,
        ended_at=None,
        duration=None,
        heartbeat_at=None,
        lease_expires_at=None,
        recorded_at=now,
        revision=0,
        config_hash=config_hash,
        definition_hash=run_digest(definition, config_hash),
    )
    return RunChange(run, _status_event(run, run.started_at or now))


def begun(run: Run, attempt: int, now: datetime) -> RunChange:
    """The run at work in an attempt of its job, with the event that says so."""
    require_running(run)
    update: dict[str, Any] = {}
    if run.status == "pending":
        update = {"status": "running", "started_at": now, "revision": run.revision + 1}
    after = run.model_copy(update=update)
    return RunChange(after, _status_event(after, now, attempt))


def paused(run: Run, attempt: int, phase: str, message: str | None, now: datetime) -> ProgressEvent:
    """The event that says that an attempt is over and the job of the run waits."""
    require_running(run)
    event = _status_event(run, now, attempt)
    return event.model_copy(update={"phase": phase, "message": message and message[:10_000]})


def require_no_job(run: Run) -> None:
    """Conflict for a run that a job drives: only the present attempt of the job may write to it."""
    if run.lease_expires_at is None and not RUN_MACHINE.is_terminal(run.status):
        raise Conflict(
            f"run {run.run_id} belongs to a job; only the attempt that holds the job writes to it",
            {"runId": run.run_id, "status": run.status},
        )


def run_digest(definition: RunDefinition, config_hash: str) -> str:
    """Of everything a run declares; the config by its own digest."""
    fields = definition.model_dump(mode="json", exclude_none=True, include=_DEFINED)
    return digest(RUN, {**fields, "configHash": config_hash})


_DEFINED = set(RunDefinition.model_fields) - {"config"}


def run_state_digest(run: Run) -> str:
    """Of what changes with the status; leases and heartbeats come and go without leaving a trace."""
    began, ended_at, error = run.started_at, run.ended_at, run.error
    fields = {
        "definitionHash": run.definition_hash,
        "recordedAt": format_instant(run.recorded_at),
        "revision": run.revision,
        "status": run.status,
        "metrics": metrics_document(run.metrics),
        "metricsArtifactId": run.metrics_artifact_id,
        "error": None if error is None else error.model_dump(mode="json", exclude_none=True),
        "summaryPath": run.summary_path,
        "startedAt": None if began is None else format_instant(began),
        "endedAt": None if ended_at is None else format_instant(ended_at),
        "duration": run.duration,
    }
    return digest(RUN_STATE, {name: value for name, value in fields.items() if value is not None})


def require_same_run(stored: Run, started_again: Run) -> None:
    """Conflict unless both are one definition; naming what differs."""
    if stored.definition_hash == started_again.definition_hash:
        return
    fields = [name for name in RunDefinition.model_fields if name != "config"] + ["config_hash"]
    differing = [name for name in fields if getattr(stored, name) != getattr(started_again, name)]
    raise Conflict(
        f"run {stored.run_id} exists with another {', '.join(differing)}; every run has an id of its own",
        {"runId": stored.run_id, "differing": differing},
    )


def require_running(run: Run) -> None:
    """LeaseLost for a run that was reaped, Immutable for one that ended, else nothing."""
    if not RUN_MACHINE.is_terminal(run.status):
        return
    found = {"runId": run.run_id, "status": run.status}
    if run.error is not None and run.error.kind == LOST:
        raise LeaseLost(
            f"run {run.run_id} was given up as lost after its lease expired; start a new run", found
        )
    raise Immutable(f"run {run.run_id} is {run.status}; its record is final", found)


def ended(run: Run, ending: RunEnding, now: datetime) -> RunChange | None:
    """The run as it ended, or None when it ended so already."""
    if RUN_MACHINE.is_terminal(run.status) and _ended_so(run, ending):
        return None
    require_running(run)
    RUN_MACHINE.changes(run.run_id, run.status, ending.status)
    if ending.status == "completed" and ending.metrics_artifact_id is None:
        raise InvalidTransition(
            f"run {run.run_id} cannot complete without its metrics artifact", {"runId": run.run_id}
        )
    at = max(ending.ended_at or now, run.started_at or now)
    after = run.model_copy(
        update={
            "status": ending.status,
            "metrics": dict(ending.metrics),
            "metrics_artifact_id": ending.metrics_artifact_id,
            "error": ending.error,
            "summary_path": ending.summary_path,
            "ended_at": at,
            "duration": (at - (run.started_at or at)) // timedelta(milliseconds=1),
            "lease_expires_at": None,
            "revision": run.revision + 1,
        }
    )
    return RunChange(after, _status_event(after, at, ending.attempt))


def _ended_so(run: Run, ending: RunEnding) -> bool:
    return (
        run.status == ending.status
        and same_numbers(run.metrics, ending.metrics)
        and run.error == ending.error
    )


def same_numbers(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    """Whether both hold the same metrics; NaN equals NaN."""
    return one.keys() == other.keys() and all(
        value == other[key] or (math.isnan(value) and math.isnan(other[key])) for key, value in one.items()
    )


def lost(run: Run, now: datetime, grace: timedelta) -> RunChange | None:
    """The run as failed by loss, or None while its lease may still be renewed."""
    expires = run.lease_expires_at
    if RUN_MACHINE.is_terminal(run.status) or expires is None or now <= expires + grace:
        return None
    message = "its process stopped renewing the lease"
    error = RunError(kind=LOST, message=message)
    return ended(run, RunEnding(status="failed", metrics={}, error=error, ended_at=run.heartbeat_at), now)


def renewed(run: Run, now: datetime, lease: timedelta) -> Run:
    """The run with a lease from now; refused when it is no longer running."""
    require_running(run)
    require_no_job(run)
    return run.model_copy(update={"heartbeat_at": now, "lease_expires_at": now + lease})


def new_points(points: Iterable[MetricPoint], known: Container[int]) -> list[MetricPoint]:
    """The points whose `seq` is not known; of two with one `seq` the first."""
    found: dict[int, MetricPoint] = {}
    for point in points:
        if point.seq not in known:
            found.setdefault(point.seq, point)
    return list(found.values())


def new_events(events: Iterable[ProgressEvent], known: Iterable[int]) -> list[ProgressEvent]:
    """The events whose `client_seq` is not known, in order; of two with one `client_seq` the first."""
    met: set[int | None] = set(known)
    found: list[ProgressEvent] = []
    for event in events:
        if event.client_seq is None or event.client_seq not in met:
            found.append(event)
            met.add(event.client_seq)
    return found


def numbered(
    events: Sequence[ProgressEvent], last_seq: int, last_percent: Mapping[int, float], run_id: str
) -> list[ProgressEvent]:
    """The events with their numbers; Conflict when a percentage falls within an attempt."""
    highest = dict(last_percent)
    result: list[ProgressEvent] = []
    for offset, event in enumerate(events, start=1):
        if event.percent is not None:
            before = highest.get(event.attempt, 0.0)
            if event.percent < before:
                raise Conflict(
                    f"progress of run {run_id} cannot fall from {before:g} to {event.percent:g} percent",
                    {"runId": run_id, "percent": event.percent, "reached": before},
                )
            highest[event.attempt] = event.percent
        result.append(event.model_copy(update={"seq": last_seq + offset}))
    return result


def _status_event(run: Run, at: datetime, attempt: int = 1) -> ProgressEvent:
    message = run.error.message if run.error is not None else None
    fields = {
        "seq": 0,
        "client_seq": None,
        "at": at,
        "kind": "status",
        "status": run.status,
        "attempt": attempt,
        "phase": None,
        "percent": None,
        "message": message[:10_000] if message else None,
        "payload": None,
    }
    return restored(ProgressEvent, fields)
