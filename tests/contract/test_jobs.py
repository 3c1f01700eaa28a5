"""The job queue with the runs of its jobs, on every store."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from provenlab.core.errors import Conflict, InvalidTransition, LeaseLost, NotFound
from provenlab.core.models.artifact import ArtifactDescription, Producer
from provenlab.core.models.job import Job, JobFilter, JobRequest
from provenlab.core.models.run import ProgressEvent, RunDefinition, RunError, RunOrigin
from provenlab.core.services.jobs import ClaimedJob, JobService, Output
from tests.doors import Call, DirectDoor, refusal
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


def test_a_submitted_job_waits_with_a_pending_run(bench: Bench, jobs: JobService) -> None:
    job, created = submit(bench, "j", {"lr": 0.1})
    assert (created, job.status, job.attempt, job.run_id) == (True, "queued", 0, "j")
    run = bench.lab.runs.registry.get_run("j")
    assert (run.status, run.config, run.started_at, run.lease_expires_at) == (
        "pending",
        {"lr": 0.1},
        None,
        None,
    )
    assert jobs.queue.get_job("j") == job


def test_submitting_again_finds_the_first_and_another_definition_is_refused(
    bench: Bench, jobs: JobService
) -> None:
    first = submit(bench, "j", {"lr": 0.1})[0]
    bench.clock.move(5)
    assert submit(bench, "j", {"lr": 0.1}) == (first, False)
    with pytest.raises(Conflict, match="config_hash"):
        submit(bench, "j", {"lr": 0.2})
    with pytest.raises(Conflict, match="kind"):
        submit(bench, "j", {"lr": 0.1}, kind="other")
    assert jobs.records.count_jobs() == {"train": {"queued": 1}}


def test_a_run_has_one_job_and_a_refused_submission_leaves_nothing(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    with pytest.raises(Conflict, match="has a job already"):
        submit(bench, "k", run_id="j")
    bench.lab.runs.start(
        RunDefinition(run_id="r", name="n", config={}, origin=RunOrigin(created_at=bench.clock.now()))
    )
    with pytest.raises(Conflict, match=r"exists"):
        submit(bench, "l", run_id="r")
    for missing in ("k", "l"):
        with pytest.raises(NotFound):
            jobs.queue.get_job(missing)


def test_a_dedup_key_is_held_while_its_job_waits_or_runs(bench: Bench, jobs: JobService) -> None:
    first = submit(bench, "a", dedup_key="night")[0]
    assert submit(bench, "b", dedup_key="night") == (first, False)
    claimed = must_claim(jobs)
    assert submit(bench, "b", dedup_key="night") == (claimed.job, False)
    jobs.complete("a", 1, {})
    assert submit(bench, "b", dedup_key="night")[1] is True
    assert submit(bench, "c")[1] is True
    assert submit(bench, "d")[1] is True


def test_claims_follow_priority_then_availability_then_order_of_enqueuing(
    bench: Bench, jobs: JobService
) -> None:
    now = bench.clock.now()
    submit(bench, "later", available_at=now - timedelta(seconds=1))
    submit(bench, "first-of-two", available_at=now - timedelta(seconds=2))
    submit(bench, "second-of-two", available_at=now - timedelta(seconds=2))
    submit(bench, "urgent", priority=9)
    submit(bench, "idle", priority=-9, available_at=now - timedelta(days=1))
    submit(bench, "future", priority=99, available_at=now + timedelta(seconds=10))
    order = [must_claim(jobs).job.job_id for _ in range(5)]
    assert order == ["urgent", "first-of-two", "second-of-two", "later", "idle"]
    assert jobs.claim("w") is None
    bench.clock.move(10)
    assert must_claim(jobs).job.job_id == "future"


def test_a_worker_claims_only_the_kinds_it_asks_for(bench: Bench, jobs: JobService) -> None:
    submit(bench, "a", kind="train")
    submit(bench, "b", kind="evaluation")
    assert jobs.claim("w", ["scenario"]) is None
    assert jobs.claim("w", []) is None
    assert must_claim(jobs, kinds=["evaluation", "scenario"]).job.job_id == "b"
    assert must_claim(jobs, kinds=["train"]).job.job_id == "a"


def test_a_claim_begins_the_run_and_counts_the_attempt(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    claimed = must_claim(jobs, "w-1")
    assert (claimed.job.status, claimed.job.attempt, claimed.job.worker) == ("running", 1, "w-1")
    assert claimed.job.lease_expires_at == bench.clock.now() + timedelta(seconds=LEASE_S)
    assert (claimed.run.status, claimed.run.started_at) == ("running", bench.clock.now())
    assert timeline(bench, "j") == [("pending", 1, None), ("running", 1, None)]


def test_completing_ends_job_and_run_with_metrics_and_artifacts_at_once(
    bench: Bench, jobs: JobService
) -> None:
    submit(bench, "j")
    must_claim(jobs)
    job, changed = jobs.complete("j", 1, {"auc": 0.9}, [output("plot-1")])
    assert (changed, job.status, job.ended_at) == (True, "succeeded", bench.clock.now())
    run = bench.lab.runs.registry.get_run("j")
    assert (run.status, run.metrics, run.metrics_artifact_id) == ("completed", {"auc": 0.9}, "j:metrics")
    produced = bench.lab.catalog.get_artifact("plot-1")
    assert produced.producer == Producer(kind="run", id="j")
    assert timeline(bench, "j")[-1] == ("completed", 1, None)
    assert jobs.complete("j", 1, {"auc": 0.9}, [output("plot-1")]) == (job, False)
    assert [each.outcome for each in jobs.records.attempts("j")] == ["succeeded"]


def test_a_completion_that_fails_midway_changes_nothing(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    must_claim(jobs)
    orphan = output("plot-1", parents=({"artifact_id": "nowhere", "role": "source"},))
    with pytest.raises(NotFound):
        jobs.complete("j", 1, {"auc": 0.9}, [output("plot-0"), orphan])
    assert jobs.queue.get_job("j").status == "running"
    assert bench.lab.runs.registry.get_run("j").status == "running"
    assert bench.lab.catalog.get_artifacts(["plot-0", "j:metrics"]) == {}
    assert jobs.complete("j", 1, {"auc": 0.9})[1] is True


def output(artifact_id: str, **fields: Any) -> Output:
    description = ArtifactDescription.model_validate(
        {
            "artifact_id": artifact_id,
            "kind": "plot",
            "name": artifact_id,
            "format": "bytes",
            "producer": Producer(kind="run", id="whoever"),
            "created_at": "2025-03-01T12:00:00Z",
            **fields,
        }
    )
    return Output(description, [b"bytes of ", artifact_id.encode()])


def test_a_failure_waits_longer_each_time_and_is_dead_after_the_last_attempt(
    bench: Bench, jobs: JobService
) -> None:
    submit(bench, "j", max_attempts=3)
    for attempt, seconds in ((1, 5), (2, 10)):
        must_claim(jobs)
        job, changed = jobs.fail("j", attempt, BROKEN)
        assert (changed, job.status) == (True, "retry_wait")
        assert job.available_at == bench.clock.now() + timedelta(seconds=seconds)
        assert jobs.fail("j", attempt, BROKEN) == (job, False)
        assert jobs.claim("w") is None
        bench.clock.move(seconds)
    must_claim(jobs)
    assert jobs.fail("j", 3, BROKEN)[0].status == "dead"
    bench.clock.move(10_000)
    assert jobs.claim("w") is None
    run = bench.lab.runs.registry.get_run("j")
    assert (run.status, run.error) == ("failed", BROKEN)
    assert [(each.number, each.outcome, each.error) for each in jobs.records.attempts("j")] == [
        (number, "failed", BROKEN) for number in (1, 2, 3)
    ]
    assert timeline(bench, "j") == [
        ("pending", 1, None),
        ("running", 1, None),
        ("running", 1, "retry_wait"),
        ("running", 2, None),
        ("running", 2, "retry_wait"),
        ("running", 3, None),
        ("failed", 3, None),
    ]


@pytest.mark.parametrize("kind", ["validation", "missing_lineage", "determinism_violation"])
def test_what_another_attempt_cannot_mend_is_dead_at_once(bench: Bench, jobs: JobService, kind: str) -> None:
    submit(bench, "j")
    must_claim(jobs)
    assert jobs.fail("j", 1, RunError(kind=kind, message="no"))[0].status == "dead"


def test_secrets_leave_the_error_before_it_is_kept(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    must_claim(jobs)
    url = "postgresql://me:hunter2@db/lab"
    jobs.fail("j", 1, RunError(kind="io", message=f"no {url}", traceback=f"at {url}"))
    (attempt,) = jobs.records.attempts("j")
    assert attempt.error is not None
    assert "hunter2" not in f"{attempt.error} {jobs.queue.get_job('j')}"


def test_a_lost_attempt_is_tried_again_and_its_writes_are_refused(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j", max_attempts=2)
    must_claim(jobs, "slow")
    bench.clock.move(LEASE_S + 1)
    assert jobs.claim("quick") is None
    bench.clock.move(5)
    again = must_claim(jobs, "quick")
    assert (again.job.attempt, again.job.worker) == (2, "quick")
    at = bench.clock.now()
    late: list[Callable[[], object]] = [
        lambda: jobs.heartbeat("j", 1),
        lambda: jobs.complete("j", 1, {"auc": 1.0}, [output("late")]),
        lambda: jobs.fail("j", 1, BROKEN),
        lambda: jobs.defer("j", 1),
        lambda: jobs.cancel("j", 1),
        lambda: jobs.report_progress("j", 1, [ProgressEvent(at=at, kind="progress", percent=50)]),
        lambda: jobs.log_metrics("j", 1, []),
        lambda: jobs.log_artifact("j", 1, output("late")),
    ]
    for write in late:
        with pytest.raises(LeaseLost, match="attempt 1 of job j is over"):
            write()
    assert jobs.queue.get_job("j") == again.job
    assert bench.lab.catalog.get_artifacts(["late"]) == {}
    bench.clock.move(LEASE_S + 1)
    assert [job.status for job in jobs.reap()] == ["dead"]
    run = bench.lab.runs.registry.get_run("j")
    assert run.error is not None
    assert (run.status, run.error.kind) == ("failed", "lost")


def test_a_heartbeat_keeps_the_lease(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    must_claim(jobs)
    for _ in range(4):
        bench.clock.move(LEASE_S - 1)
        jobs.heartbeat("j", 1)
        assert jobs.claim("other") is None
    bench.clock.move(-3_600)
    kept = jobs.heartbeat("j", 1)
    assert kept.lease_expires_at == bench.clock.now() + timedelta(seconds=3_600 + LEASE_S)


def test_a_job_handed_back_is_claimed_anew_and_the_attempt_is_not_used(
    bench: Bench, jobs: JobService
) -> None:
    submit(bench, "j", max_attempts=1)
    for attempt in (1, 2, 3):
        assert must_claim(jobs).job.attempt == attempt
        job, changed = jobs.defer("j", attempt)
        assert (changed, job.status, job.attempts_used) == (True, "queued", 0)
        assert jobs.defer("j", attempt) == (job, False)
    must_claim(jobs)
    with pytest.raises(LeaseLost):
        jobs.complete("j", 3, {})
    assert jobs.fail("j", 4, BROKEN)[0].status == "dead"


def test_cancelling_ends_a_waiting_job_and_asks_a_running_one(bench: Bench, jobs: JobService) -> None:
    submit(bench, "waiting", priority=-1)
    submit(bench, "running")
    must_claim(jobs)
    assert jobs.cancel("waiting")[0].status == "cancelled"
    assert bench.lab.runs.registry.get_run("waiting").status == "cancelled"
    asked, changed = jobs.cancel("running")
    assert (changed, asked.status, asked.cancel_requested) == (True, "running", True)
    assert jobs.cancel("running") == (asked, False)
    assert jobs.heartbeat("running", 1).cancel_requested is True
    assert jobs.cancel("running", 1)[0].status == "cancelled"
    assert bench.lab.runs.registry.get_run("running").status == "cancelled"
    assert jobs.cancel("running")[1] is False
    with pytest.raises(LeaseLost):
        jobs.complete("running", 1, {})


def test_a_job_that_was_to_be_cancelled_and_is_lost_is_cancelled(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j")
    must_claim(jobs)
    jobs.cancel("j")
    bench.clock.move(LEASE_S + 1)
    assert [job.status for job in jobs.reap()] == ["cancelled"]
    assert bench.lab.runs.registry.get_run("j").status == "cancelled"


def test_only_a_dead_job_is_requeued_over_a_new_run(bench: Bench, jobs: JobService) -> None:
    submit(bench, "j", {"lr": 0.1}, max_attempts=1, dedup_key="night")
    with pytest.raises(InvalidTransition):
        must_claim(jobs)
        jobs.requeue("j", 1)
    jobs.fail("j", 1, BROKEN)
    with pytest.raises(InvalidTransition):
        jobs.cancel("j")
    failed = bench.lab.runs.registry.get_run("j")
    job, changed = jobs.requeue("j", 2)
    assert (changed, job.status, job.run_id, job.max_attempts) == (True, "queued", "j:2", 3)
    assert jobs.requeue("j", 2) == (job, False)
    assert bench.lab.runs.registry.get_run("j") == failed
    assert must_claim(jobs).run.config == {"lr": 0.1}
    jobs.complete("j", 2, {})
    assert bench.lab.runs.registry.get_run("j:2").status == "completed"
    assert [(each.run_id, each.number) for each in jobs.records.attempts("j")] == [("j", 1), ("j:2", 2)]
    assert submit(bench, "j", {"lr": 0.1}, dedup_key="night") == (jobs.queue.get_job("j"), False)


def test_a_dead_job_is_not_requeued_beside_one_with_its_key(bench: Bench, jobs: JobService) -> None:
    submit(bench, "a", max_attempts=1, dedup_key="night")
    must_claim(jobs)
    jobs.fail("a", 1, BROKEN)
    submit(bench, "b", dedup_key="night")
    with pytest.raises(Conflict, match="dedup key"):
        jobs.requeue("a", 1)
    assert jobs.queue.get_job("a").status == "dead"


def test_percent_never_falls_within_an_attempt_and_begins_anew_with_the_next(
    bench: Bench, jobs: JobService
) -> None:
    submit(bench, "j")

    def report(attempt: int, percent: float) -> int:
        event = ProgressEvent(at=bench.clock.now(), kind="progress", percent=percent, phase="fit")
        return jobs.report_progress("j", attempt, [event])

    must_claim(jobs)
    assert report(1, 80) == 1
    with pytest.raises(Conflict, match="cannot fall"):
        report(1, 79)
    jobs.fail("j", 1, BROKEN)
    bench.clock.move(5)
    must_claim(jobs)
    assert report(2, 10) == 1
    events = bench.lab.runs.registry.get_progress("j", 0, None)
    assert [(event.attempt, event.percent) for event in events if event.kind == "progress"] == [
        (1, 80),
        (2, 10),
    ]


def test_only_its_job_ends_or_changes_a_run_that_has_one(bench: Bench, jobs: JobService) -> None:
    call = DirectDoor(bench.lab)
    submit(bench, "j")
    for _ in range(2):
        for operation, fields in (
            ("finish_run", {"metrics": {}}),
            ("fail_run", {"error": {"kind": "x"}}),
            ("cancel_run", {}),
            ("heartbeat", {}),
            ("log_metrics", {"points": []}),
            ("report_progress", {"events": []}),
        ):
            assert "belongs to a job" in refusal(call, operation, runId="j", **fields).message
        jobs.claim("w")
    bench.clock.move(10**6)
    assert call("reap_lost_runs")["runIds"] == []


def test_jobs_are_listed_the_last_enqueued_first(bench: Bench, jobs: JobService) -> None:
    for number in range(5):
        submit(bench, f"j{number}", kind="even" if number % 2 == 0 else "odd")
    queue = jobs.queue
    assert [job.job_id for job in queue.list_jobs(JobFilter()).items] == ["j4", "j3", "j2", "j1", "j0"]
    page = queue.list_jobs(JobFilter(), 2)
    assert page.next_cursor == "j3"
    assert [job.job_id for job in queue.list_jobs(JobFilter(kind="even"), 2, "j3").items] == ["j2", "j0"]
    must_claim(jobs, "w-1")
    assert [job.job_id for job in queue.list_jobs(JobFilter(worker="w-1")).items] == ["j0"]
    assert jobs.records.count_jobs() == {"even": {"queued": 2, "running": 1}, "odd": {"queued": 2}}
    with pytest.raises(NotFound):
        queue.list_jobs(JobFilter(), 2, "nowhere")


def test_a_submission_through_every_door_only_enqueues(call: Call) -> None:
    request = {"jobId": "job-1", "name": "n", "kind": "train", "config": {"lr": 0.1}, "dedupKey": "k"}
    submitted = call("submit_job", **request)
    assert (submitted["created"], submitted["status"], submitted["runId"]) == (True, "queued", "job-1")
    assert call("submit_job", **request)["created"] is False
    assert call("submit_job", **{**request, "jobId": "job-2"})["jobId"] == "job-1"
    assert call("get_run", runId="job-1")["status"] == "pending"
    seen = call("get_job", jobId="job-1")
    assert (seen["attempts"], seen["explanation"]) == ([], "It waits for a worker.")
    assert call("count_jobs") == {"byStatus": {"queued": 1}, "byKind": {"train": {"queued": 1}}}
    assert [job["jobId"] for job in call("list_jobs", filter={"status": "queued"})["items"]] == ["job-1"]
    assert call("reap_lost_jobs") == {"jobs": []}
    assert call("cancel_job", jobId="job-1")["status"] == "cancelled"
    assert call("cancel_job", jobId="job-1")["changed"] is False
    assert refusal(call, "requeue_job", jobId="job-1").code == "invalid_transition"
    assert refusal(call, "get_job", jobId="nowhere").code == "not_found"


def test_an_operator_is_told_why_a_job_is_dead(bench: Bench, jobs: JobService) -> None:
    call = DirectDoor(bench.lab)
    submit(bench, "j")
    must_claim(jobs)
    jobs.fail("j", 1, RunError(kind="validation", type="ValueError", message="no rows"))
    seen = call("get_job", jobId="j")
    assert seen["explanation"].startswith("It is dead because validation (ValueError) cannot be mended")
    assert seen["attempts"][0]["error"] == {"kind": "validation", "type": "ValueError", "message": "no rows"}
