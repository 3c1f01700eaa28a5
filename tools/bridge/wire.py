"""The reply channel: a private duplicate of standard output that no library can print into."""

import os
import sys


def claim_stdout() -> int:
    """A descriptor for replies; standard output itself leads to standard error from now on."""
    sys.stdout.flush()
    reply_fd = os.dup(1)
    os.dup2(2, 1)
    return reply_fd


def write_all(fd: int, document: bytes) -> bool:
    """Writes every byte; False when the reader is gone."""
    view = memoryview(document)
    try:
        while view:
            view = view[os.write(fd, view) :]
    except BrokenPipeError:
        return False
    return True
