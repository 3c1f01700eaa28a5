"""What raw SQL may not do to jobs and attempts, on every engine that has guards."""

from datetime import UTC, datetime

import pytest

from provenlab.core.models.job import JobRequest
from provenlab.core.models.run import RunDefinition, RunError, RunOrigin
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench


@pytest.fixture
def jobs_in_every_state(durable_bench: Bench) -> Bench:
    """A job in each state but retry_wait, named for it, with the attempts that led there."""
    jobs = durable_bench.lab.jobs
    for name in ("done", "dead", "running", "queued", "gone"):
        origin = RunOrigin(created_at=datetime(2025, 1, 1, tzinfo=UTC))
        definition = RunDefinition(run_id=name, name=name, config={}, origin=origin)
        key = "key" if name == "queued" else None
        request = JobRequest(job_id=name, run_id=name, kind=name, max_attempts=1, dedup_key=key)
        jobs.submit(request, definition)
    for name in ("done", "dead", "running"):
        jobs.claim("w", [name])
    jobs.complete("done", 1, {})
    jobs.fail("dead", 1, RunError(kind="exception", message="no"))
    jobs.cancel("gone")
    return durable_bench


REFUSED = {
    "a job that succeeded changes": "UPDATE jobs SET worker = 'x' WHERE job_id = 'done'",
    "a cancelled job comes back": "UPDATE jobs SET status = 'queued' WHERE job_id = 'gone'",
    "the kind changes": "UPDATE jobs SET kind = 'x' WHERE job_id = 'queued'",
    "the priority changes": "UPDATE jobs SET priority = 9 WHERE job_id = 'queued'",
    "the key changes": "UPDATE jobs SET dedup_key = 'x' WHERE job_id = 'queued'",
    "a waiting job succeeds": "UPDATE jobs SET status = 'succeeded' WHERE job_id = 'queued'",
    "a dead job runs": (
        "UPDATE jobs SET status = 'running', attempt = 2, lease_expires_at = 1 WHERE job_id = 'dead'"
    ),
    "a claim is not counted": (
        "UPDATE jobs SET status = 'running', lease_expires_at = 1 WHERE job_id = 'queued'"
    ),
    "the token goes back": "UPDATE jobs SET attempt = 0 WHERE job_id = 'running'",
    "the budget grows": "UPDATE jobs SET max_attempts = 9 WHERE job_id = 'running'",
    "the run is exchanged": "UPDATE jobs SET run_id = 'x' WHERE job_id = 'running'",
    "a running job has no lease": "UPDATE jobs SET lease_expires_at = NULL WHERE job_id = 'running'",
    "more attempts than allowed": (
        "UPDATE jobs SET status = 'queued', max_attempts = 0 WHERE job_id = 'dead'"
    ),
    "a job is deleted": "DELETE FROM jobs WHERE job_id = 'queued'",
    "an attempt changes": "UPDATE job_attempts SET outcome = 'succeeded'",
    "an attempt is deleted": "DELETE FROM job_attempts",
    "an attempt that nobody made": (
        "INSERT INTO job_attempts (k, number, run_id, worker, claimed_at, ended_at, outcome)"
        " SELECT k, 1, run_id, 'w', 0, 0, 'lost' FROM jobs WHERE job_id = 'queued'"
    ),
    "an attempt of another number": (
        "INSERT INTO job_attempts (k, number, run_id, worker, claimed_at, ended_at, outcome)"
        " SELECT k, 2, run_id, 'w', 0, 0, 'lost' FROM jobs WHERE job_id = 'running'"
    ),
    "a second active job with a key": (
        "INSERT INTO jobs (job_id, run_id, kind, priority, dedup_key, available_at, max_attempts, status,"
        " attempt, deferrals, cancel_requested, enqueued_at, revision)"
        " VALUES ('x', 'x', 'k', 0, 'key', 0, 1, 'queued', 0, 0, 0, 0, 0)"
    ),
    "a second job of a run": (
        "INSERT INTO jobs (job_id, run_id, kind, priority, available_at, max_attempts, status, attempt,"
        " deferrals, cancel_requested, enqueued_at, revision)"
        " VALUES ('x', 'queued', 'k', 0, 0, 1, 'queued', 0, 0, 0, 0, 0)"
    ),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_the_store_refuses_raw_sql_when(jobs_in_every_state: Bench, what: str) -> None:
    bench = jobs_in_every_state
    before = [bench.lab.jobs.queue.get_job(name) for name in ("done", "dead", "running", "queued", "gone")]
    with pytest.raises(
        Exception, match=r"immutable|invalid_transition|conflict|CHECK|constraint|unique|refuses"
    ):
        execute_raw(bench, REFUSED[what])
    assert [bench.lab.jobs.queue.get_job(job.job_id) for job in before] == before
