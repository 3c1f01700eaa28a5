"""What operators do with jobs: submit, list, cancel, explain, requeue, through every door."""

import pytest

from provenlab.core.errors import Conflict, InvalidTransition, LeaseLost, NotFound
from provenlab.core.models.job import JobFilter
from provenlab.core.models.remark import Remark
from provenlab.core.models.run import RunError
from provenlab.core.services.jobs import JobService
from tests.contract.job_queues import BROKEN, LEASE_S, jobs, must_claim, submit
from tests.doors import Call, DirectDoor, refusal
from tests.labs import Bench

__all__ = ["jobs"]


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


def test_who_asks_and_why_is_told_in_the_timeline_of_the_run(bench: Bench, jobs: JobService) -> None:
    def messages(run_id: str) -> list[str | None]:
        events = bench.lab.runs.registry.get_progress(run_id)
        return [each.message for each in events if each.kind == "log"]

    for job_id in ("waiting", "running", "dead", "silent"):
        submit(bench, job_id, max_attempts=1, priority={"dead": 9, "running": 5}.get(job_id, 0))
    must_claim(jobs)
    jobs.fail("dead", 1, BROKEN)
    must_claim(jobs)
    remark = Remark(actor="ana", reason="the disk is full, password=hunter2")
    jobs.cancel("waiting", remark=remark)
    jobs.cancel("running", remark=Remark(actor="ana"))
    jobs.cancel("running", remark=Remark(actor="asked twice"))
    jobs.requeue("dead", 1, Remark(reason="x" * 10_000))
    jobs.cancel("silent")
    (said,) = messages("waiting")
    assert said is not None
    assert said.startswith("cancellation asked for by ana: the disk is full")
    assert "hunter2" not in said
    assert messages("running") == ["cancellation asked for by ana"]
    assert messages("dead") == messages("silent") == []
    (again,) = messages("dead:2")
    assert again is not None
    assert len(again) == 10_000
    assert bench.lab.read_only.verification.verify(True).findings == ()


def test_a_dead_job_is_not_requeued_beside_one_with_its_key(bench: Bench, jobs: JobService) -> None:
    submit(bench, "a", max_attempts=1, dedup_key="night")
    must_claim(jobs)
    jobs.fail("a", 1, BROKEN)
    submit(bench, "b", dedup_key="night")
    with pytest.raises(Conflict, match="dedup key"):
        jobs.requeue("a", 1)
    assert jobs.queue.get_job("a").status == "dead"


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
    assert call("cancel_job", jobId="job-1", actor="ana", reason="too dear")["status"] == "cancelled"
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
