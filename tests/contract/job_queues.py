"""The job queue of a lab without jitter, and what its tests do with it."""

from typing import Any

import pytest

from provenlab.core.models.job import Job, JobRequest
from provenlab.core.models.run import RunDefinition, RunError, RunOrigin
from provenlab.core.services.jobs import ClaimedJob, JobService
from tests.labs import Bench

BROKEN = RunError(kind="exception", type="ValueError", message="boom")
LEASE_S = 60


@pytest.fixture
def jobs(bench: Bench) -> JobService:
    """The queue of a lab whose backoff has no jitter."""
    service = bench.lab.jobs
    service._jitter = lambda: 0.0
    return service


def submit(
    bench: Bench, job_id: str, config: dict[str, Any] | None = None, **fields: Any
) -> tuple[Job, bool]:
    kind = fields.setdefault("kind", "train")
    request = JobRequest(**{"job_id": job_id, "run_id": job_id, **fields})
    origin = RunOrigin(created_at=bench.clock.now())
    definition = RunDefinition(
        run_id=request.run_id, name=f"the {job_id}", kind=kind, config=config or {}, origin=origin
    )
    return bench.lab.jobs.submit(request, definition)


def must_claim(jobs: JobService, worker: str = "w", kinds: list[str] | None = None) -> ClaimedJob:
    claimed = jobs.claim(worker, kinds)
    assert claimed is not None
    return claimed


def timeline(bench: Bench, run_id: str) -> list[tuple[Any, ...]]:
    events = bench.lab.runs.registry.get_progress(run_id, 0, None)
    return [(event.status, event.attempt, event.phase) for event in events if event.kind == "status"]
