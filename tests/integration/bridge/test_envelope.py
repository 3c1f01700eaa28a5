"""What stands around the parameters of an operation."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.bridge.processes import experiment, run, served


def code_of(reply: Any) -> str:
    code: str = reply["error"]["data"]["code"]
    return code


def paths_of(document: Any) -> list[str]:
    return [fault["path"] for fault in document["details"]["faults"]]


def test_fields_come_flat_under_params_and_in_both_spellings(tmp_path: Path) -> None:
    store = str(tmp_path / "lab.sqlite")
    snake = {
        "experiment_id": "e-1",
        "name": "sweep",
        "inputs": {"ohlcv": ["slice-1"]},
        "config": {"window": 20},
        "provenance": {
            "git_commit": "0123abc",
            "git_dirty": False,
            "engine_version": "1.0",
            "created_at": "2025-01-31T09:30:00Z",
        },
    }
    first = run({"operation": "create_experiment", "dbPath": store, **experiment("e-1")}, tmp_path).result
    assert first["created"]
    for again in (
        {"operation": "create_experiment", "db_path": store, **snake},
        {"op": "create_experiment", "dbPath": store, "params": snake},
        {"operation": "create_experiment", "params": {**experiment("e-1"), "db_path": store}},
    ):
        assert run(again, tmp_path).result == {**first, "created": False}


# request, and the path its refusal names
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"operation": "get_experiment", "experimentId": "e", "experimant": 1}, "experimant"),
    ({"operation": "get_experiment", "experimentId": "e", "experiment_id": "e"}, "experiment_id"),
    (
        {"operation": "get_experiment", "dbPath": "a.sqlite", "db_path": "a.sqlite", "experimentId": "e"},
        "db_path",
    ),
    ({"operation": "get_experiment", "params": {"experimentId": "e"}, "experimentId": "e"}, "experimentId"),
    ({"operation": "get_experiment", "params": {"operation": "describe"}}, "params.operation"),
    ({"operation": "get_experiment", "dbPath": "a.db", "params": {"dbPath": "b.db"}}, "dbPath"),
    ({"operation": "get_experiment", "params": [1]}, "params"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": 7}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": ""}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "lab.txt"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "lab"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "mysql://host/lab"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "sqlite://lab.db"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "http://[::1/lab"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "dbPath": "~nobody-of-that-name/a.db"}, "dbPath"),
    ({"operation": "get_experiment", "experimentId": "e", "lockTimeoutMs": -1}, "lockTimeoutMs"),
    ({"operation": "get_experiment", "experimentId": "e", "lockTimeoutMs": True}, "lockTimeoutMs"),
    ({"operation": "get_experiment", "experimentId": "e", "lockTimeoutMs": 1.5}, "lockTimeoutMs"),
    ({"operation": "get_experiment", "experimentId": "e", "lockTimeoutMs": 10**9}, "lockTimeoutMs"),
    ({"operation": "get_experiment", "experimentId": "e", "outFile": []}, "outFile"),
    ({"operation": "init_store", "outFile": "result.json"}, "outFile"),
    ({"operation": None}, "operation"),
    ({"operation": 3}, "operation"),
    ({"operation": "create_experiment", **experiment("e"), "config": []}, "config"),
    ({"operation": "create_experiment", **experiment("e", inputs={"ohlcv": ["a", 1]})}, "inputs.ohlcv[1]"),
]


@pytest.mark.parametrize(("request_", "path"), REFUSED, ids=str)
def test_what_is_wrong_is_named(
    request_: dict[str, Any], path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process: the door is thin, and the next test takes some of these through it.
    from provenlab.core.errors import ValidationFailed
    from provenlab.tools.bridge.calls import Calls
    from provenlab.tools.bridge.envelope import read_envelope
    from provenlab.tools.bridge.signals import StopWish

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("provenlab.tools.bridge.signals._SIGNALS", ())
    calls = Calls(StopWish(), db_path="lab.sqlite")
    with pytest.raises(ValidationFailed) as refused:
        calls.result(read_envelope(request_))
    calls.close()
    assert [fault["path"] for fault in refused.value.details["faults"]] == [path]
    assert list(tmp_path.iterdir()) == []


def test_a_session_refuses_the_same(tmp_path: Path) -> None:
    frames = [
        {"jsonrpc": "2.0", "id": 1, "method": "get_experiment", "params": {"operation": "describe"}},
        {"jsonrpc": "2.0", "id": 2, "method": "get_experiment", "params": ["e"]},
        {
            "jsonrpc": "2.0",
            "id": 3,
            "method": "get_experiment",
            "params": {"experimentId": "e", "dbPath": "x"},
        },
        {"jsonrpc": "2.0", "id": 4, "method": "get_experiments"},
        {"jsonrpc": "2.0", "id": 5, "method": "describe", "paramz": {}},
        {"jsonrpc": "2.0", "id": [6], "method": "describe"},
        {"jsonrpc": "1.0", "id": 7, "method": "describe"},
        {"jsonrpc": "2.0", "id": 8, "method": 8},
        [],
        {"operation": "describe"},
    ]
    replies = served(b"\n".join(json.dumps(each).encode() for each in frames), tmp_path)
    assert [(reply["id"], reply["error"]["code"], code_of(reply)) for reply in replies] == [
        (1, -32602, "validation_failed"),
        (2, -32602, "validation_failed"),
        (3, -32602, "validation_failed"),
        (4, -32601, "unknown_operation"),
        (5, -32600, "invalid_request"),
        (None, -32600, "invalid_request"),
        (7, -32600, "invalid_request"),
        (8, -32600, "invalid_request"),
        (None, -32600, "invalid_request"),
        (None, -32600, "invalid_request"),
    ]
    assert "get_experiment" in replies[3]["error"]["message"]
    assert "paramz" in replies[4]["error"]["message"]


def test_the_store_is_the_one_named_nearest_to_the_request(tmp_path: Path) -> None:
    def location(env: dict[str, str], *arguments: str, **fields: str) -> str:
        reply = run({"operation": "init_store", **fields}, tmp_path / "home", *arguments, env=env).result
        return Path(reply["location"]).name

    names = {
        "EXPERIMENT_DB": str(tmp_path / "variable.db"),
        "PROVENLAB_URL": f"sqlite://{tmp_path}/url.sqlite3",
    }
    flag = ("--db", str(tmp_path / "flag.sqlite"))
    assert location(names, *flag, dbPath=str(tmp_path / "request.sqlite")) == "request.sqlite"
    assert location(names, *flag) == "flag.sqlite"
    assert location(names) == "variable.db"
    assert location({"PROVENLAB_URL": names["PROVENLAB_URL"]}) == "url.sqlite3"
    assert location({}) == "provenlab.sqlite"
    assert (tmp_path / "home" / "provenlab.sqlite").exists()


@pytest.mark.parametrize("name", ["EXPERIMENT_DB", "PROVENLAB_URL"])
def test_a_wrong_variable_is_named_as_such(name: str, tmp_path: Path) -> None:
    error = run({"operation": "count_experiments"}, tmp_path, env={name: "lab.txt"}).error
    assert (error["code"], paths_of(error)) == ("validation_failed", [name])


def test_the_time_out_of_a_request_bounds_its_wait(tmp_path: Path) -> None:
    import sqlite3

    store = tmp_path / "lab.sqlite"
    run({"operation": "init_store", "dbPath": str(store)}, tmp_path)
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    call = {"operation": "create_experiment", "dbPath": str(store), "lockTimeoutMs": 50, **experiment("e-1")}
    error = run(call, tmp_path).error
    holder.close()
    assert (error["code"], error["retryable"]) == ("store_locked", True)
    assert run(call, tmp_path).result["created"]


def test_a_session_keeps_few_stores_open_and_one_time_out_each(tmp_path: Path) -> None:
    frames = [
        {
            "jsonrpc": "2.0",
            "id": number,
            "method": "init_store",
            "params": {"dbPath": str(tmp_path / f"{number % 40}.sqlite"), "lockTimeoutMs": number},
        }
        for number in range(80)
    ]
    replies = served(b"\n".join(json.dumps(each).encode() for each in frames), tmp_path)
    assert all("result" in reply for reply in replies)
    assert len(replies) == 80
