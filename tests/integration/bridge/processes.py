"""Bridge processes: one request each, or one that lives and is talked to frame by frame."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.doors import BRIDGE, environment

# The peak of a process counts what its parent held when it forked, and a test run holds a lot.
_LAUNCHER = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as report:
    json.dump({"code": code, "peak": used.ru_maxrss * 1024, "cpu": used.ru_utime + used.ru_stime}, report)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one process left behind; `peak` in bytes and `cpu` in seconds where they were measured."""

    code: int
    stdout: bytes
    stderr: bytes
    peak: int = 0
    cpu: float = 0.0

    @property
    def document(self) -> Any:
        """The one JSON document; anything else is a failure."""
        assert self.stdout.endswith(b"\n"), self
        assert self.stdout.count(b"\n") == 1, self
        return json.loads(self.stdout.decode("utf-8"), parse_constant=_refuse)

    @property
    def error(self) -> dict[str, Any]:
        """The document of a coded error, which goes with exit code 1 and a silent stderr."""
        document: dict[str, Any] = self.document
        assert self.code == 1, self
        assert self.stderr == b"", self
        assert set(document) == {"error", "type", "code", "details", "retryable"}
        return document

    @property
    def result(self) -> Any:
        """The document of a success, which goes with exit code 0 and a silent stderr."""
        assert self.code == 0, self
        assert self.stderr == b"", self
        return self.document


def _refuse(constant: str) -> Any:
    raise AssertionError(f"{constant} on the wire")


def run(
    request: bytes | Mapping[str, Any] | Sequence[Any],
    home: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    program: Sequence[str | Path] = (sys.executable, BRIDGE),
    cwd: Path | None = None,
) -> Outcome:
    """One request to one process."""
    done = subprocess.run(
        [*program, *arguments],
        input=request if isinstance(request, bytes) else json.dumps(request).encode(),
        capture_output=True,
        env={**environment(home), **(env or {})},
        cwd=cwd,
        check=False,
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def measured(request: bytes, home: Path, *arguments: str) -> Outcome:
    """One request to one process whose memory and time are watched."""
    report = home.with_suffix(".usage")
    done = run(
        request,
        home,
        *arguments,
        program=(sys.executable, "-I", "-S", "-c", _LAUNCHER, report, sys.executable, BRIDGE),
    )
    assert done.code == 0, done
    used = json.loads(report.read_text())
    return Outcome(used["code"], done.stdout, done.stderr, used["peak"], used["cpu"])


def started(
    home: Path, *arguments: str, env: Mapping[str, str] | None = None, **options: Any
) -> "subprocess.Popen[bytes]":
    """A bridge that runs, with a pipe on every side; give `stdin` and the like for another one."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [sys.executable, BRIDGE, *arguments], env={**environment(home), **(env or {})}, **{**pipes, **options}
    )


def served(frames: bytes, home: Path, *arguments: str, env: Mapping[str, str] | None = None) -> list[Any]:
    """The replies to a whole session."""
    done = run(frames, home, "--serve", *arguments, env=env)
    assert (done.code, done.stderr) == (0, b"")
    return [json.loads(line, parse_constant=_refuse) for line in done.stdout.split(b"\n")[:-1]]


def frame(call_id: int, method: str, **params: Any) -> bytes:
    """One call as a line."""
    return json.dumps({"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}).encode() + b"\n"


def experiment(experiment_id: str, **more: Any) -> dict[str, Any]:
    """The fields of a small experiment."""
    return {
        "experimentId": experiment_id,
        "name": "sweep",
        "inputs": {"ohlcv": ["slice-1"]},
        "config": {"window": 20},
        "provenance": {
            "gitCommit": "0123abc",
            "gitDirty": False,
            "engineVersion": "1.0",
            "createdAt": "2025-01-31T09:30:00Z",
        },
        **more,
    }
