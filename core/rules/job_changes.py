"""What may happen to a job: pure steps from one value to the next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from provenlab.core.errors import Conflict, InvalidTransition, LeaseLost
from provenlab.core.models.job import Job, JobAttempt, JobRequest, JobStatus, Outcome
from provenlab.core.models.run import RunError
from provenlab.core.rules.job_errors import is_final, retry_delay
from provenlab.core.rules.state_machine import JOB

LOST = "lost"
ACTIVE = ("queued", "running", "retry_wait")
WAITING = ("queued", "retry_wait")


@dataclass(frozen=True, slots=True)
class JobChange:
    """The job after a change, and the attempt that it ended, if any."""

    job: Job
    attempt: JobAttempt | None = None


def enqueued(request: JobRequest, now: datetime) -> Job:
    """A new job that waits."""
    fields = {**dict(request), "available_at": request.available_at or now}
    return Job.model_construct(
        **fields,
        status="queued",
        attempt=0,
        deferrals=0,
        worker=None,
        claimed_at=None,
        heartbeat_at=None,
        lease_expires_at=None,
        cancel_requested=False,
        error=None,
        enqueued_at=now,
        ended_at=None,
        revision=0,
    )


def require_same_job(stored: Job, request: JobRequest) -> None:
    """Conflict unless the stored job is what the request asks for; naming what differs."""
    differing = [name for name in ("kind", "dedup_key") if getattr(stored, name) != getattr(request, name)]
    if differing:
        raise Conflict(
            f"job {stored.job_id} exists with another {', '.join(differing)}; every job has an id of its own",
            {"jobId": stored.job_id, "differing": differing},
        )


def claimed(job: Job, worker: str, now: datetime, lease: timedelta) -> JobChange:
    """The job as an attempt of this worker; the attempt is counted now, whatever comes of it."""
    JOB.changes(job.job_id, job.status, "running")
    return JobChange(
        _changed(
            job,
            status="running",
            attempt=job.attempt + 1,
            worker=worker,
            claimed_at=now,
            heartbeat_at=now,
            lease_expires_at=now + lease,
        )
    )


def require_lease(job: Job, attempt: int) -> None:
    """LeaseLost unless this attempt is the present one."""
    if job.status == "running" and job.attempt == attempt:
        return
    raise LeaseLost(
        f"attempt {attempt} of job {job.job_id} is over: the job is {job.status} at attempt {job.attempt}",
        {"jobId": job.job_id, "attempt": attempt, "currentAttempt": job.attempt, "status": job.status},
    )


def renewed(job: Job, attempt: int, now: datetime, lease: timedelta) -> Job:
    """The job with a lease from now; a clock that went backwards never shortens it."""
    require_lease(job, attempt)
    expires = max(now + lease, job.lease_expires_at or now)
    return job.model_copy(update={"heartbeat_at": now, "lease_expires_at": expires})


def completed_by(job: Job, attempt: int, now: datetime) -> JobChange | None:
    """The job done, or None when this attempt had done it already."""
    if job.status == "succeeded" and job.attempt == attempt:
        return None
    require_lease(job, attempt)
    return _over(job, "succeeded", "succeeded", now)


def failed(job: Job, attempt: int, error: RunError, now: datetime, jitter: float) -> JobChange | None:
    """The job waiting for another attempt, or dead; None when this failure is recorded already."""
    if job.status in ("retry_wait", "dead") and job.attempt == attempt and job.error == error:
        return None
    require_lease(job, attempt)
    return _after_failure(job, "failed", error, now, jitter)


def lost(job: Job, now: datetime, jitter: float) -> JobChange | None:
    """The job after an attempt whose lease expired, or None while it may still be renewed."""
    expires = job.lease_expires_at
    if job.status != "running" or expires is None or now <= expires:
        return None
    error = RunError(kind=LOST, message=f"worker {job.worker} stopped renewing the lease")
    if job.cancel_requested:
        return _over(job, "cancelled", "lost", now, error)
    return _after_failure(job, "lost", error, now, jitter)


def deferred(job: Job, attempt: int, now: datetime, delay: timedelta) -> JobChange | None:
    """The job handed back, the attempt not counted; None when it was handed back already."""
    if job.status == "queued" and job.attempt == attempt and job.deferrals:
        return None
    require_lease(job, attempt)
    if job.cancel_requested:
        return _over(job, "cancelled", "cancelled", now)
    after = _released(job, status="queued", available_at=now + delay, deferrals=job.deferrals + 1)
    return JobChange(after, _attempt(job, "deferred", now, None))


def cancelled(job: Job, attempt: int | None, now: datetime) -> JobChange | None:
    """Cancelled at once while it waits; while it runs, asked for, and carried out by the attempt itself."""
    if job.status == "cancelled" and attempt in (None, job.attempt):
        return None
    if attempt is not None:
        require_lease(job, attempt)
        return _over(job, "cancelled", "cancelled", now)
    JOB.changes(job.job_id, job.status, "cancelled")
    if job.status in WAITING:
        return JobChange(_released(job, status="cancelled", ended_at=now))
    return None if job.cancel_requested else JobChange(_changed(job, cancel_requested=True))


def requeued(job: Job, run_id: str, now: datetime, more_attempts: int) -> JobChange | None:
    """A dead job waiting again, over a new run; None when it waits already."""
    if job.status == "queued":
        return None
    if job.status != "dead":
        raise InvalidTransition(
            f"job {job.job_id} is {job.status}; only a dead job is requeued",
            {"id": job.job_id, "from": job.status, "to": "queued", "allowed": ["dead"]},
        )
    most = job.attempts_used + more_attempts
    after = _released(
        job, status="queued", run_id=run_id, available_at=now, max_attempts=most, ended_at=None, error=None
    )
    return JobChange(after)


def _after_failure(job: Job, outcome: Outcome, error: RunError, now: datetime, jitter: float) -> JobChange:
    if is_final(error.kind) or job.attempts_used >= job.max_attempts:
        return _over(job, "dead", outcome, now, error)
    available_at = now + retry_delay(job.attempts_used, jitter)
    after = _released(job, status="retry_wait", available_at=available_at, error=error)
    return JobChange(after, _attempt(job, outcome, now, error))


def _over(
    job: Job, status: JobStatus, outcome: Outcome, now: datetime, error: RunError | None = None
) -> JobChange:
    after = _released(job, status=status, ended_at=now, error=error or job.error)
    return JobChange(after, _attempt(job, outcome, now, error))


def _attempt(job: Job, outcome: Outcome, now: datetime, error: RunError | None) -> JobAttempt:
    claimed_at = job.claimed_at or now
    return JobAttempt.model_construct(
        job_id=job.job_id,
        run_id=job.run_id,
        number=job.attempt,
        worker=job.worker or "",
        claimed_at=claimed_at,
        ended_at=max(now, claimed_at),
        outcome=outcome,
        error=error,
    )


def _released(job: Job, **update: object) -> Job:
    return _changed(job, lease_expires_at=None, **update)


def _changed(job: Job, **update: object) -> Job:
    return job.model_copy(update={**update, "revision": job.revision + 1})
