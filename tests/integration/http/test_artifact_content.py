"""The bytes of artifacts over HTTP."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from provenlab.core.errors import DigestMismatch
from provenlab.tools.http.artifact_content import one_behind
from tests.doors import DirectDoor
from tests.labs import Bench

DATA = bytes(range(256)) * 4_000
PATH = "/v1/artifacts/blob-1/content"


@pytest.fixture(autouse=True)
def published(served: Bench) -> None:
    call = DirectDoor(served.lab)
    content = base64.b64encode(DATA).decode()
    call("publish_artifact", artifactId="blob-1", kind="k", name="n", base64Content=content)
    call("publish_artifact", artifactId="empty:1", kind="k", name='a "name"\r\nX: y', textContent="")
    call("publish_artifact", artifactId="table", kind="k", name="n", format="csv", textContent="a\n1\n")


def test_the_whole_comes_with_its_digest_and_as_an_attachment(client: TestClient) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.content) == (200, DATA)
    digest = hashlib.sha256(DATA)
    assert answer.headers["ETag"] == f'"sha256-{digest.hexdigest()}"'
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert answer.headers["Content-Length"] == str(len(DATA))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="blob-1.bin"'
    assert client.get("/v1/artifacts/table/content").headers["Content-Type"] == "text/csv; charset=utf-8"


def test_nothing_is_sent_as_nothing(client: TestClient) -> None:
    answer = client.get("/v1/artifacts/empty:1/content")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="empty_1.bin"'
    assert client.get("/v1/artifacts/empty:1/content", headers={"Range": "bytes=0-"}).status_code == 416


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-300", 5, 300),
        ("bytes=1000000-", 1_000_000, len(DATA) - 1),
        ("bytes=-10", len(DATA) - 10, len(DATA) - 1),
        ("bytes=-99999999", 0, len(DATA) - 1),
        ("bytes=1000-99999999", 1000, len(DATA) - 1),
    ],
)
def test_a_range_is_sent_alone(client: TestClient, wanted: str, first: int, last: int) -> None:
    answer = client.get(PATH, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, DATA[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(DATA)}"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    head = client.head(PATH, headers={"Range": wanted})
    assert (head.status_code, head.headers["Content-Range"]) == (206, answer.headers["Content-Range"])


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,5-6", "lines=0-1", "bytes=", "bytes=-", "bytes=9-3", "bytes=a-b"]
)
def test_what_is_no_single_range_is_answered_with_everything(client: TestClient, wanted: str) -> None:
    assert client.get(PATH, headers={"Range": wanted}).content == DATA


def test_a_range_behind_the_end_is_refused_with_the_size(client: TestClient) -> None:
    for wanted in (f"bytes={len(DATA)}-", "bytes=99999999-", "bytes=-0"):
        answer = client.get(PATH, headers={"Range": wanted})
        assert (answer.status_code, answer.json()["code"]) == (416, "invalid_request")
        assert answer.headers["Content-Range"] == f"bytes */{len(DATA)}"


def test_who_has_the_bytes_gets_none(client: TestClient) -> None:
    etag = client.head(PATH).headers["ETag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = client.get(PATH, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["ETag"] == etag
    assert client.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200
    part = {"Range": "bytes=0-1"}
    assert client.get(PATH, headers={**part, "If-Range": etag}).status_code == 206
    assert client.get(PATH, headers={**part, "If-Range": '"other"'}).status_code == 200


def test_the_metrics_of_a_run_are_read_like_any_artifact(served: Bench, client: TestClient) -> None:
    call = DirectDoor(served.lab)
    call("start_run", runId="r", name="n", config={})
    call("finish_run", runId="r", metrics={"auc": 0.5})
    found = call("list_artifacts", filter={"producerId": "r"})["items"][0]["artifactId"]
    assert client.get(f"/v1/artifacts/{found}/content").json() == {"auc": 0.5}
    assert client.get(f"/v1/artifacts/{found}/content", headers={"Range": "bytes=0-6"}).content == b'{"auc":'


def test_a_missing_artifact_and_missing_bytes_are_told_apart(served: Bench, client: TestClient) -> None:
    assert client.get("/v1/artifacts/no-such/content").status_code == 404
    assert client.get("/v1/artifacts/..%2Fx/content").status_code in (404, 422)
    uri = DirectDoor(served.lab)("get_artifact", artifactId="blob-1")["storageUri"]
    served.lab.blobs.delete(uri)
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (410, "blob_missing")


def test_the_end_is_held_back_until_the_digest_fits() -> None:
    def damaged() -> Iterator[bytes]:
        yield b"one"
        yield b"two"
        raise DigestMismatch("not what was recorded")

    sent: list[bytes] = []
    with pytest.raises(DigestMismatch):
        sent.extend(one_behind(damaged()))
    assert list(one_behind(iter([b"a", b"b", b"c"]))) == [b"a", b"b", b"c"]
    chunks = one_behind(damaged())
    assert next(chunks) == b"one"
    with pytest.raises(DigestMismatch):
        next(chunks)


def test_bytes_are_sent_only_while_they_have_the_wanted_tag(client: TestClient) -> None:
    tag = client.get(PATH).headers["ETag"]
    for wanted in (tag, "*", f'"other", {tag}'):
        assert client.get(PATH, headers={"If-Match": wanted}).status_code == 200
    answer = client.get(PATH, headers={"If-Match": '"other"', "Range": "bytes=0-1"})
    assert (answer.status_code, answer.json()["details"]) == (412, {"header": "If-Match"})
