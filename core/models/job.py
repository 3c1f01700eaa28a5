"""Jobs: work that waits in a queue, and the attempts that were made at it."""

from typing import Annotated, Literal

from pydantic import Field

from provenlab.core.models.instant import Instant
from provenlab.core.models.number import Count
from provenlab.core.models.run import RunError
from provenlab.core.models.text import Label, RecordId
from provenlab.core.models.value import Value

JobStatus = Literal["queued", "running", "retry_wait", "succeeded", "cancelled", "dead"]
Outcome = Literal["succeeded", "failed", "lost", "deferred", "cancelled"]
Priority = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Attempts = Annotated[int, Field(ge=1, le=1_000)]
AttemptNumber = Annotated[int, Field(ge=1, le=1_000_000)]


class JobRequest(Value):
    """What to enqueue. A higher `priority` is claimed first; nothing is claimed before `available_at`.

    While a job with a `dedup_key` waits or runs, no other one with that key is enqueued.
    """

    job_id: RecordId
    run_id: RecordId
    kind: Label
    priority: Priority = 0
    dedup_key: Label | None = None
    available_at: Instant | None = None
    max_attempts: Attempts = 5


class Job(JobRequest):
    """A job as the store holds it.

    `attempt` counts its claims and is the fencing token of the present one. A claim that was handed
    back voluntarily counts in `deferrals` and not against `max_attempts`. `error` is that of the last
    attempt that failed or was lost. `lease_expires_at` is by the store's clock.
    """

    available_at: Instant
    status: JobStatus
    attempt: Count
    deferrals: Count
    worker: Label | None = None
    claimed_at: Instant | None = None
    heartbeat_at: Instant | None = None
    lease_expires_at: Instant | None = None
    cancel_requested: bool = False
    error: RunError | None = None
    enqueued_at: Instant
    ended_at: Instant | None = None
    revision: Count

    @property
    def attempts_used(self) -> int:
        """How many of `max_attempts` are gone, the present one included."""
        return self.attempt - self.deferrals


class JobAttempt(Value):
    """One claim that has ended, over the run that the job then belonged to."""

    job_id: RecordId
    run_id: RecordId
    number: AttemptNumber
    worker: Label
    claimed_at: Instant
    ended_at: Instant
    outcome: Outcome
    error: RunError | None = None


class JobFilter(Value):
    """All given fields hold together."""

    status: JobStatus | None = None
    kind: Label | None = None
    worker: Label | None = None
    dedup_key: Label | None = None
    run_id: RecordId | None = None
