"""The job queue: work that waits, is claimed under a lease, and is tried a limited number of times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from provenlab.core.models.job import Job, JobAttempt, JobFilter, JobRequest
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import RunError


@dataclass(frozen=True, slots=True)
class Claim:
    """The job that was claimed, if any, and the jobs whose lost attempts were settled before."""

    job: Job | None
    settled: tuple[Job, ...] = ()


class JobQueuePort(Protocol):
    """Keeps jobs. Each method is one transaction, or joins that of `StorePort`.

    Times are those of the clock that the adapter was given: one clock for a store in memory or in a
    file, that of each machine for a server. A clock that runs ahead can end leases early; it never lets
    two attempts write. The attempt number of a claim is its fencing
    token: a write by attempt k is refused with LeaseLost when the job is not running its attempt k, and
    changes nothing. A write that is repeated by its own attempt is a no-op. NotFound for an unknown
    job; store errors as in `ExperimentTrackerPort`. A succeeded or cancelled job never changes.
    """

    def enqueue(self, request: JobRequest) -> tuple[Job, bool]:
        """Adds a queued job; the job, and whether it is new.

        The same id again returns the stored job, Conflict when it has another kind or dedup key. While a
        job with the same `dedup_key` is queued, running or waiting for a retry, that one is returned.
        Conflict when another job has the run. Of enqueuers at once with one key, one wins.
        """
        ...

    def claim(self, worker: str, kinds: Sequence[str] | None, lease: timedelta, jitter: float) -> Claim:
        """Settles lost attempts, then gives the next job to a worker under a lease.

        Eligible: queued or waiting for a retry, `available_at` reached, of one of `kinds` (None: any;
        empty: none). Order: priority descending, then `available_at`, then order of enqueuing. The
        attempt is counted by the claim. Two claims never return the same attempt; a claimer does not
        wait for another one. Lost: running with an expired lease; up to 100 a call go to `retry_wait`,
        to `dead` when no attempt is left, to `cancelled` when that was asked for. `jitter` from 0 to 1.
        """
        ...

    def heartbeat(self, job_id: str, attempt: int, lease: timedelta) -> Job:
        """Renews the lease from now, also one that expired while nobody claimed the job.

        `cancel_requested` of the returned job asks the attempt to stop.
        """
        ...

    def complete(self, job_id: str, attempt: int) -> tuple[Job, bool]:
        """Ends the job as succeeded; the job, and whether it changed."""
        ...

    def fail(self, job_id: str, attempt: int, error: RunError, jitter: float) -> tuple[Job, bool]:
        """Ends the attempt with an error that is kept; the job, and whether it changed.

        `dead` when the class of the error is final or no attempt is left, else `retry_wait` until the
        backoff has passed.
        """
        ...

    def defer(self, job_id: str, attempt: int, delay: timedelta) -> tuple[Job, bool]:
        """Hands the job back as queued, available after `delay`; the attempt is not counted.

        The next claim has a higher number all the same. A job whose cancellation was asked for is
        cancelled instead.
        """
        ...

    def cancel(self, job_id: str, attempt: int | None = None) -> tuple[Job, bool]:
        """Cancels a waiting job; asks a running one to stop, which its attempt confirms by its number.

        InvalidTransition for a job that succeeded or is dead.
        """
        ...

    def requeue_dead(self, job_id: str, run_id: str, more_attempts: int) -> tuple[Job, bool]:
        """Queues a dead job again over another run, with further attempts; by an operator only.

        A job that is queued stays as it is; InvalidTransition for any other status, Conflict when a job
        with its dedup key is active or the run has a job.
        """
        ...

    def get_job(self, job_id: str) -> Job:
        """NotFound when there is none."""
        ...

    def list_jobs(
        self, criteria: JobFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Job]:
        """The jobs that meet all criteria, the last enqueued first."""
        ...


class JobRecordsPort(Protocol):
    """What is kept about jobs beyond their present state. Reads only; every `JobQueuePort` has it."""

    def attempts(self, job_id: str) -> tuple[JobAttempt, ...]:
        """The attempts that ended, by number; NotFound for an unknown job."""
        ...

    def count_jobs(self) -> Mapping[str, Mapping[str, int]]:
        """How many jobs there are, by kind and status; what is not there is left out."""
        ...
