"""Worker processes that are killed, stopped, asked to end, or left alone by their supervisor."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from provenlab import open_lab
from provenlab.core.models.artifact import ArtifactFilter
from provenlab.core.models.job import Job
from provenlab.tools.lab import Lab
from tests.labs import SQL_BACKENDS

ROOT = Path(__file__).resolve().parents[3]
LONG = bool(os.environ.get("PROVENLAB_LONG"))
N_JOBS = (
    {"sqlite": 500, "postgres": 500, "duckdb": 60} if LONG else {"sqlite": 40, "postgres": 40, "duckdb": 8}
)

HANDLERS = """
import os, time
from provenlab import job_handler

@job_handler("square")
def square(context):
    context.progress(50, "multiplying")
    time.sleep(context.config.get("seconds", 0.03))
    return {"square": context.config["n"] ** 2}

@job_handler("deaf")
def deaf(context):
    time.sleep(context.config["seconds"])
    return {}

@job_handler("poison")
def poison(context):
    os._exit(9)
"""


class Workers:
    """A supervisor with its processes, and what it wrote."""

    def __init__(self, url: str, folder: Path, processes: int, *options: str) -> None:
        (folder / "handlers_of_tests.py").write_text(HANDLERS)
        given = ["--store", url, "--handlers", "handlers_of_tests", "--poll", "0.2", *options]
        self.log = folder / "workers.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "provenlab", "worker", "--processes", str(processes), *given],
                cwd=folder,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            )

    def children(self) -> list[int]:
        place = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in place.read_text().split()] if place.exists() else []

    def text(self) -> str:
        return self.log.read_text()

    def ended(self) -> int:
        return self.process.wait(timeout=240)


@contextmanager
def workers(url: str, folder: Path, processes: int, *options: str) -> Iterator[Workers]:
    found = Workers(url, folder, processes, *options)
    try:
        yield found
    finally:
        found.process.kill()
        found.process.wait()


@contextmanager
def lab_at(url: str) -> Iterator[Lab]:
    with open_lab(url) as lab:
        yield lab


def wait_for(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def is_running(url: str, job_id: str) -> bool:
    with open_lab(url) as lab:
        return lab.jobs.get(job_id).status == "running"


def require_done_once(lab: Lab, job: Job) -> None:
    """One attempt that succeeded, one run that completed with the right metrics, one metrics artifact."""
    outcomes = Counter(each.outcome for each in lab.jobs.get(job.job_id).attempts)
    assert (job.status, outcomes["succeeded"]) == ("succeeded", 1)
    assert sum(outcomes.values()) == job.attempt <= job.max_attempts
    run = lab._parts.runs.registry.get_run(job.run_id)
    assert (run.status, run.metrics) == ("completed", {"square": run.config["n"] ** 2})
    made = lab.artifacts.list(ArtifactFilter(producer_id=run.run_id)).items
    assert [each.kind for each in made] == ["metrics"]
    statuses = [
        event.status for event in lab._parts.runs.registry.get_progress(run.run_id, 0, None) if event.status
    ]
    assert statuses.count("completed") == 1


@pytest.mark.parametrize("backend", SQL_BACKENDS)
def test_workers_that_are_killed_all_the_time_finish_every_job_exactly_once(
    backend: str, new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url, dice, killed, n_jobs = new_url(backend), random.Random(11), 0, N_JOBS[backend]
    with lab_at(url) as lab:
        for n in range(n_jobs):
            lab.jobs.submit("square", {"n": n}, job_id=f"j{n}", max_attempts=20)
    # Whoever looks into a DuckDB file keeps its workers out for as long.
    pause = 1.0 if LONG else 0.2 if backend == "duckdb" else 0.02
    with workers(url, tmp_path, 4, "--until-idle", "--lease", "5") as crowd:
        while crowd.process.poll() is None:
            time.sleep(pause)
            left, at_work = unfinished(url)
            # One at a job: on a slow machine who is killed by the clock never gets through its start.
            victims = sorted(at_work & set(crowd.children()))
            is_due = left > 4 if LONG else left < n_jobs * (1 - (killed + 1) / 4)
            if victims and is_due:
                os.kill(dice.choice(victims), signal.SIGKILL)
                killed += 1
        assert crowd.ended() == 0, crowd.text()
    assert killed >= 2
    with lab_at(url) as lab:
        jobs = lab.jobs.list(limit=None).items
        assert len(jobs) == n_jobs
        for job in jobs:
            require_done_once(lab, job)


def unfinished(url: str) -> tuple[int, set[int]]:
    """How many jobs are left, and which processes hold one."""
    with open_lab(url) as lab:
        left = sum(count for status, count in lab.jobs.count()["square"].items() if status != "succeeded")
        running = lab.jobs.list({"status": "running"}, limit=None).items
    return left, {int((each.worker or "").split(":")[1]) for each in running}


def test_a_worker_that_is_stopped_past_its_lease_is_fenced_and_told_so(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url("sqlite")
    with lab_at(url) as lab:
        lab.jobs.submit("square", {"n": 3, "seconds": 0.5}, job_id="j")
    with workers(url, tmp_path, 1, "--until-idle", "--lease", "1") as crowd:
        wait_for(lambda: is_running(url, "j"), "the job never began")
        (child,) = crowd.children()
        os.kill(child, signal.SIGSTOP)
        time.sleep(1.2)
        with lab_at(url) as lab:
            wait_for(lab._parts.jobs.reap, "the lease never expired")
            assert lab.jobs.get("j").status == "retry_wait"
        os.kill(child, signal.SIGCONT)
        assert crowd.ended() == 0
        assert re.search(r"fenced square j attempt 1: attempt 1 of job j is over", crowd.text())
    with lab_at(url) as lab:
        job = lab.jobs.get("j")
        assert [(each.number, each.outcome) for each in job.attempts] == [(1, "lost"), (2, "succeeded")]


def test_sigterm_lets_the_present_job_end_and_begins_no_other(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url("sqlite")
    with lab_at(url) as lab:
        for number in range(3):
            lab.jobs.submit("square", {"n": number, "seconds": 0.6}, job_id=f"j{number}")
    with workers(url, tmp_path, 1) as crowd:
        wait_for(lambda: is_running(url, "j0"), "the job never began")
        crowd.process.terminate()
        assert crowd.ended() == 0
    with lab_at(url) as lab:
        assert [lab.jobs.get(f"j{number}").status for number in range(3)] == ["succeeded", "queued", "queued"]


@pytest.mark.parametrize("asked", [1, 2], ids=["the grace is over", "it is asked for twice"])
def test_a_handler_that_does_not_look_is_left_and_its_job_handed_back(
    new_url: Callable[[str], str], tmp_path: Path, asked: int
) -> None:
    url = new_url("sqlite")
    with lab_at(url) as lab:
        lab.jobs.submit("deaf", {"seconds": 600}, job_id="j")
    with workers(url, tmp_path, 1, "--grace", "0.2" if asked == 1 else "600") as crowd:
        wait_for(lambda: is_running(url, "j"), "the job never began")
        for _ in range(asked):
            crowd.process.send_signal(signal.SIGINT)
            time.sleep(0.5)
        assert crowd.ended() == 0
    with lab_at(url) as lab:
        job = lab.jobs.get("j")
        assert (job.status, job.attempts_used) == ("queued", 0)
        assert [each.outcome for each in job.attempts] == ["deferred"]


def test_a_job_that_kills_its_process_is_failed_at_once_and_the_others_go_on(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url("sqlite")
    with lab_at(url) as lab:
        lab.jobs.submit("poison", {}, job_id="p", max_attempts=1, priority=9)
        lab.jobs.submit("square", {"n": 2}, job_id="j")
    with workers(url, tmp_path, 1, "--until-idle") as crowd:
        assert crowd.ended() == 0
    with lab_at(url) as lab:
        dead = lab.jobs.get("p")
        assert (dead.status, dead.error and dead.error.kind) == ("dead", "lost")
        assert "exit code 9" in ((dead.error and dead.error.message) or "")
        assert lab.jobs.get("j").status == "succeeded"


def test_processes_end_with_their_supervisor(new_url: Callable[[str], str], tmp_path: Path) -> None:
    url = new_url("sqlite")
    with lab_at(url) as lab:
        lab.jobs.submit("deaf", {"seconds": 600}, job_id="j")
    with workers(url, tmp_path, 2, "--grace", "0.1") as crowd:
        wait_for(lambda: is_running(url, "j"), "the job never began")
        children = crowd.children()
        assert len(children) == 2
        crowd.process.kill()
        wait_for(lambda: not any(map(is_alive, children)), "the processes went on")
    with lab_at(url) as lab:
        assert lab.jobs.get("j").status == "queued"


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_worker_without_handlers_says_so_and_ends(new_url: Callable[[str], str], tmp_path: Path) -> None:
    with workers(new_url("sqlite"), tmp_path, 2, "--kinds", "nothing") as crowd:
        assert crowd.ended() == 1
        told = "no handler for nothing; there are handlers for deaf, evaluation, poison, square,"
        assert told in crowd.text()
