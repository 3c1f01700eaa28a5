"""The job queue with the runs of its jobs, on every store."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from provenlab.core.errors import Conflict, LeaseLost, NotFound
from provenlab.core.models.artifact import ArtifactDescription, Producer
from provenlab.core.models.run import ProgressEvent, RunDefinition, RunError, RunOrigin
from provenlab.core.services.jobs import JobService, Output
from tests.contract.job_queues import BROKEN, LEASE_S, jobs, must_claim, submit, timeline
from tests.doors import DirectDoor, refusal
from tests.labs import Bench

__all__ = ["jobs"]


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


def test_what_a_handler_records_is_written_with_the_success_or_not_at_all(
    bench: Bench, jobs: JobService
) -> None:
    submit(bench, "j")
    must_claim(jobs)
    begun: list[str] = []

    def record() -> None:
        begun.append(jobs.queue.get_job("j").status)
        bench.lab.catalog.get_artifact("plot-1")
        submit(bench, "follow-up")

    def recorded_then_broken() -> None:
        record()
        raise Conflict("no")

    with pytest.raises(Conflict):
        jobs.complete("j", 1, {}, [output("plot-1")], recorded_then_broken)
    assert jobs.queue.get_job("j").status == "running"
    for missing in ("follow-up", "plot-1"):
        with pytest.raises(NotFound):
            (bench.lab.catalog.get_artifact if missing == "plot-1" else jobs.queue.get_job)(missing)
    with pytest.raises(LeaseLost):
        jobs.complete("j", 2, {}, [output("plot-1")], record)
    assert jobs.complete("j", 1, {}, [output("plot-1")], record)[1] is True
    assert jobs.complete("j", 1, {}, [output("plot-1")], record)[1] is False
    assert begun == ["running", "running"]
    assert jobs.queue.get_job("follow-up").status == "queued"
