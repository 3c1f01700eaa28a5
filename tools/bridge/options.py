"""The bridge's command line."""

import argparse
import gc
import sys

from provenlab.core.operations import MODULES
from provenlab.tools.bridge.limits import MAX_REPLY_BYTES, MAX_REQUEST_BYTES
from provenlab.tools.bridge.signals import StopWish
from provenlab.tools.bridge.wire import write_all

DEFAULT_IDLE_MS = 200
_LONGEST_IDLE_MS = 3_600_000

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
  outFile        for operations that read: write the result to this new file (mode 0600) and reply
                 {outFile, bytes, sha256}

Limits: a request has at most --max-request bytes, and what an operation that reads replies at most
--max-reply bytes: use outFile, or a smaller limit with a cursor. An operation that writes always tells
its result. In a batch --max-reply bounds all replies together; calls beyond it are not carried out.
Standard error stays empty unless PROVENLAB_DEBUG is set or a library prints; do read it.
"""


class Options:
    """What the command line asks for."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.serve: bool = given.serve
        self.db_path: str | None = given.db
        self.max_request: int = given.max_request
        self.max_reply: int = given.max_reply
        self.idle_ms: int = given.idle_ms

    def run(self, reply_fd: int) -> int:
        """The exit code."""
        stop = StopWish()
        return self._serve(stop, reply_fd) if self.serve else self._answer_once(stop, reply_fd)

    def _answer_once(self, stop: StopWish, reply_fd: int) -> int:
        with stop.interruptible():
            from provenlab.tools.bridge.calls import Calls
            from provenlab.tools.bridge.one_shot import send_answer

        return send_answer(Calls(stop, self.db_path, self.max_reply), stop, reply_fd, self.max_request)

    def _serve(self, stop: StopWish, reply_fd: int) -> int:
        from provenlab.tools.bridge.calls import Calls
        from provenlab.tools.bridge.serve import Server

        gc.freeze()
        gc.enable()
        calls = Calls(stop, self.db_path, self.max_reply, self.idle_ms, abandons_reads=False)
        try:
            return Server(calls, stop, 0, reply_fd, self.max_request).run()
        finally:
            calls.close()


def _positive(text: str) -> int:
    return _between(text, 1, sys.maxsize)


def _milliseconds(text: str) -> int:
    return _between(text, 0, _LONGEST_IDLE_MS)


def _between(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"expected an integer from {least} to {most}")
    return int(text)


def read_options(arguments: list[str], reply_fd: int) -> Options | int:
    """The options, or the exit code when help was asked for or the line is wrong."""
    parser = _parser()
    try:
        given, unknown = parser.parse_known_args(arguments)
    except (argparse.ArgumentError, SystemExit) as error:
        return _refused(f"{error}; --help shows the options")
    if unknown:
        return _refused(f"no option {unknown[0]}; --help shows them")
    if given.help:
        return 0 if write_all(reply_fd, parser.format_help().encode()) else 1
    return Options(given)


def _refused(reason: str) -> int:
    print(f"experiment-tracker-ops: {reason}", file=sys.stderr)  # noqa: T201
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="experiment-tracker-ops",
        description=_DESCRIPTION,
        epilog="Operations: " + ", ".join(MODULES) + '. {"operation": "describe"} tells all about them.',
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser.add_argument("--help", "-h", action="store_true", help="show this text")
    parser.add_argument("--serve", action="store_true", help="answer frames until standard input ends")
    parser.add_argument("--db", metavar="PATH", help="the store of requests that name none")
    for name, kind, default, unit, meaning in (
        ("--max-request", _positive, MAX_REQUEST_BYTES, "BYTES", "the longest request that is read"),
        ("--max-reply", _positive, MAX_REPLY_BYTES, "BYTES", "the longest result of a read"),
        (
            "--idle-ms",
            _milliseconds,
            DEFAULT_IDLE_MS,
            "MS",
            "how long --serve keeps a DuckDB file open",
        ),
    ):
        parser.add_argument(name, type=kind, default=default, metavar=unit, help=f"{meaning} (%(default)s)")
    return parser
