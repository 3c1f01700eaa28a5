"""The bridge's command line."""

import argparse
import sys
from dataclasses import dataclass

from provenlab.core.operations import MODULES
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.one_shot import MAX_REQUEST_BYTES, answer_once
from provenlab.tools.bridge.replies import MAX_REPLY_BYTES
from provenlab.tools.bridge.signals import interruptible
from provenlab.tools.bridge.wire import write_all

DEFAULT_IDLE_MS = 200

_DESCRIPTION = """\
Records experiments and answers questions about them, as JSON over standard input and output.

One request:   one JSON object on stdin, one JSON document on stdout.
               {"operation": "get_experiment", "dbPath": "lab.duckdb", "experimentId": "exp-1"}
               Fields stand flat or under "params"; names are camelCase or snake_case.
               Exit code 0: the bare result. Exit code 1: {"error", "type", "code", "details", "retryable"}.
JSON-RPC 2.0:  an object with "jsonrpc": "2.0", or an array of such objects (a batch).
               The operation is the method; dbPath and its like are parameters.
--serve:       JSON-RPC, one frame a line, until stdin ends; SIGTERM finishes the current call.

Around the parameters of any operation:
  dbPath         the store: a path ending in .duckdb, .sqlite, .sqlite3 or .db, a postgresql:// URL, or
                 memory:; else EXPERIMENT_DB, else PROVENLAB_URL, else provenlab.sqlite in the lab home
  lockTimeoutMs  how long to wait for the store (default 30000)
  outFile        write the result to this new file and reply {outFile, bytes, sha256}
"""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    serve: bool
    db_path: str | None
    max_request: int
    max_reply: int
    idle_ms: int

    def run(self, reply_fd: int) -> int:
        """The exit code."""
        calls = Calls(self.db_path, self.max_reply, self.idle_ms if self.serve else 0)
        try:
            if self.serve:
                from provenlab.tools.bridge.serve import Server

                return Server(calls, 0, reply_fd, self.max_request).run()
            with interruptible():
                reply, exit_code = answer_once(0, calls, self.max_request)
            return exit_code if write_all(reply_fd, reply + b"\n") else 1
        finally:
            calls.close()


def read_options(arguments: list[str], reply_fd: int) -> Options | int:
    """The options, or the exit code when help was asked for or the line is wrong."""
    parser = argparse.ArgumentParser(
        prog="experiment-tracker-ops",
        description=_DESCRIPTION,
        epilog="Operations: " + ", ".join(MODULES) + '. {"operation": "describe"} tells all about them.',
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        exit_on_error=False,
    )
    parser.add_argument("--help", "-h", action="store_true", help="show this text")
    parser.add_argument("--serve", action="store_true", help="answer frames until standard input ends")
    parser.add_argument("--db", metavar="PATH", help="the store of requests that name none")
    parser.add_argument("--max-request", type=int, default=MAX_REQUEST_BYTES, metavar="BYTES")
    parser.add_argument("--max-reply", type=int, default=MAX_REPLY_BYTES, metavar="BYTES")
    parser.add_argument(
        "--idle-ms",
        type=int,
        default=DEFAULT_IDLE_MS,
        metavar="MS",
        help="with --serve: how long an unused DuckDB file stays open",
    )
    try:
        given, unknown = parser.parse_known_args(arguments)
    except (argparse.ArgumentError, SystemExit) as error:
        print(f"experiment-tracker-ops: {error}; --help shows the options", file=sys.stderr)  # noqa: T201
        return 2
    if unknown:
        print(f"experiment-tracker-ops: no option {unknown[0]}; --help shows them", file=sys.stderr)  # noqa: T201
        return 2
    if given.help:
        write_all(reply_fd, parser.format_help().encode())
        return 0
    return Options(given.serve, given.db, given.max_request, given.max_reply, given.idle_ms)
