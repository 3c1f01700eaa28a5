"""Evaluations whose worker is killed, or that are cancelled, in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from provenlab import open_lab
from provenlab.tools.lab import Lab
from tests.integration.evaluations.tournaments import Tournaments, large_world

ROOT = Path(__file__).resolve().parents[3]
LONG = bool(os.environ.get("PROVENLAB_LONG"))
N_SIMS = 1_000_000 if LONG else 120_000


@contextmanager
def worker(url: str, log: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`provenlab worker` with one process, until nothing is left."""
    arguments = ["--store", url, "--until-idle", "--poll", "0.1", *options]
    with log.open("wb") as text:
        process = subprocess.Popen(
            [sys.executable, "-m", "provenlab", "worker", *arguments],
            stderr=text,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(log.parent)},
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def children(process_id: int) -> list[int]:
    place = Path(f"/proc/{process_id}/task/{process_id}/children")
    return [int(each) for each in place.read_text().split()] if place.exists() else []


def wait_for(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def has_counted(lab: Lab, run_id: str) -> bool:
    """Whether some units of a run are done."""
    events = lab._parts.runs.registry.get_progress(run_id, 0, None)
    return any(each.phase == "units" for each in events)


@pytest.mark.requirement("EVALS-09")
@pytest.mark.parametrize("compute", ["here", "processes:2"] if LONG else ["processes:2"])
def test_a_worker_killed_midway_leaves_nothing_and_the_next_attempt_gives_the_same_digests(
    new_url: Callable[[str], str], tmp_path: Path, compute: str
) -> None:
    url = new_url("sqlite")
    with open_lab(url) as lab:
        tournaments = Tournaments(lab, large_world())
        tournaments.candidate(0, 34, 33, 33)
        tournaments.evaluate("e", n_sims=N_SIMS)
        with worker(url, tmp_path / "log", "--compute", compute) as running:
            wait_for(lambda: has_counted(lab, "e"), "no unit was ever done")
            (child,) = children(running.pid)
            pieces = children(child)
            os.kill(child, signal.SIGKILL)
            wait_for(lambda: lab.jobs.get("e").status == "retry_wait", (tmp_path / "log").read_text())
            assert tournaments.outputs("e") == {}
            # Rows of units, and for a pool what all shards have in common.
            assert len(left_over(tmp_path)) == (1 if compute == "here" else 2)
            wait_for(lambda: not any(map(is_alive, pieces)), "the processes of the killed worker went on")
            # The backoff of five seconds passes while the worker waits.
            assert running.wait(timeout=240) == 0, (tmp_path / "log").read_text()
        assert left_over(tmp_path) == []
        job = lab.jobs.get("e")
        ended = [(each.outcome, each.error and each.error.kind) for each in job.attempts]
        assert ended == [("failed", "lost"), ("succeeded", None)]
        tournaments.evaluate("undisturbed", n_sims=N_SIMS)
        tournaments.work()
        assert tournaments.file_hashes("e") == tournaments.file_hashes("undisturbed")


def left_over(folder: Path) -> list[Path]:
    """Folders for what an execution keeps outside memory."""
    return list(folder.glob("provenlab-scratch-*"))


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_an_evaluation_that_is_cancelled_stops_at_a_shard_and_leaves_nothing(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_url("sqlite")
    with open_lab(url) as lab:
        tournaments = Tournaments(lab, large_world())
        tournaments.candidate(0, 34, 33, 33)
        tournaments.evaluate("e", n_sims=100 * N_SIMS)
        with worker(url, tmp_path / "log", "--lease", "1") as running:
            wait_for(lambda: has_counted(lab, "e"), "no unit was ever done")
            lab.jobs.cancel("e")
            assert running.wait(timeout=240) == 0, (tmp_path / "log").read_text()
        assert lab.jobs.get("e").status == "cancelled"
        run = tournaments.run("e")
        assert (run.status, run.metrics) == ("cancelled", {})
        assert tournaments.outputs("e") == {}
        state = tournaments.parts.evaluations.port.get_evaluation("e")
        assert (state.status, state.result_hash) == ("cancelled", None)
