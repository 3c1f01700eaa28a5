"""`provenlab ui` in a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.doors import environment


@contextmanager
def served(store: Path, home: Path, *options: str) -> Iterator[tuple[str, str]]:
    """The address of the pages of a store, and the one that lets a browser act, or an empty text.

    The server ends with the block, and must have had nothing to complain of.
    """
    command = [sys.executable, "-m", "provenlab", "--store", str(store), "ui", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(home)) as server:
        assert server.stderr is not None
        entrance = ""
        try:
            address = server.stderr.readline().split()[-1]
            if "--allow-actions" in options:
                entrance = server.stderr.readline().split()[-1]
            yield address, entrance
        finally:
            server.send_signal(signal.SIGINT)
            rest = [line for line in server.stderr if not entrance or "to act, open" not in line]
    assert (server.returncode, rest) == (0, [])
