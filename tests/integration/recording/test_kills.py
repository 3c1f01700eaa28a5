"""A program killed at any moment: what it recorded is there once, and its run does not run for ever."""

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from provenlab.core.models.run import Run
from tests.integration.recording.hosts import (
    Host,
    outboxes,
    outcome_of,
    points_of,
    replay,
    runs_of,
    set_aside,
    stored,
)
from tests.labs import ManualClock

ROUNDS = int(os.environ.get("PROVENLAB_KILLS", "20"))
WORK = """
say("ready")
with recorded(config={"lr": 0.1}) as run:
    say("begun")
    for step in range(400):
        run.log_metrics({"loss": float(step)}, step=step)
        say(f"logged {step}")
say("ended")
sys.stdin.readline()
"""


@pytest.mark.requirement("RUN-15")
@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_nothing_is_lost_or_doubled_by_kills_at_random_moments(
    tmp_path: Path, new_url: Callable[[str], str], engine: str
) -> None:
    store, moments = new_url(engine), random.Random(20250301)
    told: list[list[str]] = []
    for _ in range(ROUNDS // 2):
        folder = tmp_path / f"round-{len(told)}"
        folder.mkdir()
        told.append(_killed(Host(folder, WORK), store, moments.uniform(0, 0.15)))
    replay(tmp_path, store)
    runs = [run for run in runs_of(store) if run.name == "host"]
    assert len(runs) <= len(told)
    assert len(runs) >= sum("begun" in each for each in told)
    _require_what_was_told(store, told, runs)
    assert set_aside(tmp_path) == []
    assert outboxes(tmp_path) == []
    _require_no_zombie(store)


def _killed(host: Host, store: str, after_s: float) -> list[str]:
    process = host.start(store)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(after_s)
    process.kill()
    return outcome_of(process).stdout.splitlines()


def _require_what_was_told(store: str, told: list[list[str]], runs: list[Run]) -> None:
    begun = iter([lines for lines in told if "begun" in lines])
    series = [[value for _, _, value in points_of(store, run.run_id)] for run in runs]
    for values in series:
        assert values == [float(step) for step in range(len(values))]
    least = [sum(line.startswith("logged") for line in lines) for lines in begun]
    # A run may be recorded whose program was killed before it said so; it has no point then.
    found = [len(values) for values in series]
    for count in least:
        at = next(index for index, each in enumerate(found) if each in (count, count + 1))
        del found[at]
    assert all(count <= 1 for count in found)
    ended = sum("ended" in lines for lines in told)
    assert sum(run.status == "completed" for run in runs) >= ended


def _require_no_zombie(store: str) -> None:
    clock = ManualClock()
    clock.instant = runs_of(store)[-1].recorded_at + timedelta(hours=1)
    with stored(store, clock) as lab:
        lab.runs.registry.reap_lost_runs()
    for run in runs_of(store):
        assert run.status != "running"
        assert run.status == "completed" or (run.error is not None and run.error.kind == "lost")


def test_a_call_that_was_torn_by_a_kill_is_no_call(tmp_path: Path, new_url: Callable[[str], str]) -> None:
    (tmp_path / "lab.sqlite").mkdir()
    store = str(tmp_path / "lab.sqlite")
    body = "with recorded() as run:\n    run.log_metrics({'loss': 1.0})\n    os._exit(0)\n"
    Host(tmp_path, body).run(store)
    (waiting,) = outboxes(tmp_path)
    whole = waiting.read_bytes()
    with waiting.open("ab") as file:
        file.write(whole.splitlines()[-1][:-7])
    (tmp_path / "lab.sqlite").rmdir()
    replay(tmp_path, store)
    run = next(run for run in runs_of(store) if run.name == "host")
    assert [value for _, _, value in points_of(store, run.run_id)] == [1.0]
    assert outboxes(tmp_path) == []


@pytest.mark.requirement("RUN-16")
def test_two_programs_that_find_the_same_calls_send_them_once(tmp_path: Path) -> None:
    store = str(tmp_path / "lab.sqlite")
    (tmp_path / "lab.sqlite").mkdir()
    body = """
with recorded() as run:
    for step in range(50):
        run.log_metrics({"loss": float(step)})
"""
    for _ in range(5):
        assert Host(tmp_path, body).run(store).code == 0
    assert len(outboxes(tmp_path)) == 5
    (tmp_path / "lab.sqlite").rmdir()
    second = "import time\nwith recorded('second') as run:\n    time.sleep(1)\n"
    processes = [Host(tmp_path, second).start(store) for _ in range(3)]
    assert [outcome_of(process).own for process in processes] == [(0, "", "")] * 3
    replay(tmp_path, store)
    runs = [run for run in runs_of(store) if run.name == "host"]
    assert [run.status for run in runs] == ["completed"] * 5
    for run in runs:
        assert [value for _, _, value in points_of(store, run.run_id)] == [float(step) for step in range(50)]
    assert len(runs_of(store)) == 5 + 3 + 1
    assert set_aside(tmp_path) == []


@pytest.mark.requirement("RUN-14")
def test_calls_sent_again_after_everything_arrived_change_nothing(tmp_path: Path) -> None:
    store = str(tmp_path / "lab.sqlite")
    (tmp_path / "lab.sqlite").mkdir()
    (tmp_path / "plot.txt").write_text("a plot")
    body = """
with recorded() as run:
    run.log_metrics({"loss": 1.0})
    run.progress(50, "fit", "half way")
    run.log_artifact("plot.txt", kind="plot")
"""
    assert Host(tmp_path, body).run(store).code == 0
    (waiting,) = outboxes(tmp_path)
    calls = waiting.read_bytes()
    (tmp_path / "lab.sqlite").rmdir()
    replay(tmp_path, store)
    before = [run for run in runs_of(store) if run.name == "host"]
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_bytes(calls)
    replay(tmp_path, store)
    assert [run for run in runs_of(store) if run.name == "host"] == before
    assert set_aside(tmp_path) == []
    assert outboxes(tmp_path) == []
