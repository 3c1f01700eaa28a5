"""Hosts that die, pipes that break, signals at every moment."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.doors import BRIDGE, environment
from tests.integration.bridge.processes import experiment, frame, run, started

SIGNALS = [signal.SIGTERM, signal.SIGINT]
# Taken by the interpreter when it starts: stretches a moment of the operation so that a signal can meet it.
SLOW = """
import os, sys, time
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            open(os.environ["REACHED"], "w").close()
            end = time.monotonic() + {seconds}
            while time.monotonic() < end:
                time.sleep(0.01)
sys.meta_path.insert(0, Finder())
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "lab.sqlite"
    assert run({"operation": "init_store", "dbPath": str(path)}, tmp_path).code == 0
    return path


@contextmanager
def writing(store: Path) -> Iterator[None]:
    """Holds the write lock of a SQLite store."""
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.close()


def until(condition: Any) -> None:
    """Waits for what must come; a test that waits in vain fails."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def send(child: "subprocess.Popen[bytes]", request: Any, close: bool = True) -> None:
    assert child.stdin is not None
    child.stdin.write(request if isinstance(request, bytes) else json.dumps(request).encode())
    child.stdin.flush()
    if close:
        child.stdin.close()
        child.stdin = None


def finished(child: "subprocess.Popen[bytes]") -> tuple[int, list[Any]]:
    """The exit code and the documents; standard error must be empty."""
    output, errors = child.communicate(timeout=60)
    assert errors == b""
    return child.returncode, [json.loads(line) for line in output.splitlines()]


def opened(child: "subprocess.Popen[bytes]", path: Path) -> bool:
    """Whether the child has a file open."""
    try:
        links = [os.readlink(each) for each in Path(f"/proc/{child.pid}/fd").iterdir()]
    except (FileNotFoundError, PermissionError):
        return False
    return str(path) in links


def slowed(tmp_path: Path, module: str, seconds: float) -> dict[str, str]:
    """The environment of a bridge that dawdles when it first imports a module."""
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SLOW.format(module=module, seconds=seconds))
    return {"PYTHONPATH": str(folder), "REACHED": str(tmp_path / "reached")}


@pytest.mark.parametrize("number", SIGNALS, ids=str)
def test_a_signal_ends_the_wait_for_a_lock_without_effect(number: int, store: Path, tmp_path: Path) -> None:
    call = {"operation": "create_experiment", "dbPath": str(store), **experiment("e-1")}
    with writing(store):
        child = started(tmp_path)
        send(child, call)
        until(lambda: opened(child, store))
        time.sleep(0.1)
        child.send_signal(number)
        code, (document,) = finished(child)
    assert (code, document["code"], document["retryable"]) == (1, "interrupted", True)
    assert run(call, tmp_path).result["created"]


def test_a_signal_ends_the_wait_for_a_duckdb_store(tmp_path: Path) -> None:
    from provenlab.adapters.files.turnstile import Turnstile

    store = tmp_path / "lab.duckdb"
    run({"operation": "init_store", "dbPath": str(store)}, tmp_path)
    hold = Turnstile(store).enter(exclusive=True, budget_ms=1_000)
    child = started(tmp_path)
    send(child, {"operation": "create_experiment", "dbPath": str(store), **experiment("e-1")})
    until(lambda: opened(child, Path(f"{store}.gate")))
    child.terminate()
    code, (document,) = finished(child)
    hold.release()
    assert (code, document["code"]) == (1, "interrupted")


@pytest.mark.parametrize("number", SIGNALS, ids=str)
def test_a_signal_inside_a_write_lets_it_finish(number: int, store: Path, tmp_path: Path) -> None:
    # Imported by the check of inputs, in the midst of the transaction.
    slow = slowed(tmp_path, "provenlab.adapters._sql.artifact_catalog", 1.0)
    child = started(tmp_path, env=slow)
    send(child, {"operation": "create_experiment", "dbPath": str(store), **experiment("e-1")})
    until(Path(slow["REACHED"]).exists)
    with (
        sqlite3.connect(store, isolation_level=None, timeout=0) as other,
        pytest.raises(sqlite3.OperationalError),
    ):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    child.send_signal(number)
    code, (document,) = finished(child)
    assert (code, document["created"]) == (0, True)
    assert (
        run({"operation": "get_experiment", "dbPath": str(store), "experimentId": "e-1"}, tmp_path).code == 0
    )


def test_a_second_signal_inside_a_write_rolls_it_back(store: Path, tmp_path: Path) -> None:
    slow = slowed(tmp_path, "provenlab.adapters._sql.artifact_catalog", 30.0)
    child = started(tmp_path, env=slow)
    send(child, {"operation": "create_experiment", "dbPath": str(store), **experiment("e-1")})
    until(Path(slow["REACHED"]).exists)
    child.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    code, (document,) = finished(child)
    assert (code, document["code"]) == (1, "interrupted")
    missing = {"operation": "get_experiment", "dbPath": str(store), "experimentId": "e-1"}
    assert run(missing, tmp_path).error["code"] == "not_found"


def test_a_signal_ends_a_read_at_once(store: Path, tmp_path: Path) -> None:
    slow = slowed(tmp_path, "provenlab.adapters._sql.audit", 30.0)
    child = started(tmp_path, env=slow)
    send(child, {"operation": "verify_store", "dbPath": str(store)})
    until(Path(slow["REACHED"]).exists)
    child.terminate()
    code, (document,) = finished(child)
    assert (code, document["code"]) == (1, "interrupted")


def test_a_signal_before_the_request_is_answered(tmp_path: Path) -> None:
    child = started(tmp_path)
    send(child, b'{"operation":', close=False)
    until(lambda: _has_read_all(child))
    child.terminate()
    code, (document,) = finished(child)
    assert (code, document["code"]) == (1, "interrupted")


def _has_read_all(child: "subprocess.Popen[bytes]") -> bool:
    """Whether it sleeps on an empty pipe: it is past its imports then."""
    return _state(child) == "S" and _unread(child) == 0


def _state(child: "subprocess.Popen[bytes]") -> str:
    return Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[0]


def _unread(child: "subprocess.Popen[bytes]") -> int:
    import array
    import fcntl
    import termios

    assert child.stdin is not None
    count = array.array("i", [0])
    fcntl.ioctl(child.stdin.fileno(), termios.FIONREAD, count)
    return count[0]


@pytest.mark.parametrize("number", SIGNALS, ids=str)
def test_an_idle_session_ends_on_a_signal(number: int, tmp_path: Path) -> None:
    child = started(tmp_path, "--serve")
    send(child, frame(1, "describe", name="describe"), close=False)
    assert child.stdout is not None
    assert json.loads(child.stdout.readline())["id"] == 1
    child.send_signal(number)
    assert finished(child) == (0, [])


@pytest.mark.parametrize("number", SIGNALS, ids=str)
def test_a_session_finishes_its_call_on_a_signal(number: int, store: Path, tmp_path: Path) -> None:
    slow = slowed(tmp_path, "provenlab.adapters._sql.artifact_catalog", 1.0)
    child = started(tmp_path, "--serve", env=slow)
    first = frame(1, "create_experiment", dbPath=str(store), **experiment("e-1"))
    second = frame(2, "create_experiment", dbPath=str(store), **experiment("e-2"))
    send(child, first + second, close=False)
    until(Path(slow["REACHED"]).exists)
    child.send_signal(number)
    code, replies = finished(child)
    assert code == 0
    assert replies[0]["result"]["created"]
    # What was read with it is answered, not begun.
    assert [reply["error"]["data"]["code"] for reply in replies[1:]] in ([], ["interrupted"])
    missing = {"operation": "get_experiment", "dbPath": str(store), "experimentId": "e-2"}
    assert run(missing, tmp_path).error["code"] == "not_found"


def test_a_session_that_waits_for_a_lock_ends_on_a_signal(store: Path, tmp_path: Path) -> None:
    with writing(store):
        child = started(tmp_path, "--serve")
        send(child, frame(1, "create_experiment", dbPath=str(store), **experiment("e-1")), close=False)
        until(lambda: opened(child, store))
        time.sleep(0.1)
        child.terminate()
        code, (reply,) = finished(child)
    assert (code, reply["error"]["data"]["code"]) == (0, "interrupted")


def test_a_session_whose_host_does_not_read_ends_on_a_second_signal(tmp_path: Path) -> None:
    child = started(tmp_path, "--serve")
    send(child, frame(1, "describe") * 3, close=False)
    until(lambda: _has_read_all(child))
    time.sleep(0.3)
    child.terminate()
    time.sleep(0.3)
    child.terminate()
    assert child.wait(60) == 1
    child.communicate()


def test_a_host_that_is_killed_takes_its_session_with_it(tmp_path: Path) -> None:
    host = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        f"child.stdin.write({frame(1, 'describe', name='describe')!r})\n"
        "child.stdin.flush()\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", host, sys.executable, str(BRIDGE), "--serve"],
        stdout=subprocess.PIPE,
        env=environment(tmp_path),
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    # A child without a parent may stay as a zombie where nobody collects it; it has ended all the same.
    until(
        lambda: (
            not Path(f"/proc/{pid}").exists()
            or Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
        )
    )


@pytest.mark.parametrize("arguments", [(), ("--serve",)], ids=["one-shot", "serve"])
def test_a_broken_pipe_ends_it_quietly_after_the_effect(
    arguments: tuple[str, ...], store: Path, tmp_path: Path
) -> None:
    read_end, write_end = os.pipe()
    child = started(tmp_path, *arguments, stdout=write_end)
    os.close(write_end)
    os.close(read_end)
    call = {"dbPath": str(store), **experiment("e-1")}
    send(child, frame(1, "create_experiment", **call))
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (1, b"")
    assert (
        run({"operation": "get_experiment", "dbPath": str(store), "experimentId": "e-1"}, tmp_path).code == 0
    )


def test_a_host_that_closes_a_socket_unread_ends_the_session_quietly(tmp_path: Path) -> None:
    import socket

    ours, theirs = socket.socketpair()
    child = started(tmp_path, "--serve", stdin=theirs, stdout=theirs)
    theirs.close()
    ours.sendall(frame(1, "describe", name="describe"))
    assert ours.recv(1)
    # Some of the reply is unread: the other side sees a reset instead of an end.
    ours.close()
    _, errors = child.communicate(timeout=60)
    assert errors == b""
    assert child.returncode in (0, 1)


def test_pipes_that_do_not_block_are_waited_for(tmp_path: Path) -> None:
    import socket

    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    child = started(tmp_path, "--serve", stdin=theirs, stdout=theirs)
    time.sleep(0.3)
    ours.sendall(frame(1, "describe") + frame(2, "describe"))
    ours.shutdown(socket.SHUT_WR)
    theirs.close()
    received = b""
    while chunk := ours.recv(1_000):
        received += chunk
    ours.close()
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, b"")
    assert [json.loads(line)["id"] for line in received.splitlines()] == [1, 2]


@pytest.mark.parametrize(
    ("closing", "code"), [("<&-", "invalid_json"), ("2>&-", "not_found"), ("0>/dev/null", "invalid_request")]
)
def test_a_closed_or_unreadable_side_is_no_crash(
    closing: str, code: str, store: Path, tmp_path: Path
) -> None:
    request = json.dumps(
        {"operation": "get_experiment", "dbPath": str(store), "experimentId": "none"}
    ).encode()
    done = run(request, tmp_path, program=("bash", "-c", f'"$@" {closing}', "-", sys.executable, BRIDGE))
    assert done.error["code"] == code


def test_nothing_runs_when_nobody_can_be_answered(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    request = json.dumps({"operation": "init_store", "dbPath": str(store)}).encode()
    done = run(request, tmp_path, program=("bash", "-c", '"$@" >&-', "-", sys.executable, BRIDGE))
    assert (done.code, done.stderr) == (1, b"experiment-tracker-ops: standard output is closed\n")
    assert not store.exists()


NOISE = """
import builtins, os, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "provenlab.adapters._sql.store":
            print("x" * 1_000_000)
            os.write(1, b"\\xff" * 1_000)
            os.system("echo from a child")
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize("arguments", [(), ("--serve",)], ids=["one-shot", "serve"])
def test_what_a_library_prints_goes_to_stderr(
    arguments: tuple[str, ...], store: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "noise"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NOISE)
    request = frame(1, "count_experiments", dbPath=str(store))
    done = run(request, tmp_path, *arguments, env={"PYTHONPATH": str(folder)})
    assert (done.code, done.document["result"]["total"]) == (0, 0)
    assert done.stderr.count(b"x") == 1_000_000
    assert done.stderr.count(b"\xff") == 1_000
    assert b"from a child" in done.stderr


@pytest.mark.parametrize("suffix", ["sqlite", "duckdb"])
def test_bridges_in_parallel_share_one_store(suffix: str, tmp_path: Path) -> None:
    store = str(tmp_path / f"lab.{suffix}")
    children = [started(tmp_path, "--serve") for _ in range(3)]
    for index, child in enumerate(children):
        calls = [
            frame(number, "create_experiment", dbPath=store, **experiment(f"e-{index}-{number}"))
            for number in range(8)
        ]
        send(child, b"".join(calls))
    for child in children:
        code, replies = finished(child)
        assert code == 0
        assert [reply["result"]["created"] for reply in replies] == [True] * 8
    assert run({"operation": "count_experiments", "dbPath": store}, tmp_path).result["total"] == 24
