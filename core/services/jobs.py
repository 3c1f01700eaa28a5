"""Jobs and the runs they belong to: each step of a job is one transaction with that of its run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from provenlab.core.errors import Conflict
from provenlab.core.models.artifact import Artifact, ArtifactDescription, Producer
from provenlab.core.models.job import Job, JobRequest
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.models.run import ProgressEvent, Run, RunDefinition, RunEnding, RunError
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.job_queue import JobQueuePort, JobRecordsPort
from provenlab.core.ports.queued_runs import QueuedRunsPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.run_changes import declared, require_same_run
from provenlab.core.rules.run_redaction import redacted_error, redacted_event, without_secrets
from provenlab.core.services.artifacts import ArtifactService
from provenlab.core.services.runs import RunService

DEFAULT_JOB_LEASE = timedelta(seconds=60)
_NO_DELAY = timedelta(0)
_LONGEST_MESSAGE = 10_000


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """An attempt that a worker holds: the job, and the run with the config to work on."""

    job: Job
    run: Run


@dataclass(frozen=True, slots=True)
class Output:
    """Something that a job produced: its description, its bytes, and a small summary."""

    description: ArtifactDescription
    chunks: Iterable[bytes]
    summary: Mapping[str, Any] = field(default_factory=dict)


Recording = Callable[[], object]
"""Writes further rows of a completed job, in its transaction."""


class JobService:
    """The queue with the runs of its jobs.

    Whatever an attempt writes is refused with LeaseLost once the job has gone to another attempt, and
    renews its lease otherwise. Bytes are stored before a transaction begins, so that it holds no lock
    while they are written.
    """

    def __init__(
        self,
        queue: JobQueuePort,
        records: JobRecordsPort,
        queued_runs: QueuedRunsPort,
        runs: RunService,
        artifacts: ArtifactService,
        store: StorePort,
        clock: Clock,
        jitter: Callable[[], float],
    ) -> None:
        self.queue = queue
        self.records = records
        self._queued = queued_runs
        self._runs = runs
        self._artifacts = artifacts
        self._store = store
        self._clock = clock
        self._jitter = jitter

    def submit(self, request: JobRequest, definition: RunDefinition) -> tuple[Job, bool]:
        """Enqueues a job and declares its run as pending; the job, and whether it is new.

        Nothing runs here. The same job again is returned, Conflict when its run is defined otherwise;
        while a job with the same dedup key is active, that one is returned.
        """
        cleaned = without_secrets(definition)
        with self._store.atomic():
            job, created = self.queue.enqueue(request)
            if created:
                if not self._queued.declare_run(cleaned)[1]:
                    raise _run_exists(cleaned.run_id)
            elif job.job_id == request.job_id:
                self._require_same_definition(job, cleaned)
            return job, created

    def _require_same_definition(self, job: Job, definition: RunDefinition) -> None:
        # Where and when it was submitted is not what it is, and after a requeue the run is another one.
        stored = self._runs.registry.get_run(job.run_id)
        again = definition.model_copy(
            update={name: getattr(stored, name) for name in ("run_id", "origin", "redactions")}
        )
        require_same_run(stored, declared(again, stored.recorded_at).run)

    def claim(
        self, worker: str, kinds: Sequence[str] | None = None, lease: timedelta = DEFAULT_JOB_LEASE
    ) -> ClaimedJob | None:
        """Settles lost attempts and begins the next job, with its run."""
        with self._store.atomic():
            claim = self.queue.claim(worker, kinds, lease, self._jitter())
            for job in claim.settled:
                self._follow(job)
            if claim.job is None:
                return None
            return ClaimedJob(claim.job, self._queued.begin_run(claim.job.run_id, claim.job.attempt))

    def reap(self) -> tuple[Job, ...]:
        """Settles lost attempts without claiming anything; the jobs as they are now."""
        with self._store.atomic():
            settled = self.queue.claim("reaper", (), DEFAULT_JOB_LEASE, self._jitter()).settled
            for job in settled:
                self._follow(job)
            return settled

    def heartbeat(self, job_id: str, attempt: int, lease: timedelta = DEFAULT_JOB_LEASE) -> Job:
        """As the port."""
        return self.queue.heartbeat(job_id, attempt, lease)

    def report_progress(
        self,
        job_id: str,
        attempt: int,
        events: Sequence[ProgressEvent],
        lease: timedelta = DEFAULT_JOB_LEASE,
    ) -> int:
        """Events of the attempt into the timeline of the run, redacted."""
        cleaned = [redacted_event(event).model_copy(update={"attempt": attempt}) for event in events]
        with self._store.atomic():
            run_id = self._fenced(job_id, attempt, lease)
            return self._runs.registry.report_progress(run_id, cleaned)

    def log_metrics(
        self,
        job_id: str,
        attempt: int,
        points: Sequence[MetricPoint],
        lease: timedelta = DEFAULT_JOB_LEASE,
    ) -> int:
        """Points into the metric series of the run."""
        with self._store.atomic():
            return self._runs.registry.log_metrics(self._fenced(job_id, attempt, lease), points)

    def log_artifact(
        self, job_id: str, attempt: int, output: Output, lease: timedelta = DEFAULT_JOB_LEASE
    ) -> tuple[Artifact, bool]:
        """Publishes something while the attempt goes on."""
        record = self._stored(self.queue.get_job(job_id).run_id, output)
        with self._store.atomic():
            self._fenced(job_id, attempt, lease)
            return self._artifacts.catalog.register_artifact(record)

    def complete(
        self,
        job_id: str,
        attempt: int,
        metrics: Mapping[str, float],
        outputs: Sequence[Output] = (),
        record: Recording | None = None,
    ) -> tuple[Job, bool]:
        """Artifacts with their lineage, what `record` writes, the run with its metrics, and the job: all of
        it, or nothing.

        `record` is called while the job still runs, after the artifacts are there; not when this attempt
        completed before.
        """
        run = self._runs.registry.get_run(self.queue.get_job(job_id).run_id)
        records = [self._stored(run.run_id, output) for output in outputs]
        metrics_record = self._runs.metrics_record(run, metrics)
        with self._store.atomic():
            if self.queue.get_job(job_id).status == "running":
                self.queue.heartbeat(job_id, attempt, DEFAULT_JOB_LEASE)
                for each in (*records, metrics_record):
                    self._artifacts.catalog.register_artifact(each)
                if record is not None:
                    record()
            job, changed = self.queue.complete(job_id, attempt)
            if changed:
                ending = RunEnding(
                    status="completed",
                    metrics=dict(metrics),
                    metrics_artifact_id=metrics_record.artifact_id,
                    attempt=attempt,
                )
                self._runs.registry.end_run(job.run_id, ending)
            return job, changed

    def fail(self, job_id: str, attempt: int, error: RunError) -> tuple[Job, bool]:
        """Ends the attempt with a redacted error; the run fails with the job when no attempt is left."""
        cleaned = redacted_error(error)
        with self._store.atomic():
            job, changed = self.queue.fail(job_id, attempt, cleaned, self._jitter())
            if changed:
                self._follow(job)
            return job, changed

    def defer(self, job_id: str, attempt: int, delay: timedelta = _NO_DELAY) -> tuple[Job, bool]:
        """Hands the job back without counting the attempt."""
        with self._store.atomic():
            job, changed = self.queue.defer(job_id, attempt, delay)
            if changed:
                self._follow(job)
            return job, changed

    def cancel(self, job_id: str, attempt: int | None = None, remark: Remark = NO_REMARK) -> tuple[Job, bool]:
        """As the port; the run is cancelled with the job, and its timeline tells who asked and why."""
        with self._store.atomic():
            job, changed = self.queue.cancel(job_id, attempt)
            if changed:
                self._tell(job, "cancellation asked for", remark)
            if changed and job.status == "cancelled":
                self._follow(job)
            return job, changed

    def requeue(self, job_id: str, more_attempts: int, remark: Remark = NO_REMARK) -> tuple[Job, bool]:
        """Queues a dead job again over a new run of the same definition; the failed run stays as it is.

        The timeline of the new run tells who asked and why.
        """
        with self._store.atomic():
            dead = self.queue.get_job(job_id)
            run_id = f"{dead.job_id[:110]}:{dead.attempt + 1}"
            job, changed = self.queue.requeue_dead(job_id, run_id, more_attempts)
            if changed:
                failed = self._runs.registry.get_run(dead.run_id)
                fields = {name: getattr(failed, name) for name in RunDefinition.model_fields}
                again = RunDefinition.model_construct(**{**fields, "run_id": run_id})
                if not self._queued.declare_run(again)[1]:
                    raise _run_exists(run_id)
                self._tell(job, "queued again", remark)
            return job, changed

    def _tell(self, job: Job, what: str, remark: Remark) -> None:
        if remark.actor is None and remark.reason is None:
            return
        who = "" if remark.actor is None else f" by {remark.actor}"
        why = "" if remark.reason is None else f": {remark.reason}"
        told = ProgressEvent(
            at=self._clock.now(),
            kind="log",
            attempt=max(job.attempt, 1),
            message=f"{what}{who}{why}"[:_LONGEST_MESSAGE],
            payload={name: said for name, said in remark._asdict().items() if said is not None},
        )
        self._runs.registry.report_progress(job.run_id, [redacted_event(told)])

    def _fenced(self, job_id: str, attempt: int, lease: timedelta) -> str:
        return self.queue.heartbeat(job_id, attempt, lease).run_id

    def _stored(self, run_id: str, output: Output) -> Artifact:
        produced = output.description.model_copy(update={"producer": Producer(kind="run", id=run_id)})
        return self._artifacts.stored(produced, output.chunks, dict(output.summary))

    def _follow(self, job: Job) -> None:
        """The run after a job that went on without success."""
        attempt = max(job.attempt, 1)
        if job.status == "dead":
            ending = RunEnding(status="failed", metrics={}, error=job.error, attempt=attempt)
            self._runs.registry.end_run(job.run_id, ending)
        elif job.status == "cancelled":
            self._runs.registry.end_run(
                job.run_id, RunEnding(status="cancelled", metrics={}, attempt=attempt)
            )
        else:
            message = None if job.error is None or job.status == "queued" else job.error.message
            self._queued.pause_run(job.run_id, attempt, job.status, message)


def _run_exists(run_id: str) -> Conflict:
    return Conflict(f"run {run_id} exists already; a job begins a run of its own", {"runId": run_id})
