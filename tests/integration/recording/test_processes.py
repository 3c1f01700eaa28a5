"""Forks, ranks, threads, signals and interpreters that end: one record for each run, and none twice."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.recording.hosts import (
    Host,
    assert_unnoticed,
    host_runs,
    outcome_of,
    points_of,
    replay,
    runs_of,
    sampled,
    stored,
)

RANKS = ["RANK", "LOCAL_RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"]


@pytest.fixture
def store(new_url: Callable[[str], str]) -> str:
    return new_url("sqlite")


FORKS = {
    "leaves at once": "os._exit(0)",
    "leaves in an orderly way": "sys.exit(0)",
    "raises": "raise ValueError('in the child')",
    "logs": "run.log_metrics({'loss': 99.0}); run.progress(90, 'child', 'here'); os._exit(0)",
}


@pytest.mark.requirement("RUN-18")
@pytest.mark.parametrize("child", FORKS)
def test_a_forked_child_records_nothing_twice(tmp_path: Path, store: str, child: str) -> None:
    body = f"""
with recorded() as run:
    run.log_metrics({{"loss": 1.0}})
    child = os.fork()
    if child == 0:
        {FORKS[child]}
    os.waitpid(child, 0)
    run.log_metrics({{"loss": 2.0}})
print("after")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    assert run.status == "completed"
    assert [value for _, _, value in points_of(store, run.run_id)] == [1.0, 2.0]


def test_a_child_that_outlives_its_parent_does_not_keep_the_calls_of_the_parent(
    tmp_path: Path, store: str
) -> None:
    body = """
import signal
with recorded() as run:
    run.log_metrics({"loss": 1.0})
    if os.fork() == 0:
        os.close(0), os.close(1), os.close(2)
        signal.pause()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    host = Host(tmp_path, body)
    process = host.start(store)
    group = os.getpgid(process.pid)
    assert group != process.pid
    process.wait(60)
    children = _processes_of(tmp_path / "host.py")
    try:
        replay(tmp_path, store)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
    process.communicate()
    run = runs_of(store)[0]
    assert [value for _, _, value in points_of(store, run.run_id)] == [1.0]


def _processes_of(script: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(script).encode() in command.split(b"\0"):
                found.append(int(entry.name))
    return found


@pytest.mark.requirement("RUN-18")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_of_multiprocessing_record_nothing_twice(tmp_path: Path, store: str, method: str) -> None:
    body = f"""
import multiprocessing
def square(value):
    return value * value
def main():
    with recorded() as run:
        with multiprocessing.get_context("{method}").Pool(2) as pool:
            total = sum(pool.map(square, range(10)))
        run.log_metrics({{"total": float(total)}})
        print(total)
if __name__ == "__main__":
    main()
"""
    host = Host(tmp_path, body, {"PYTHONWARNINGS": "ignore::DeprecationWarning"})
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    assert (run.status, [value for _, _, value in points_of(store, run.run_id)]) == ("completed", [285.0])


@pytest.mark.requirement("RUN-19")
@pytest.mark.parametrize("rank", sampled(RANKS, 2))
def test_ranks_other_than_the_first_record_nothing(tmp_path: Path, store: str, rank: str) -> None:
    body = "with recorded() as run:\n    run.log_metrics({'loss': 1.0})\n    print('worked')\n"
    first, second = (Host(tmp_path, body, {rank: number}) for number in ("0", "1"))
    assert_unnoticed(second.run(store), second.run(None), warnings=0)
    assert host_runs(tmp_path, store) == []
    assert_unnoticed(first.run(store), first.run(None), warnings=0)
    assert len(host_runs(tmp_path, store)) == 1


def test_threads_log_each_point_once(tmp_path: Path, store: str) -> None:
    body = """
import threading
sys.setswitchinterval(1e-6)
with recorded() as run:
    def work(number):
        for step in range(200):
            run.log_metrics({f"loss-{number}": float(step)}, step=step)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
print("after")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    points = points_of(store, run.run_id)
    for number in range(8):
        series = [value for _, key, value in points if key == f"loss-{number}"]
        assert series == [float(step) for step in range(200)]


def test_a_run_inside_a_run_knows_its_parent(tmp_path: Path, store: str) -> None:
    body = """
with recorded("outer"):
    with recorded("inner"):
        pass
    with recorded("inner"):
        pass
"""
    assert Host(tmp_path, body).run(store).own == (0, "", "")
    (outer,), inner = host_runs(tmp_path, store, "outer"), host_runs(tmp_path, store, "inner")
    assert [run.parent_run_id for run in inner] == [outer.run_id] * 2
    assert {run.status for run in (outer, *inner)} == {"completed"}


def test_a_signal_ends_every_run_it_finds_open(tmp_path: Path, store: str) -> None:
    body = """
import signal
with recorded("outer"):
    with recorded("inner"):
        signal.raise_signal(signal.SIGTERM)
"""
    assert Host(tmp_path, body).run(store).own == (-signal.SIGTERM, "", "")
    (outer,), (inner,) = host_runs(tmp_path, store, "outer"), host_runs(tmp_path, store, "inner")
    assert (outer.status, inner.status) == ("cancelled", "cancelled")


def test_a_run_that_a_forked_child_begins_is_its_own(tmp_path: Path, store: str) -> None:
    body = """
with recorded("parent"):
    child = os.fork()
    if child == 0:
        with recorded("child") as run:
            run.log_metrics({"loss": 1.0})
        sys.exit(0)
    print(os.waitpid(child, 0)[1])
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (parent,), (child,) = host_runs(tmp_path, store, "parent"), host_runs(tmp_path, store, "child")
    assert (parent.status, child.status) == ("completed", "completed")
    assert [value for _, _, value in points_of(store, child.run_id)] == [1.0]


def test_a_program_that_changes_its_folder_records_where_it_began(tmp_path: Path) -> None:
    body = """
os.mkdir("elsewhere")
with recorded() as run:
    os.chdir("elsewhere")
    run.log_metrics({"loss": 1.0})
os.chdir("..")
os.rmdir("elsewhere")
print("after")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run("lab.sqlite"), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, str(tmp_path / "lab.sqlite"))
    assert (run.status, run.metrics) == ("completed", {"loss": 1.0})


def test_a_run_in_an_exit_handler_is_recorded(tmp_path: Path, store: str) -> None:
    body = """
import atexit
@atexit.register
def at_the_end():
    with recorded("late") as run:
        run.log_metrics({"loss": 1.0})
        print("late")
with recorded("early"):
    print("early")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None))
    replay(tmp_path, store)
    assert {run.name: run.status for run in runs_of(store)} == dict.fromkeys(
        ("early", "late", "replay"), "completed"
    )


def test_a_run_first_used_in_an_exit_handler_does_not_disturb(tmp_path: Path, store: str) -> None:
    body = """
import atexit
@atexit.register
def at_the_end():
    with recorded("late") as run:
        run.log_metrics({"loss": 1.0})
        print("late")
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None))


def test_a_process_that_leaves_at_once_has_logged_what_it_logged(tmp_path: Path, store: str) -> None:
    body = """
run = recorded().__enter__()
for step in range(50):
    run.log_metrics({"loss": float(step)}, step=step)
os._exit(7)
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None))
    (run,) = host_runs(tmp_path, store)
    assert [value for _, _, value in points_of(store, run.run_id)] == [float(step) for step in range(50)]


@pytest.mark.requirement("RUN-17")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("delay_ms", sampled([0, 1, 2, 4, 8, 16, 32, 64, 128], 3))
def test_a_signal_at_any_moment_of_a_start_ends_the_program_as_ever(
    tmp_path: Path, store: str, number: signal.Signals, delay_ms: int
) -> None:
    body = """
try:
    say("ready")
    with recorded() as run:
        import time
        time.sleep(60)
except KeyboardInterrupt:
    os._exit(9)
"""
    process = Host(tmp_path, body).start(store)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay_ms / 1000)
    process.send_signal(number)
    done = outcome_of(process)
    assert done.code == (9 if number == signal.SIGINT else -signal.SIGTERM), done
    assert len(done.warnings) <= 1
    assert [line for line in done.stderr.splitlines() if not line.startswith("provenlab")] == []
    assert {run.status for run in host_runs(tmp_path, store)} <= {"cancelled", "running"}


def test_the_handler_of_the_program_is_called_and_is_there_again_afterwards(
    tmp_path: Path, store: str
) -> None:
    body = """
import signal
def mine(number, frame):
    print("mine")
signal.signal(signal.SIGTERM, mine)
with recorded() as run:
    signal.raise_signal(signal.SIGTERM)
    print("still here")
print(signal.getsignal(signal.SIGTERM) is mine, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    (run,) = host_runs(tmp_path, store)
    # Who handles the signal and comes to an orderly end was asked to stop, and did.
    assert run.status == "cancelled"


def test_a_program_that_ignores_a_signal_goes_on_ignoring_it(tmp_path: Path, store: str) -> None:
    body = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with recorded() as run:
    signal.raise_signal(signal.SIGTERM)
    print("still here")
print(signal.getsignal(signal.SIGTERM) is signal.SIG_IGN)
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    assert [run.status for run in host_runs(tmp_path, store)] == ["completed"]


def test_a_run_in_another_thread_leaves_signals_alone(tmp_path: Path, store: str) -> None:
    body = """
import threading
def work():
    with recorded() as run:
        run.log_metrics({"loss": 1.0})
        print("worked")
thread = threading.Thread(target=work)
thread.start(); thread.join()
"""
    host = Host(tmp_path, body)
    assert_unnoticed(host.run(store), host.run(None), warnings=0)
    assert [run.status for run in host_runs(tmp_path, store)] == ["completed"]


@pytest.mark.requirement("RUN-20")
def test_a_run_that_was_given_up_meanwhile_is_told_so_and_stays_lost(tmp_path: Path, store: str) -> None:
    body = """
with recorded() as run:
    run.log_metrics({"loss": 1.0})
    say("logged")
    sys.stdin.readline()
    run.log_metrics({"loss": 2.0})
print("after")
"""
    process = Host(tmp_path, body).start(store)
    assert process.stdout is not None
    assert process.stdout.readline() == "logged\n"
    _until(lambda: len(runs_of(store)) == 1)
    os.kill(process.pid, signal.SIGSTOP)
    _reap(store)
    os.kill(process.pid, signal.SIGCONT)
    done = outcome_of(process, "\n")
    assert (done.code, done.stdout) == (0, "after\n")
    assert len(done.warnings) == 1
    (run,) = host_runs(tmp_path, store)
    assert run.error is not None
    assert (run.status, run.error.kind) == ("failed", "lost")


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it never happened")


def _reap(store: str) -> None:
    from tests.labs import ManualClock

    clock = ManualClock()
    clock.instant = runs_of(store)[0].recorded_at + timedelta(hours=1)
    with stored(store, clock) as lab:
        assert len(lab.runs.registry.reap_lost_runs()) == 1
