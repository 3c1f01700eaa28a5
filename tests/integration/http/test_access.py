"""Who is let in: Host, Origin, tokens, scopes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from provenlab.core.errors import ValidationFailed
from provenlab.core.operations.registry import Effect, all_operations
from provenlab.tools.http.gate import OPEN_PATHS
from provenlab.tools.http.server import ServeOptions, names_of, serve
from provenlab.tools.http.tokens import TokenFile, new_token
from tests.integration.http.door import client_of
from tests.labs import Bench, opened

PATHS = [
    *((f"/v1/{each.name}", "GET" if each.effect is Effect.READ else "POST") for each in all_operations()),
    ("/v1/artifacts/a-1/content", "GET"),
    ("/openapi.json", "GET"),
    ("/healthz", "GET"),
    ("/no-such-path", "GET"),
]


@pytest.fixture
def served() -> Iterator[Bench]:
    with opened("memory:") as bench:
        yield bench


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


@pytest.fixture
def guarded(token_file: Path) -> Iterator[tuple[TestClient, str, str]]:
    """A client without token, one secret that may read and one that may write."""
    read, write = (new_token(token_file, scope, f"the-{scope}r") for scope in ("read", "write"))
    with opened("memory:") as bench, client_of(bench, tokens=TokenFile(token_file)) as client:
        yield client, read, write


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1@evil", "a:b:c", "[::1"]
)
def test_a_foreign_host_reaches_no_path(client: TestClient, host: str) -> None:
    for path, method in PATHS:
        answer = client.request(method, path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path


@pytest.mark.parametrize("host", ["localhost", "localhost:8321", "127.0.0.1:1", "[::1]:8321", "LOCALHOST"])
def test_the_names_of_this_machine_are_taken(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://localhost.evil"]
)
def test_a_page_of_another_origin_reaches_no_path(client: TestClient, origin: str) -> None:
    for path, method in PATHS:
        assert client.request(method, path, headers={"Origin": origin}).status_code == 403, path
    assert client.get("/healthz", headers={"Origin": "http://localhost"}).status_code == 200


def test_a_browser_that_says_that_another_site_asks_is_believed(client: TestClient) -> None:
    for site in ("cross-site", "same-site"):
        assert client.get("/v1/list_runs", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.get("/v1/list_runs", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_form_of_a_page_cannot_write(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = client.post("/v1/init_store", content=b"{}", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "invalid_request")


def test_no_answer_may_be_framed_sniffed_or_read_by_other_pages(client: TestClient) -> None:
    for path, method in PATHS:
        headers = client.request(method, path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "Access-Control-Allow-Origin" not in headers


def test_every_path_but_the_open_ones_wants_a_token(guarded: tuple[TestClient, str, str]) -> None:
    client, _, _ = guarded
    for path, method in PATHS:
        answer = client.request(method, path)
        if path in OPEN_PATHS:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), path
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", "Basic {read}", "Bearer {read}x", "{read}", "Bearer \u00e9"]
)
def test_what_is_no_known_token_is_refused(guarded: tuple[TestClient, str, str], given: str) -> None:
    client, read, _ = guarded
    sent = given.format(read=read).encode("latin-1")
    assert client.get("/v1/list_runs", headers=[(b"authorization", sent)]).status_code == 401


def test_a_token_may_what_its_scope_says(guarded: tuple[TestClient, str, str]) -> None:
    client, read, write = guarded
    for secret, may_write in ((read, False), (write, True)):
        bearer = {"Authorization": f"Bearer {secret}"}
        for path, method in PATHS:
            answer = client.request(method, path, headers=bearer)
            refused = answer.status_code == 403
            assert refused == (method == "POST" and not may_write), path


def test_the_file_holds_no_secret_and_a_line_less_withdraws_one(
    guarded: tuple[TestClient, str, str], token_file: Path
) -> None:
    client, read, write = guarded
    assert read not in token_file.read_text()
    assert token_file.stat().st_mode & 0o077 == 0
    bearer = {"Authorization": f"Bearer {read}"}
    assert client.get("/v1/list_runs", headers=bearer).status_code == 200
    lines = token_file.read_text().splitlines()
    token_file.write_text(f"# withdrawn\n{lines[1]}\n")
    assert client.get("/v1/list_runs", headers=bearer).status_code == 401
    assert client.get("/v1/list_runs", headers={"Authorization": f"Bearer {write}"}).status_code == 200


def test_a_token_file_that_others_may_change_or_that_is_damaged_lets_nobody_in(
    guarded: tuple[TestClient, str, str], token_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client, read, _ = guarded
    bearer = {"Authorization": f"Bearer {read}"}
    assert client.get("/v1/list_runs", headers=bearer).status_code == 200
    os.chmod(token_file, 0o666)
    assert client.get("/v1/list_runs", headers=bearer).status_code == 503
    os.chmod(token_file, 0o600)
    assert client.get("/v1/list_runs", headers=bearer).status_code == 200
    token_file.write_text(f"{token_file.read_text()}root x\n")
    answer = client.get("/v1/list_runs", headers=bearer)
    assert answer.status_code == 503
    assert str(token_file) not in answer.text
    assert "line 3 is no token" in caplog.text
    token_file.unlink()
    assert client.get("/v1/list_runs", headers=bearer).status_code == 503


def test_a_server_that_only_reads_refuses_every_write() -> None:
    with opened("memory:") as bench, client_of(bench, writes=False) as client:
        for path, method in PATHS:
            assert (client.request(method, path).status_code == 403) == (method == "POST"), path


def test_who_may_only_read_is_told_what_a_path_takes(guarded: tuple[TestClient, str, str]) -> None:
    client, read, _ = guarded
    answer = client.options("/v1/list_runs", headers={"Authorization": f"Bearer {read}"})
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_a_request_keeps_its_id_when_it_is_one(client: TestClient) -> None:
    assert (
        client.get("/healthz", headers={"X-Request-Id": "job-7.a_B"}).headers["X-Request-Id"] == "job-7.a_B"
    )
    for given in ("", "a b", "x" * 65, "a\tb"):
        made = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
        assert len(made) == 24
    assert client.get("/v1/get_run?runId=x", headers={"Host": "evil"}).headers["X-Request-Id"]


def test_beyond_this_machine_a_server_does_not_start_without_tokens_and_names(token_file: Path) -> None:
    def refused(**options: object) -> str:
        with pytest.raises(ValidationFailed) as caught:
            serve(ServeOptions("memory:", port=0, **options), print)  # type: ignore[arg-type]
        return caught.value.message

    assert "is needed where others reach" in refused(host="192.0.2.1")
    assert "needs the names" in refused(host="0.0.0.0", token_file=token_file)
    assert "cannot be read" in refused(host="192.0.2.1", token_file=token_file)
    token_file.touch()
    assert "has no token" in refused(host="192.0.2.1", token_file=token_file)
    named = ServeOptions(host="0.0.0.0", allowed_hosts=("lab.example",))
    assert set(names_of(named)) == {"lab.example"}
    assert "lab.example" not in names_of(ServeOptions())


def test_a_token_is_made_for_a_known_scope_and_a_name_without_spaces(token_file: Path) -> None:
    for scope, name in (("admin", "ci"), ("read", "a b"), ("read", ""), ("read", "x\nwrite")):
        with pytest.raises(ValidationFailed):
            new_token(token_file, scope, name)
    assert not token_file.exists()
    secrets = {new_token(token_file, "read", "ci") for _ in range(3)}
    assert len(secrets) == 3
