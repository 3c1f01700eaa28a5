"""The bridge's entry: claims the wire, then answers one request or serves many."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from provenlab.tools.bridge.no_plugins import disable_plugins
from provenlab.tools.bridge.wire import claim_stdout, write_all


def main() -> NoReturn:
    """Exits with 0 for a result, 1 for an error, 2 for a wrong command line."""
    # What is imported stays, and a short-lived process has no time to look for garbage.
    gc.disable()
    disable_plugins()
    reply_fd = claim_stdout()
    if reply_fd is None:
        print("experiment-tracker-ops: standard output is closed", file=sys.stderr)  # noqa: T201
        _leave(1)
    _leave(_answered(reply_fd))


def _answered(reply_fd: int) -> int:
    try:
        if len(sys.argv) > 1:
            from provenlab.tools.bridge.options import read_options

            options = read_options(sys.argv[1:], reply_fd)
            return options if isinstance(options, int) else options.run(reply_fd)
        return answer_one_request(reply_fd)
    except Exception as error:  # noqa: BLE001 - a missing package, or a signal while they are imported
        from provenlab.tools.bridge.replies import as_provenlab_error, encoded, error_document

        write_all(reply_fd, encoded(error_document(as_provenlab_error(error))) + b"\n")
        return 1


def answer_one_request(reply_fd: int) -> int:
    """Reads standard input to its end and writes one document."""
    from provenlab.tools.bridge.signals import StopWish

    stop = StopWish()
    with stop.interruptible():
        from provenlab.tools.bridge.calls import Calls
        from provenlab.tools.bridge.one_shot import send_answer

    return send_answer(Calls(stop), stop, reply_fd)


def _leave(exit_code: int) -> NoReturn:
    """Ends the process without taking its modules apart: every file and store is closed already."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.flush()
    os._exit(exit_code)
