"""Requests and results that are too large, and results that go to a file."""

import hashlib
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.doors import BRIDGE
from tests.integration.bridge.processes import experiment, run, served, started


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Three experiments with a large config each."""
    path = str(tmp_path / "lab.sqlite")
    calls = [rpc(n, "create_experiment", dbPath=path, **large(f"e-{n}")) for n in range(3)]
    assert all("result" in reply for reply in run(calls, tmp_path).result)
    return path


def large(experiment_id: str) -> dict[str, Any]:
    return experiment(experiment_id, config={"text": "x" * 1_000})


def rpc(call_id: int, method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}


def test_a_read_that_is_too_large_is_refused_with_the_way_out(store: str, tmp_path: Path) -> None:
    error = run({"operation": "list_experiments", "dbPath": store}, tmp_path, "--max-reply", "2000").error
    assert error["code"] == "limit_exceeded"
    assert error["details"]["field"] == "reply"
    assert error["details"]["limit"] == 2_000 < error["details"]["found"]
    assert "outFile" in error["error"]


def test_a_write_tells_its_result_whatever_the_limit(store: str, tmp_path: Path) -> None:
    call = {"operation": "create_experiment", "dbPath": store, **large("e-9")}
    assert run(call, tmp_path, "--max-reply", "10").result["created"]
    assert run(call, tmp_path, "--max-reply", "10").result["created"] is False


def test_a_batch_shares_the_limit_and_does_not_begin_what_is_beyond(store: str, tmp_path: Path) -> None:
    read = rpc(1, "get_experiment", dbPath=store, experimentId="e-0")
    write = [rpc(n, "create_experiment", dbPath=store, **large(f"new-{n}")) for n in (2, 3, 4)]
    done = run([read, read, *write], tmp_path, "--max-reply", "3500")
    assert done.code == 1
    kinds = [
        "result" if "result" in reply else reply["error"]["data"]["details"]["field"]
        for reply in done.document
    ]
    assert kinds == ["result", "result", "result", "batch", "batch"]
    known = run(
        [rpc(n, "get_experiment", dbPath=store, experimentId=f"new-{n}") for n in (2, 3, 4)], tmp_path
    )
    assert ["result" in reply for reply in known.document] == [True, False, False]


def test_a_result_goes_to_a_new_private_file(store: str, tmp_path: Path) -> None:
    call = {"operation": "list_experiments", "dbPath": store}
    inline = run(call, tmp_path).stdout.rstrip(b"\n")
    target = tmp_path / "result.json"
    reply = run({**call, "outFile": str(target)}, tmp_path, "--max-reply", "2000").result
    assert reply == {
        "outFile": str(target),
        "bytes": len(inline),
        "sha256": hashlib.sha256(inline).hexdigest(),
    }
    assert target.read_bytes() == inline
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_file_that_exists_is_left_alone_and_nothing_runs(store: str, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.write_text("mine")
    call = {"operation": "list_experiments", "dbPath": str(tmp_path / "none.sqlite"), "outFile": str(target)}
    error = run(call, tmp_path).error
    # The store is missing as well: the file was looked at first.
    assert (error["code"], error["details"]["faults"][0]["path"]) == ("validation_failed", "outFile")
    assert target.read_text() == "mine"
    dangling = tmp_path / "link.json"
    dangling.symlink_to(tmp_path / "elsewhere.json")
    assert run({**call, "outFile": str(dangling)}, tmp_path).error["code"] == "validation_failed"
    assert not (tmp_path / "elsewhere.json").exists()


def test_an_error_frees_the_file_again(store: str, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    call = {"operation": "get_experiment", "dbPath": store, "experimentId": "none", "outFile": str(target)}
    assert run(call, tmp_path).error["code"] == "not_found"
    assert not target.exists()
    assert (
        run({**call, "outFile": str(tmp_path / "no" / "where")}, tmp_path).error["code"]
        == "validation_failed"
    )


def test_a_write_with_a_file_is_refused_before_it_begins(store: str, tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    call = {"operation": "create_experiment", "dbPath": store, **large("e-9"), "outFile": str(target)}
    assert run(call, tmp_path).error["details"]["faults"][0]["path"] == "outFile"
    assert not target.exists()
    missing = {"operation": "get_experiment", "dbPath": store, "experimentId": "e-9"}
    assert run(missing, tmp_path).error["code"] == "not_found"


def test_a_full_disk_frees_the_file_again(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    # A limit on the size of files stands for the disk; Python ignores the signal that comes with it.
    limited = ("bash", "-c", 'ulimit -f 8; exec "$@"', "-", sys.executable, BRIDGE)
    error = run({"operation": "describe", "outFile": str(target)}, tmp_path, program=limited).error
    assert error["details"]["faults"][0]["path"] == "outFile"
    assert not target.exists()


def test_a_host_that_is_still_writing_gets_its_answer(tmp_path: Path) -> None:
    child = started(tmp_path)
    assert child.stdin is not None
    assert child.stdout is not None
    piece = b"[" * 1_000_000
    for _ in range(30):
        child.stdin.write(piece)
    child.stdin.close()
    document = json.loads(child.stdout.read())
    child.stdout.close()
    assert child.wait(60) == 1
    assert document["code"] == "limit_exceeded"
    assert document["details"]["field"] == "request"
    assert child.stderr is not None
    assert child.stderr.read() == b""
    child.stderr.close()


def test_the_limit_of_a_request_is_exact(tmp_path: Path) -> None:
    request = b'{"operation":"describe","name":"describe"}'
    assert run(request, tmp_path, "--max-request", str(len(request))).code == 0
    assert run(request, tmp_path, "--max-request", str(len(request) - 1)).error["code"] == "limit_exceeded"
    call = json.dumps(rpc(1, "describe", name="describe")).encode()
    for limit, outcome in ((len(call), "result"), (len(call) - 1, "error")):
        (reply,) = served(call + b"\n", tmp_path, "--max-request", str(limit))
        assert outcome in reply


@pytest.mark.parametrize(
    "line",
    [["--max-reply", "0"], ["--max-request", "x"], ["--idle-ms", "-1"], ["--serv"], ["lab.sqlite"], ["--db"]],
    ids=" ".join,
)
def test_a_wrong_command_line_is_told_on_stderr(line: list[str], tmp_path: Path) -> None:
    done = run(b"", tmp_path, *line)
    assert (done.code, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"experiment-tracker-ops: ")
    assert done.stderr.count(b"\n") == 1
    assert line[0].encode() in done.stderr
