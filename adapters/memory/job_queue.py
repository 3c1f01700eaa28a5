"""The job queue in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import Conflict, NotFound
from provenlab.core.models.job import Job, JobAttempt, JobFilter, JobRequest
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import RunError
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.job_queue import Claim
from provenlab.core.rules.job_changes import (
    ACTIVE,
    WAITING,
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


class MemoryJobQueue:
    """Implements `JobQueuePort` and `JobRecordsPort`."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._jobs = store.tables.jobs
        self._attempts = store.tables.job_attempts
        self._clock = clock

    def enqueue(self, request: JobRequest) -> tuple[Job, bool]:
        with self._store.atomic():
            stored = self._jobs.get(request.job_id)
            if stored is not None:
                require_same_job(stored, request)
                return stored, False
            rival = self._active(request.dedup_key)
            if rival is not None:
                return rival, False
            self._require_free_run(request.run_id)
            return self._apply(JobChange(enqueued(request, self._clock.now())))

    def claim(self, worker: str, kinds: Sequence[str] | None, lease: timedelta, jitter: float) -> Claim:
        with self._store.atomic():
            now = self._clock.now()
            settled = self._settle_lost(now, jitter)
            eligible = [
                (-job.priority, job.available_at, place, job)
                for place, job in enumerate(self._jobs.values())
                if job.status in WAITING and job.available_at <= now and (kinds is None or job.kind in kinds)
            ]
            if not eligible:
                return Claim(None, settled)
            first = min(eligible, key=lambda each: each[:3])[3]
            return Claim(self._apply(claimed(first, worker, now, lease))[0], settled)

    def _settle_lost(self, now: datetime, jitter: float) -> tuple[Job, ...]:
        expired = [job for job in self._jobs.values() if _expired(job, now)]
        in_order = sorted(expired, key=lambda job: (job.lease_expires_at, job.enqueued_at))
        changes = [lost(job, now, jitter) for job in in_order[:_SETTLED_AT_ONCE]]
        return tuple(self._apply(change)[0] for change in changes if change is not None)

    def heartbeat(self, job_id: str, attempt: int, lease: timedelta) -> Job:
        with self._store.atomic():
            job = renewed(self.get_job(job_id), attempt, self._clock.now(), lease)
            self._store.put(self._jobs, job_id, job)
            return job

    def complete(self, job_id: str, attempt: int) -> tuple[Job, bool]:
        with self._store.atomic():
            job = self.get_job(job_id)
            return self._after(job, completed_by(job, attempt, self._clock.now()))

    def fail(self, job_id: str, attempt: int, error: RunError, jitter: float) -> tuple[Job, bool]:
        with self._store.atomic():
            job = self.get_job(job_id)
            return self._after(job, failed(job, attempt, error, self._clock.now(), jitter))

    def defer(self, job_id: str, attempt: int, delay: timedelta) -> tuple[Job, bool]:
        with self._store.atomic():
            job = self.get_job(job_id)
            return self._after(job, deferred(job, attempt, self._clock.now(), delay))

    def cancel(self, job_id: str, attempt: int | None = None) -> tuple[Job, bool]:
        with self._store.atomic():
            job = self.get_job(job_id)
            return self._after(job, cancelled(job, attempt, self._clock.now()))

    def requeue_dead(self, job_id: str, run_id: str, more_attempts: int) -> tuple[Job, bool]:
        with self._store.atomic():
            job = self.get_job(job_id)
            change = requeued(job, run_id, self._clock.now(), more_attempts)
            if change is not None:
                rival = self._active(job.dedup_key)
                if rival is not None:
                    raise Conflict(
                        f"job {rival.job_id} with the same dedup key is active", {"jobId": rival.job_id}
                    )
                self._require_free_run(run_id)
            return self._after(job, change)

    def get_job(self, job_id: str) -> Job:
        with self._store.snapshot():
            job = self._jobs.get(job_id)
            if job is None:
                raise NotFound(f"no job {job_id}", {"jobId": job_id})
            return job

    def list_jobs(
        self, criteria: JobFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Job]:
        with self._store.snapshot():
            if cursor is not None:
                self.get_job(cursor)
            newest_first = list(reversed(self._jobs.values()))
        if cursor is not None:
            place = [job.job_id for job in newest_first].index(cursor)
            newest_first = newest_first[place + 1 :]
        found = [job for job in newest_first if _meets(job, criteria)]
        return Page.cut(found, [job.job_id for job in found], limit)

    def attempts(self, job_id: str) -> tuple[JobAttempt, ...]:
        with self._store.snapshot():
            self.get_job(job_id)
            return tuple(self._attempts.get(job_id, ()))

    def count_jobs(self) -> Mapping[str, Mapping[str, int]]:
        with self._store.snapshot():
            found = Counter((job.kind, job.status) for job in self._jobs.values())
        counts: dict[str, dict[str, int]] = {}
        for (kind, status), count in sorted(found.items()):
            counts.setdefault(kind, {})[status] = count
        return counts

    def _active(self, dedup_key: str | None) -> Job | None:
        same = (job for job in self._jobs.values() if job.dedup_key == dedup_key and job.status in ACTIVE)
        return next(same, None) if dedup_key is not None else None

    def _require_free_run(self, run_id: str) -> None:
        if any(job.run_id == run_id for job in self._jobs.values()):
            raise Conflict(
                f"run {run_id} has a job already; every job has a run of its own", {"runId": run_id}
            )

    def _after(self, job: Job, change: JobChange | None) -> tuple[Job, bool]:
        return (job, False) if change is None else self._apply(change)

    def _apply(self, change: JobChange) -> tuple[Job, bool]:
        if change.attempt is not None:
            self._store.append(self._attempts, change.job.job_id, change.attempt)
        self._store.put(self._jobs, change.job.job_id, change.job)
        return change.job, True


def _expired(job: Job, now: datetime) -> bool:
    return job.status == "running" and job.lease_expires_at is not None and job.lease_expires_at < now


def _meets(job: Job, criteria: JobFilter) -> bool:
    return all(value in (None, getattr(job, name)) for name, value in criteria)
