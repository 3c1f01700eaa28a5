"""`provenlab serve` as a process."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from provenlab.tools.http.server import ServeOptions, bound
from tests.doors import OneShotDoor, environment
from tests.integration.cli.commands import run_process


@contextmanager
def serving(
    home: Path, store: Path, *words: str, scheme: str = "http"
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server process that is told to end, and must do so as it should."""
    process = subprocess.Popen(
        [sys.executable, "-m", "provenlab", "serve", "--store", str(store), "--port", "0", *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(home),
        text=True,
    )
    assert process.stderr is not None
    try:
        address = process.stderr.readline().partition(" at ")[2].strip()
        assert address.startswith(f"{scheme}://127.0.0.1:"), address
        with httpx.Client(base_url=address) as client:
            yield process, client
    finally:
        process.send_signal(signal.SIGTERM)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in errors


@pytest.fixture(params=["sqlite", "duckdb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / f"lab.{request.param}"


def test_a_server_and_other_processes_share_a_store(store: Path, tmp_path: Path) -> None:
    bridge = OneShotDoor(str(store), tmp_path / "home")
    with serving(tmp_path / "home", store) as (_, client):
        assert client.get("/v1/list_runs").json()["code"] == "not_initialised"
        for number in range(3):
            sent = {"runId": f"served-{number}", "name": "n", "config": {}}
            assert client.post("/v1/start_run", json=sent).status_code == 200
            # A lock that the server kept would make the other process wait, and fail.
            bridge("start_run", runId=f"called-{number}", name="n", config={}, lockTimeoutMs=5_000)
        assert len(client.get("/v1/list_runs").json()["items"]) == 6
        if store.suffix == ".duckdb":
            held = {os.readlink(each) for each in Path(f"/proc/{_.pid}/fd").iterdir()}
            assert str(store) not in held
    assert bridge("verify_store")["findings"] == []


def test_a_transfer_of_damaged_bytes_breaks_off(tmp_path: Path) -> None:
    store = tmp_path / "lab.sqlite"
    bridge = OneShotDoor(str(store), tmp_path / "home")
    source = tmp_path / "source"
    source.write_bytes(b"a" * 3_000_000)
    sent = bridge("publish_artifact", artifactId="a-1", kind="k", name="n", path=str(source))
    blob = tmp_path / "lab.sqlite.blobs" / sent["storageUri"]
    with serving(tmp_path / "home", store) as (_, client):
        assert client.get("/v1/artifacts/a-1/content").content == source.read_bytes()
        blob.chmod(0o600)
        blob.write_bytes(b"a" * 2_999_999 + b"b")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/v1/artifacts/a-1/content")


def test_a_client_that_stalls_holds_up_nobody(tmp_path: Path) -> None:
    with serving(tmp_path / "home", tmp_path / "lab.sqlite", "--log") as (_, client):
        place = (client.base_url.host, client.base_url.port or 0)
        stalled = [socket.create_connection(place) for _ in range(20)]
        for each in stalled:
            each.sendall(b"POST /v1/init_store HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n")
        assert client.post("/v1/init_store", json={}).status_code == 200
        for each in stalled:
            each.close()


def test_tokens_made_by_the_command_are_taken_by_the_server(tmp_path: Path) -> None:
    tokens, store = tmp_path / "tokens", tmp_path / "lab.sqlite"
    made = run_process(tmp_path, "token", str(tokens), "--scope", "write", "--name", "ci", "--json")
    assert made.code == 0, made
    bearer = {"Authorization": f"Bearer {json.loads(made.stdout)['token']}"}
    with serving(tmp_path / "home", store, "--token-file", str(tokens)) as (_, client):
        assert client.post("/v1/init_store", json={}).status_code == 401
        assert client.post("/v1/init_store", json={}, headers=bearer).status_code == 200


def test_a_server_that_would_be_open_to_all_does_not_start(tmp_path: Path) -> None:
    refused = run_process(tmp_path, "serve", "--host", "192.0.2.1", "--store", str(tmp_path / "l.sqlite"))
    assert refused.code == 2
    assert "--token-file is needed where others reach the server" in refused.stderr
    assert "unencrypted" not in refused.stderr, "nothing goes anywhere"


def test_answers_are_sent_at_once(tmp_path: Path) -> None:
    """asyncio sets TCP_NODELAY on what a socket of this protocol accepts, and on no other."""
    with bound(ServeOptions(str(tmp_path / "lab.sqlite"), port=0)) as listening:
        assert (listening.type, listening.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)


IMPATIENT = """
import sys
from provenlab.tools.http.server import ServeOptions, serve
serve(ServeOptions(sys.argv[1], port=0, head_s=0.3), lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_client_that_trickles_is_cut_off(tmp_path: Path, first: bytes) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, str(tmp_path / "lab.sqlite")],
        stdout=subprocess.PIPE,
        env=environment(tmp_path / "home"),
        text=True,
    )
    assert process.stdout is not None
    try:
        host, _, port = process.stdout.readline().strip().removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as trickling:
            trickling.sendall(first)
            if first:
                assert trickling.recv(4_096).startswith(b"HTTP/1.1 200")
            trickling.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
            trickling.settimeout(0.05)
            assert is_cut_off(trickling)
        assert httpx.get(f"http://{host}:{port}/healthz").status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 0


def is_cut_off(trickling: socket.socket) -> bool:
    """Whether the server ends the connection while bytes still come."""
    for _ in range(600):
        try:
            trickling.sendall(b"x")
            if trickling.recv(1) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False
