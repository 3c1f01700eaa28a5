"""The job queue over named queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.job_rows import attempt_of, attempt_row, job_of, job_row, state_row
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import Conflict, NotFound
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.job import Job, JobAttempt, JobFilter, JobRequest
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import RunError
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.job_queue import Claim
from provenlab.core.rules.job_changes import (
    JobChange,
    cancelled,
    claimed,
    completed_by,
    deferred,
    enqueued,
    failed,
    lost,
    renewed,
    requeued,
    require_same_job,
)

_SETTLED_AT_ONCE = 100


class SqlJobQueue:
    """Implements `JobQueuePort` and `JobRecordsPort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def enqueue(self, request: JobRequest) -> tuple[Job, bool]:
        with self._store.writing() as session:
            stored = _existing(session, request)
            if stored is not None:
                return stored, False
            job = enqueued(request, self._clock.now())
            if session.row("jobs.insert", **job_row(job)) is not None:
                return job, True
            # Another enqueuer came first, or the run is taken.
            stored = _existing(session, request)
            if stored is None:
                raise _run_is_taken(request.run_id)
            return stored, False

    def claim(self, worker: str, kinds: Sequence[str] | None, lease: timedelta, jitter: float) -> Claim:
        with self._store.writing() as session:
            now = self._clock.now()
            settled = _settle_lost(session, now, jitter)
            row = _claimable(session, kinds, now)
            if row is None:
                return Claim(None, settled)
            return Claim(_apply(session, row, claimed(job_of(row), worker, now, lease))[0], settled)

    def heartbeat(self, job_id: str, attempt: int, lease: timedelta) -> Job:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            job = renewed(job_of(row), attempt, self._clock.now(), lease)
            session.run(
                "jobs.update_lease",
                k=row["k"],
                heartbeat_at=to_microseconds(job.heartbeat_at or self._clock.now()),
                lease_expires_at=to_microseconds(job.lease_expires_at or self._clock.now()),
            )
            return job

    def complete(self, job_id: str, attempt: int) -> tuple[Job, bool]:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            return _apply(session, row, completed_by(job_of(row), attempt, self._clock.now()))

    def fail(self, job_id: str, attempt: int, error: RunError, jitter: float) -> tuple[Job, bool]:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            return _apply(session, row, failed(job_of(row), attempt, error, self._clock.now(), jitter))

    def defer(self, job_id: str, attempt: int, delay: timedelta) -> tuple[Job, bool]:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            return _apply(session, row, deferred(job_of(row), attempt, self._clock.now(), delay))

    def cancel(self, job_id: str, attempt: int | None = None) -> tuple[Job, bool]:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            return _apply(session, row, cancelled(job_of(row), attempt, self._clock.now()))

    def requeue_dead(self, job_id: str, run_id: str, more_attempts: int) -> tuple[Job, bool]:
        with self._store.writing() as session:
            row = _required(session, job_id, "jobs.for_update")
            change = requeued(job_of(row), run_id, self._clock.now(), more_attempts)
            if change is not None:
                _require_room(session, row["dedup_key"], run_id)
            return _apply(session, row, change)

    def get_job(self, job_id: str) -> Job:
        with self._store.reading() as session:
            return job_of(_required(session, job_id))

    def list_jobs(
        self, criteria: JobFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Job]:
        wanted = None if limit is None else limit + 1
        with self._store.reading() as session:
            before = None if cursor is None else _required(session, cursor)["k"]
            rows = session.rows("jobs.page", **dict(criteria), before=before, limit=wanted)
        jobs = [job_of(row) for row in rows]
        return Page.cut(jobs, [job.job_id for job in jobs], limit)

    def attempts(self, job_id: str) -> tuple[JobAttempt, ...]:
        with self._store.reading() as session:
            k = _required(session, job_id)["k"]
            return tuple(attempt_of(row, job_id) for row in session.rows("jobs.attempts", k=k))

    def count_jobs(self) -> Mapping[str, Mapping[str, int]]:
        counts: dict[str, dict[str, int]] = {}
        with self._store.reading() as session:
            for row in session.rows("jobs.counts"):
                counts.setdefault(row["kind"], {})[row["status"]] = int(row["n"])
        return counts


def _required(session: Session, job_id: str, query: str = "jobs.by_id") -> Row:
    row = session.row(query, job_id=job_id)
    if row is None:
        raise NotFound(f"no job {job_id}", {"jobId": job_id})
    return row


def _existing(session: Session, request: JobRequest) -> Job | None:
    row = session.row("jobs.by_id", job_id=request.job_id)
    if row is not None:
        stored = job_of(row)
        require_same_job(stored, request)
        return stored
    if request.dedup_key is not None:
        row = session.row("jobs.active_by_key", dedup_key=request.dedup_key)
        if row is not None:
            return job_of(row)
    if session.row("jobs.by_run", run_id=request.run_id) is not None:
        raise _run_is_taken(request.run_id)
    return None


def _run_is_taken(run_id: str) -> Conflict:
    return Conflict(f"run {run_id} has a job already; every job has a run of its own", {"runId": run_id})


def _require_room(session: Session, dedup_key: str | None, run_id: str) -> None:
    rival = None if dedup_key is None else session.row("jobs.active_by_key", dedup_key=dedup_key)
    if rival is not None:
        job_id = rival["job_id"]
        raise Conflict(f"job {job_id} with the same dedup key is active", {"jobId": job_id})
    if session.row("jobs.by_run", run_id=run_id) is not None:
        raise _run_is_taken(run_id)


def _settle_lost(session: Session, now: datetime, jitter: float) -> tuple[Job, ...]:
    rows = session.rows("jobs.expired", now=to_microseconds(now), limit=_SETTLED_AT_ONCE)
    changes = [(row, lost(job_of(row), now, jitter)) for row in rows]
    return tuple(_apply(session, row, change)[0] for row, change in changes if change is not None)


def _claimable(session: Session, kinds: Sequence[str] | None, now: datetime) -> Row | None:
    if kinds is not None and not kinds:
        return None
    chosen = sorted(set(kinds or ()))
    return session.row("jobs.claimable", now=to_microseconds(now), kinds=chosen, n_kinds=len(chosen) or None)


def _apply(session: Session, row: Row, change: JobChange | None) -> tuple[Job, bool]:
    if change is None:
        return job_of(row), False
    k, job = row["k"], change.job
    if change.attempt is not None:
        session.run("jobs.insert_attempt", **attempt_row(change.attempt, k))
    params: dict[str, Any] = state_row(job)
    if session.run("jobs.update", k=k, expected_revision=row["revision"], **params) != 1:
        raise Conflict(f"job {job.job_id} was changed by another writer; read it again")
    return job, True
