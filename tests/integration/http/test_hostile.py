"""Requests that nobody means well with."""

import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from provenlab.tools.http.door import Limits
from tests.doors import DirectDoor
from tests.integration.http.door import client_of
from tests.labs import Bench, opened

JSON = {"Content-Type": "application/json"}
PAYLOADS = [
    "<script>alert(1)</script>",
    "'; DROP TABLE runs; --",
    "../../etc/hosts",
    "\r\nSet-Cookie: a=b",
    "%00%0d%0a",
    "{{7*7}}",
    "\u202e\u0000"[:1],
    "\U0001f4a5" * 50,
    "a" * 128,
]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"[]", 400, "invalid_request"),
        (b'"text"', 400, "invalid_request"),
        (b'{"name": "a", "name": "b"}', 400, "invalid_json"),
        (b'{"name": NaN}', 400, "invalid_json"),
        (b'{"name": "\xff"}', 400, "invalid_json"),
        (b'{"name": "\\u0000"}', 400, "invalid_json"),
        (b'{"name": "\\ud800"}', 400, "invalid_json"),
        (b'{"config": ' + b"[" * 500 + b"]" * 500 + b"}", 413, "limit_exceeded"),
        (b'{"unknown": 1, "name": "n"}', 422, "validation_failed"),
        (b'{"dbPath": "/etc/passwd", "name": "n", "config": {}}', 422, "validation_failed"),
    ],
)
def test_a_body_that_is_no_request_is_refused_and_writes_nothing(
    served: Bench, client: TestClient, body: bytes, status: int, code: str
) -> None:
    answer = client.post("/v1/start_run", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert DirectDoor(served.lab)("list_runs")["items"] == []


def test_a_body_is_not_read_beyond_its_limit(served: Bench) -> None:
    with client_of(served, limits=Limits(request_bytes=1_000)) as client:
        fits = json.dumps({"name": "n", "config": {"a": "x" * 800}}).encode()
        assert client.post("/v1/start_run", content=fits, headers=JSON).status_code == 200
        endless = (b" " * 600 for _ in range(1_000))
        answer = client.post("/v1/start_run", content=endless, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")
        assert answer.json()["details"] == {"field": "request", "limit": 1000, "unit": "bytes"}


def test_a_packed_body_is_not_unpacked(client: TestClient) -> None:
    headers = {**JSON, "Content-Encoding": "gzip"}
    assert client.post("/v1/init_store", content=b"\x1f\x8b", headers=headers).status_code == 415


def test_a_write_takes_nothing_from_the_query(client: TestClient) -> None:
    answer = client.post("/v1/start_run?name=n", content=b"{}", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("query", "status"), [("name=%ff", 400), ("name=%c3%28", 400), ("&" + "a=1&" * 11_000, 413), ("=x", 422)]
)
def test_a_query_that_is_no_text_is_refused(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/v1/list_runs?{query}").status_code == status


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_comes_back_as_it_went_in_and_touches_no_header(
    served: Bench, client: TestClient, payload: str
) -> None:
    sent = {"runId": "r", "name": payload, "config": {payload: [payload]}, "tags": [payload]}
    assert client.post("/v1/start_run", json=sent).status_code == 200
    answer = client.get("/v1/list_runs", params={"name": payload, "tags": payload, "limit": 1})
    (found,) = answer.json()["items"]
    assert (found["name"], found["config"], found["tags"]) == (payload, {payload: [payload]}, [payload])
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    "path", ["/v1/../etc/passwd", "/v1//get_run", "/v1/get_run/", "/v1/__init__", "/v1/%2e%2e"]
)
def test_a_path_that_is_no_route_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_operation")


def test_no_file_of_the_server_is_published(new_url: Callable[[str], str]) -> None:
    from provenlab.tools.compose import open_parts
    from provenlab.tools.http.app import api

    lab = open_parts(new_url("sqlite"), reads_files=False)
    app, door = api(lab)
    with TestClient(app, base_url="http://localhost") as client:
        for operation, more in (
            ("publish_artifact", {"kind": "k", "name": "n"}),
            ("log_model_version", {"config": {}, "metrics": {}}),
        ):
            answer = client.post(f"/v1/{operation}", json={"path": "/etc/hostname", **more})
            assert answer.status_code == 422, answer.json()
            assert "file of the server" in answer.json()["error"], answer.json()
    door.close()


def test_a_fault_of_ours_tells_its_kind_and_not_what_it_held(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with opened("memory:") as bench, client_of(bench) as client:
        secret = "hunter2"

        def broken(*_: object) -> None:
            raise RuntimeError(secret)

        monkeypatch.setattr(bench.lab.store.__class__, "description", broken)
        answer = client.get("/v1/describe_store", headers={"X-Request-Id": "night-7"})
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert secret not in answer.text
        (line,) = caplog.messages
        assert line.startswith("night-7 RuntimeError at ")
        assert "test_hostile.py:" in line
        assert secret not in line
