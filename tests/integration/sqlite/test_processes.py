"""Many processes on one SQLite store: what is acknowledged is stored, whoever is killed when.

PROVENLAB_KILL_ROUNDS and PROVENLAB_SHARING_ROUNDS ask for more rounds than a default run has time for.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from provenlab.core.models.experiment import ExperimentFilter
from tests.doors import DirectDoor
from tests.labs import opened

KILLS = int(os.environ.get("PROVENLAB_KILL_ROUNDS", "20"))
ROUNDS = int(os.environ.get("PROVENLAB_SHARING_ROUNDS", "1"))
ROOT = Path(__file__).resolve().parents[3]

CREATE = """
import sys
from provenlab.tools.compose import open_parts
from tests.integration.sqlite.stores import plain_definition
url, prefix, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
lab = open_parts(url)
tracker = lab.experiments.tracker
print("ready", flush=True)
sys.stdin.readline()
for number in range(n):
    tracker.create_experiment(plain_definition(f"{prefix}-{number}"))
    print(f"{prefix}-{number}", flush=True)
    if number % 3 == 0:
        tracker.update_status(f"{prefix}-{number}", "running")
        print(f"{prefix}-{number} running", flush=True)
"""
MANY = 1_000_000


def worker(store: Path, prefix: str, n: int) -> subprocess.Popen[str]:
    """A process that has imported everything and waits for the word."""
    process = subprocess.Popen(
        [sys.executable, "-c", CREATE, str(store), prefix, str(n)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def send_off(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def first_line(process: subprocess.Popen[str]) -> str:
    """The first that a process acknowledges."""
    assert process.stdout is not None
    return process.stdout.readline()


def finished(process: subprocess.Popen[str]) -> list[str]:
    """What a process acknowledged; it must have ended well."""
    acknowledged, errors = process.communicate(timeout=300)
    assert (process.returncode, errors) == (0, "")
    return acknowledged.splitlines()


def stored_in(store: Path) -> dict[str, str]:
    """Status by id, once the store has been found sound."""
    with opened(str(store)) as bench:
        assert DirectDoor(bench.lab)("verify_store")["findings"] == []
        page = bench.lab.experiments.tracker.list_experiments(ExperimentFilter(), limit=None)
        return {each.experiment_id: each.status for each in page.items}


def require_stored(acknowledged: list[str], stored: dict[str, str]) -> None:
    for line in acknowledged:
        experiment_id, _, status = line.partition(" ")
        assert experiment_id in stored
        if status:
            assert stored[experiment_id] == status


@pytest.mark.requirement("TRACKER-23")
def test_eight_processes_store_what_they_acknowledge(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    for number in range(ROUNDS):
        workers = [worker(store, f"r{number}w{each}", 60) for each in range(8)]
        for each in workers:
            send_off(each)
        acknowledged = [line for each in workers for line in finished(each)]
        assert len(acknowledged) == 8 * (60 + 20)
        require_stored(acknowledged, stored_in(store))
    assert len(stored_in(store)) == ROUNDS * 480


def test_sixteen_processes_may_be_the_first_to_use_a_store(tmp_path: Path) -> None:
    store = tmp_path / "new" / "lab.sqlite"
    workers = [worker(store, f"w{each}", 1) for each in range(16)]
    for each in workers:
        send_off(each)
    acknowledged = [line for each in workers for line in finished(each)]
    assert len(acknowledged) == 32
    require_stored(acknowledged, stored_in(store))
    left = {path.name for path in store.parent.iterdir()}
    assert left <= {"lab.sqlite", "lab.sqlite-wal", "lab.sqlite-shm"}


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    store, acknowledged = tmp_path / "lab.sqlite", list[str]()
    dice = random.Random(20_250_301)
    for number in range(KILLS):
        writer = worker(store, f"k{number}", MANY)
        with opened(str(store)) as bystander:
            bystander.lab.store.initialise()
            send_off(writer)
            # Every other writer is let come to its first line, on however busy a machine.
            heard = first_line(writer) if number % 2 else ""
            time.sleep(dice.uniform(0, 0.08))
            bystander.lab.experiments.tracker.count_experiments(ExperimentFilter())
            writer.send_signal(signal.SIGKILL)
            lines = heard + writer.communicate()[0]
        acknowledged += [line.strip() for line in lines.splitlines(keepends=True) if line.endswith("\n")]
        if number % 10 == 9 or number == KILLS - 1:
            require_stored(acknowledged, stored_in(store))
    assert len(acknowledged) >= KILLS // 2


@pytest.mark.parametrize("number", range(8))
def test_a_creator_killed_at_any_moment_leaves_a_usable_place(tmp_path: Path, number: int) -> None:
    store = tmp_path / "lab.sqlite"
    creator = worker(store, "first", MANY)
    send_off(creator)
    time.sleep(random.Random(number).uniform(0, 0.03))
    creator.send_signal(signal.SIGKILL)
    acknowledged, _ = creator.communicate()
    second = worker(store, "second", 1)
    send_off(second)
    whole = [line.strip() for line in acknowledged.splitlines(keepends=True) if line.endswith("\n")]
    require_stored(whole + finished(second), stored_in(store))
