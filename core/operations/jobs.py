"""Operations on jobs: what a host, an operator or a page may ask of the queue; none of them runs a job."""

from typing import Annotated

from pydantic import Field

from provenlab.core.errors import Conflict, InvalidTransition, LimitExceeded, NotFound
from provenlab.core.models.instant import Instant
from provenlab.core.models.job import Attempts, Job, JobAttempt, JobFilter, JobRequest, Priority
from provenlab.core.models.number import Count
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.remark import Remarked
from provenlab.core.models.run import RunDefinition, RunOrigin
from provenlab.core.models.text import Label, RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.job_explanation import explained


class SubmitJob(RunDefinition):
    """The run that the job is to execute, and how it waits; `kind` chooses the handler.

    Without `jobId` one is made; without `runId` the run has the id of the job.
    """

    job_id: RecordId | None = None
    run_id: RecordId | None = None  # type: ignore[assignment]
    origin: RunOrigin | None = None  # type: ignore[assignment]
    priority: Priority = 0
    dedup_key: Label | None = None
    available_at: Instant | None = None
    max_attempts: Attempts = 5

    def request(self, lab: Lab) -> JobRequest:
        fields = {name: value for name, value in self if name in JobRequest.model_fields}
        job_id = self.job_id or lab.ids.new_id()
        return JobRequest.model_construct(**{**fields, "job_id": job_id, "run_id": self.run_id or job_id})

    def definition(self, lab: Lab, run_id: str) -> RunDefinition:
        fields = {name: value for name, value in self if name in RunDefinition.model_fields}
        origin = self.origin or RunOrigin(created_at=lab.clock.now())
        return RunDefinition.model_construct(**{**fields, "run_id": run_id, "origin": origin})


class SubmittedJob(Job):
    """The job as stored; `created` is false when it, or another one with its dedup key, was there."""

    created: bool


@operation(effect=Effect.WRITE, errors=(Conflict, LimitExceeded))
def submit_job(lab: Lab, request: SubmitJob) -> SubmittedJob:
    """Enqueues a job with its run, which a worker will execute.

    Idempotent by `jobId`. While a job with the same `dedupKey` waits or runs, that one is returned.
    Secrets are taken out of the definition as in `start_run`.
    """
    asked = request.request(lab)
    job, created = lab.jobs.submit(asked, request.definition(lab, asked.run_id))
    return SubmittedJob.model_construct(**dict(job), created=created)


class GetJob(Value):
    """Which job."""

    job_id: RecordId


class JobView(Job):
    """A job with the attempts that ended, and in a sentence what it waits for or why it ended."""

    attempts: tuple[JobAttempt, ...]
    explanation: str


@operation(effect=Effect.READ, errors=(NotFound,))
def get_job(lab: Lab, request: GetJob) -> JobView:
    """Returns a job, every attempt with its error, and what it waits for or why it is dead."""
    with lab.store.snapshot():
        job = lab.job_queue.get_job(request.job_id)
        attempts = lab.job_records.attempts(request.job_id)
    explanation = explained(job, lab.clock.now())
    return JobView.model_construct(**dict(job), attempts=attempts, explanation=explanation)


class JobListFilter(JobFilter):
    """Criteria, and which part of the list: at most `limit`, after the job `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None

    def criteria(self) -> JobFilter:
        fields = {name: value for name, value in self if name in JobFilter.model_fields}
        return JobFilter.model_construct(**fields)


class ListJobs(Value):
    """Without a filter, the 100 that were enqueued last; dead letters by `status` `dead`."""

    filter: JobListFilter = JobListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class JobPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[Job, ...]
    next_cursor: RecordId | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_jobs(lab: Lab, request: ListJobs) -> JobPage:
    """Lists jobs, the last enqueued first; every criterion must hold."""
    chosen = request.filter
    page = lab.job_queue.list_jobs(chosen.criteria(), chosen.limit, chosen.cursor)
    return JobPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class CountJobs(Value):
    """Of the whole queue."""


class JobCounts(Value):
    """How many jobs there are by status, and by kind and status; what is not there is left out."""

    by_status: dict[str, Count]
    by_kind: dict[str, dict[str, Count]]


@operation(effect=Effect.READ)
def count_jobs(lab: Lab, request: CountJobs) -> JobCounts:
    """Counts jobs by status and by kind."""
    by_kind = {kind: dict(counts) for kind, counts in lab.job_records.count_jobs().items()}
    by_status: dict[str, int] = {}
    for counts in by_kind.values():
        for status, count in counts.items():
            by_status[status] = by_status.get(status, 0) + count
    return JobCounts(by_status=by_status, by_kind=by_kind)


class ChangeJob(Remarked):
    """Which job; who asks and why is told in the timeline of its run."""

    job_id: RecordId


class CancelJob(ChangeJob):
    """Which job, who asks, and why."""


class ChangedJob(Job):
    """The job; `changed` is false when it was so already."""

    changed: bool


@operation(effect=Effect.WRITE, errors=(NotFound, InvalidTransition))
def cancel_job(lab: Lab, request: CancelJob) -> ChangedJob:
    """Cancels a waiting job with its run; a running one is asked to stop and shows `cancelRequested`."""
    job, changed = lab.jobs.cancel(request.job_id, remark=request.remark())
    return ChangedJob.model_construct(**dict(job), changed=changed)


class RequeueJob(ChangeJob):
    """Which dead job, and how many further attempts it gets; who asks, and why."""

    more_attempts: Annotated[int, Field(ge=1, le=1_000)] = 5


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, InvalidTransition))
def requeue_job(lab: Lab, request: RequeueJob) -> ChangedJob:
    """Queues a dead job again over a new run of the same definition; the failed run stays as it is."""
    job, changed = lab.jobs.requeue(request.job_id, request.more_attempts, request.remark())
    return ChangedJob.model_construct(**dict(job), changed=changed)


class ReapLostJobs(Value):
    """All whose lease has expired, up to 100 a call."""


class ReapedJobs(Value):
    """The jobs as they are after their lost attempts were settled."""

    jobs: tuple[Job, ...]


@operation(effect=Effect.WRITE)
def reap_lost_jobs(lab: Lab, request: ReapLostJobs) -> ReapedJobs:
    """Settles attempts whose lease has expired, as every claim does: to be retried, or dead."""
    return ReapedJobs(jobs=lab.jobs.reap())
