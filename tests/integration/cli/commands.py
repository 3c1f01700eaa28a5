"""Running the command line: in this process, or as a process of its own."""

import contextlib
import io
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provenlab.tools.cli.main import run_command
from tests.doors import environment


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def run_here(*arguments: str) -> Ran:
    """In this process, with the environment as it is."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(list(arguments))
    return Ran(code, out.getvalue(), err.getvalue())


def run_process(
    home: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    encoding: str = "utf-8",
) -> Ran:
    """As `provenlab` on a command line."""
    done = subprocess.run(
        [sys.executable, "-m", "provenlab", *arguments],
        input=stdin,
        capture_output=True,
        encoding=encoding,
        env={**environment(home), **(env or {})},
        check=False,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
