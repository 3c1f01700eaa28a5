"""A real process and a real browser: the policy lets our files run, and a run is followed as it goes on."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from provenlab.tools.pages.site import site
from tests.doors import DirectDoor, environment
from tests.integration.pages.browsing import reading_of
from tests.labs import opened

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def test_the_command_serves_pages_until_it_is_interrupted(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "provenlab", "--store", new_url("sqlite"), "ui", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(tmp_path)) as server:
        assert server.stderr is not None
        address = server.stderr.readline().split()[-1]
        with urlopen(f"{address}/runs") as answer:
            assert "No run meets these criteria" in answer.read().decode()
        server.send_signal(signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


@contextmanager
def _listening(app: ASGIApp) -> Iterator[str]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", lifespan="off", log_config=None))
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


def _seen(address: str, folder: Path) -> tuple[str, str]:
    """The document after ten seconds of the page's own time, and what was said on the console."""
    command = [
        str(CHROMIUM),
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--enable-logging=stderr",
        f"--user-data-dir={folder}",
        "--virtual-time-budget=10000",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "--dump-dom",
        address,
    ]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return seen.stdout, "\n".join(line for line in seen.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_run_that_goes_on_is_followed_without_a_reload(
    new_url: Callable[[str], str], tmp_path: Path
) -> None:
    with opened(new_url("sqlite")) as bench:
        call = DirectDoor(bench.lab)
        call("start_run", runId="run-1", name="night <b>shift</b>", config={"lr": 0.1})
        app, door = site(bench.lab)
        asked: list[str] = []

        async def ends_when_asked_again(scope: Scope, receive: Receive, send: Send) -> None:
            asked.append(scope["path"])
            if asked.count("/runs/run-1/live") == 1 and scope["path"].endswith("/live"):
                call("finish_run", runId="run-1", metrics={"auc": 0.91})
            await app(scope, receive, send)

        with _listening(ends_when_asked_again) as address:
            before = reading_of(urlopen(f"{address}/runs/run-1").read().decode())
            document, console = _seen(f"{address}/runs/run-1", tmp_path / "profile")
        door.close()
    assert "auc 0.91" not in before.text
    page = reading_of(document)
    assert "auc 0.91" in page.text
    assert page.all("h1")[0].text == "night <b>shift</b>"
    assert asked.count("/runs/run-1") == 2
    assert asked.count("/runs/run-1/live") == 1
    assert console == ""
