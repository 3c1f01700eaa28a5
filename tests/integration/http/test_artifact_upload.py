"""Bytes that are published as they arrive."""

import base64
import hashlib
import os
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from provenlab.tools.http.door import Limits
from provenlab.tools.http.tokens import TokenFile, new_token
from tests.doors import DirectDoor, OneShotDoor
from tests.integration.http.door import client_of
from tests.integration.http.test_server import serving
from tests.labs import Bench

MEGABYTES = int(os.environ.get("PROVENLAB_UPLOAD_MB", "48"))
DATA = bytes(range(256)) * 4_000
PATH = "/v1/artifacts/a-1/content"
DESCRIBED = {"kind": "weights", "name": "n"}


def digest_header(data: bytes) -> dict[str, str]:
    return {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"}


def kept(bench: Bench) -> list[str]:
    return [blob.storage_uri for blob in bench.lab.blobs.list_blobs()]


def test_a_body_becomes_an_artifact_and_again_it_is_there(served: Bench, client: TestClient) -> None:
    query = {**DESCRIBED, "summary": '{"layers": 3}', "logicalKey": "weights/fd"}
    first = client.put(PATH, params=query, content=DATA, headers=digest_header(DATA))
    assert (first.status_code, first.json()["created"], first.json()["sizeBytes"]) == (201, True, len(DATA))
    again = client.put(PATH, params=query, content=iter([DATA[:5], DATA[5:]]))
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert client.get(PATH).content == DATA
    record = DirectDoor(served.lab)("get_artifact", artifactId="a-1")
    assert {key: record[key] for key in ("summary", "logicalKey", "format")} == {
        "summary": {"layers": 3},
        "logicalKey": "weights/fd",
        "format": "bytes",
    }
    assert {**record, "created": False} == again.json()


def test_other_bytes_under_the_same_id_are_a_conflict(client: TestClient) -> None:
    assert client.put(PATH, params=DESCRIBED, content=b"one").status_code == 201
    refused = client.put(PATH, params=DESCRIBED, content=b"two")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert client.get(PATH).content == b"one"


def test_a_format_is_checked_as_in_every_door(served: Bench, client: TestClient) -> None:
    table = client.put(PATH, params={**DESCRIBED, "format": "csv"}, content=b"a,b\n1,2\n").json()
    described = {"kind": "weights", "name": "n", "format": "csv", "textContent": "a,b\n1,2\n"}
    other = DirectDoor(served.lab)("publish_artifact", artifactId="a-2", **described)
    assert (table["contentHash"], table["summary"]) == (other["contentHash"], other["summary"])
    refused = client.put("/v1/artifacts/a-3/content", params={**DESCRIBED, "format": "json"}, content=b"{")
    assert (refused.status_code, refused.json()["code"]) == (422, "unreadable_content")


@pytest.mark.parametrize("header", ["Repr-Digest", "Content-Digest"])
def test_a_body_that_is_not_what_its_digest_says_leaves_nothing(
    served: Bench, client: TestClient, header: str
) -> None:
    wrong = {header: f"sha-512=:AAAA:, {digest_header(b'other')['Repr-Digest']}"}
    refused = client.put(PATH, params=DESCRIBED, content=DATA, headers=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "digest_mismatch")
    assert client.get(PATH).status_code == 404
    assert kept(served) == []


@pytest.mark.parametrize("digest", ["sha-256=abc", "sha-256=:AAAA:", "sha-256=:***:", "sha-256=::"])
def test_a_digest_that_is_none_is_named(client: TestClient, digest: str) -> None:
    refused = client.put(PATH, params=DESCRIBED, content=DATA, headers={"Content-Digest": digest})
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("Content-Digest: expected sha-256=:")


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"kind": "k"}, "name"),
        ({**DESCRIBED, "nmae": "n"}, "nmae"),
        ({**DESCRIBED, "path": "/etc/passwd"}, "path"),
        ({**DESCRIBED, "textContent": "t"}, "textContent"),
        ({**DESCRIBED, "artifactId": "other"}, "artifactId"),
        ({**DESCRIBED, "parents": "a-0"}, "parents"),
        ({**DESCRIBED, "format": "xml"}, "format"),
    ],
)
def test_a_wrong_description_is_refused_by_name(
    served: Bench, client: TestClient, query: dict[str, str], path: str
) -> None:
    refused = client.put(PATH, params=query, content=DATA)
    assert (refused.status_code, refused.json()["details"]["faults"][0]["path"]) == (422, path)
    assert kept(served) == []


def test_a_body_has_a_limit_and_no_encoding(served: Bench) -> None:
    with client_of(served, limits=Limits(upload_bytes=len(DATA) - 1)) as client:
        refused = client.put(PATH, params=DESCRIBED, content=DATA)
        assert (refused.status_code, refused.json()["code"]) == (413, "limit_exceeded")
        assert kept(served) == []
        encoded = client.put(PATH, params=DESCRIBED, content=b"x", headers={"Content-Encoding": "gzip"})
        assert encoded.status_code == 415


def test_who_may_only_read_sends_nothing(served: Bench, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    read, write = (new_token(tokens, scope, scope) for scope in ("read", "write"))
    with client_of(served, tokens=TokenFile(tokens)) as client:
        for token, status in ((None, 401), (read, 403), (write, 201)):
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            assert client.put(PATH, params=DESCRIBED, content=b"x", headers=headers).status_code == status
    with client_of(served, writes=False) as client:
        assert client.put(PATH, params=DESCRIBED, content=b"x").status_code == 403


def test_a_client_that_hangs_up_midway_leaves_nothing(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    OneShotDoor(str(store), tmp_path / "home")("init_store")
    with serving(tmp_path / "home", store) as (_, client):
        host, port = client.base_url.host, client.base_url.port or 0
        head = f"PUT {PATH}?kind=k&name=n HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000000\r\n\r\n"
        with socket.create_connection((host, port)) as connection:
            connection.sendall(head.encode() + b"a" * 3_000_000)
            assert eventually(lambda: bool(files(tmp_path)))
        assert eventually(lambda: not files(tmp_path))
        assert client.get(PATH).status_code == 404
        assert client.put(PATH, params=DESCRIBED, content=b"whole").status_code == 201


def files(home: Path) -> list[Path]:
    return [each for each in (home / "lab.sqlite.blobs").rglob("*") if each.is_file()]


def eventually(holds: Callable[[], bool], tries: int = 2_000) -> bool:
    for _ in range(tries):
        if holds():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory as Linux tells it")
def test_neither_way_needs_memory_for_all_bytes(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    OneShotDoor(str(store), tmp_path / "home")("init_store")
    block = os.urandom(1024 * 1024)
    digest = hashlib.sha256()
    for _ in range(MEGABYTES):
        digest.update(block)
    with serving(tmp_path / "home", store) as (process, client):
        assert client.put("/v1/artifacts/small/content", params=DESCRIBED, content=b"x").status_code == 201
        assert client.get("/v1/artifacts/small/content").content == b"x"
        before = peak_kilobytes(process.pid)
        sent = client.put(PATH, params=DESCRIBED, content=(block for _ in range(MEGABYTES)), timeout=120)
        assert sent.json()["fileHash"] == digest.hexdigest()
        with client.stream("GET", PATH) as answer:
            found = hashlib.sha256()
            for chunk in answer.iter_raw():
                found.update(chunk)
        assert found.hexdigest() == digest.hexdigest()
        part = client.get(PATH, headers={"Range": f"bytes=-{len(block) - 1}"})
        assert part.content == block[1:]
        assert peak_kilobytes(process.pid) - before < MEGABYTES * 1024 // 3


def peak_kilobytes(process_id: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process_id}/status").read_text())
    assert found is not None
    return int(found[1])


def test_a_part_of_a_resumed_transfer_is_not_kept_as_the_whole(served: Bench, client: TestClient) -> None:
    part = {"Content-Range": f"bytes 100-{len(DATA) - 1}/{len(DATA)}"}
    answer = client.put(PATH, params=DESCRIBED, content=DATA[100:], headers=part)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
    assert kept(served) == []


def test_who_wants_to_be_the_first_is_told_when_he_is_not(client: TestClient) -> None:
    first = {"If-None-Match": "*"}
    assert client.put(PATH, params=DESCRIBED, content=DATA, headers=first).status_code == 201
    assert client.put(PATH, params=DESCRIBED, content=DATA, headers=first).status_code == 412
    assert client.put(PATH, params=DESCRIBED, content=DATA).status_code == 200
