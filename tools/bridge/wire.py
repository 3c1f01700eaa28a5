"""The reply channel: a private duplicate of standard output that no library can print into."""

import os
import sys


def claim_stdout() -> int | None:
    """A descriptor for replies, None when standard output is closed.

    Standard output itself leads to standard error from now on.
    """
    is_open = _is_open(1)
    while (spare := os.open(os.devnull, os.O_RDWR)) < 3:
        # A store file opened as descriptor 0, 1 or 2 would be read or printed into.
        pass
    os.close(spare)
    if not is_open:
        return None
    if sys.stdout is not None:
        sys.stdout.flush()
    reply_fd = os.dup(1)
    os.dup2(2, 1)
    return reply_fd


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def read_some(fd: int, size: int) -> bytes:
    """What has arrived, waiting for the first byte; nothing at the end or when the host is gone."""
    while True:
        try:
            return os.read(fd, size)
        except BlockingIOError:
            os.set_blocking(fd, True)
        except ConnectionError:
            return b""


def write_all(fd: int, document: bytes) -> bool:
    """Writes every byte; False when the reader is gone or the place is full."""
    view = memoryview(document)
    while view:
        try:
            view = view[os.write(fd, view) :]
        except BlockingIOError:
            os.set_blocking(fd, True)
        except OSError:
            return False
    return True
