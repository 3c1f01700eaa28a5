"""Runs a command with PROVENLAB_TEST_POSTGRES_URL naming a server that lives as long as the command.

`python -m tests.with_postgres npm test`; where no PostgreSQL is installed, the command runs without.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from tests.postgres_server import installed_servers, running_server

VARIABLE = "PROVENLAB_TEST_POSTGRES_URL"


def run_with_postgres(command: Sequence[str]) -> int:
    """The command's exit code."""
    with ExitStack() as stack:
        environment = dict(os.environ)
        if VARIABLE not in environment:
            if installed_servers():
                environment[VARIABLE] = stack.enter_context(running_server()).url
            else:
                sys.stderr.write("no PostgreSQL is installed: its part of the tests is left out\n")
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(run_with_postgres(sys.argv[1:]))
