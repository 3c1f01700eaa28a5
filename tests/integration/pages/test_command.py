"""The pages as the command serves them, in a process of their own."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from tests.doors import environment

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
