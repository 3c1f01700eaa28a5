"""The bridge as a host drives it: a process a call, or one process for many."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parent.parent / "tools" / "experiment_tracker_ops.py"


def environment() -> dict[str, str]:
    """Of a bridge that is told its store and nothing else."""
    return {
        key: value for key, value in os.environ.items() if not key.startswith(("PROVENLAB_", "EXPERIMENT_DB"))
    }


def start_call(operation: str, url: str, params: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """A process that has been handed its one request; its reply is to be read."""
    process = subprocess.Popen(
        [sys.executable, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"operation": operation, "dbPath": url, **params}).encode())
    process.stdin.close()
    return process


def reply_of(process: subprocess.Popen[bytes]) -> Any:
    """The result of a process from `start_call`; RuntimeError for an error document."""
    assert process.stdout is not None
    with process.stdout:
        document = json.loads(process.stdout.read())
    if process.wait() != 0:
        raise RuntimeError(f"the bridge refused: {document}")
    return document


def call_once(operation: str, url: str, params: Mapping[str, Any]) -> Any:
    """One process, one call."""
    return reply_of(start_call(operation, url, params))


class Frames:
    """A child process that answers each line with a line."""

    def __init__(self, command: list[str]) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment())

    def exchange(self, frame: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(frame + b"\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def call(self, method: str, params: Mapping[str, Any]) -> Any:
        """As JSON-RPC; RuntimeError for an error."""
        frame = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        document = json.loads(self.exchange(json.dumps(frame).encode()))
        if "error" in document:
            raise RuntimeError(f"the bridge refused: {document['error']}")
        return document["result"]

    def close(self) -> None:
        self._process.communicate()


def serve(url: str) -> Frames:
    """A bridge that lives until it is closed."""
    return Frames([sys.executable, str(SCRIPT), "--serve", "--db", url])


_ECHO = (
    "import sys\nfor line in sys.stdin.buffer:\n sys.stdout.buffer.write(line)\n sys.stdout.buffer.flush()"
)


def echo() -> Frames:
    """What the pipe alone costs."""
    return Frames([sys.executable, "-c", _ECHO])
