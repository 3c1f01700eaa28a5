"""What a job waits for, or why it ended, in a sentence for the person who operates the queue."""

from datetime import datetime

from provenlab.core.models.instant import format_instant
from provenlab.core.models.job import Job
from provenlab.core.rules.job_errors import is_final


def explained(job: Job, now: datetime) -> str:
    """One or two sentences; they repeat no parameter of the job."""
    used = f"{job.attempts_used} of {job.max_attempts} attempts"
    if job.status == "dead":
        return f"{_why_dead(job, used)} requeue_job gives it further attempts once the cause is gone."
    if job.status == "running":
        return _running(job, now, used)
    if job.status == "retry_wait":
        return f"It failed with {_cause(job)}; after {used} it is tried again from {_at(job.available_at)}."
    if job.status == "queued":
        waits = (
            "It waits for a worker" if job.available_at <= now else f"It waits until {_at(job.available_at)}"
        )
        return f"{waits}, after {used}." if job.attempt else f"{waits}."
    return (
        f"It {job.status} after {used}." if job.status == "succeeded" else f"It was cancelled after {used}."
    )


def _why_dead(job: Job, used: str) -> str:
    if job.error is not None and is_final(job.error.kind):
        return f"It is dead because {_cause(job)} cannot be mended by another attempt."
    return f"It is dead because {used} were made in vain, the last ended with {_cause(job)}."


def _running(job: Job, now: datetime, used: str) -> str:
    expires = job.lease_expires_at or now
    state = f"Worker {job.worker} has held it since {_at(job.claimed_at or now)}, at {used}."
    if expires < now:
        state += f" Its lease expired at {_at(expires)}: the next claim takes it from that worker."
    return state + (" Its cancellation was asked for." if job.cancel_requested else "")


def _cause(job: Job) -> str:
    if job.error is None:
        return "an unknown error"
    return f"{job.error.kind} ({job.error.type})" if job.error.type else job.error.kind


def _at(instant: datetime) -> str:
    return format_instant(instant)
