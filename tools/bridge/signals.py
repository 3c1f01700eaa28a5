"""A signal while one request is answered."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from provenlab.core.errors import Interrupted


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and SIGINT become `Interrupted` inside, once: a transaction is rolled back and the host
    is told. After that, and outside, they are held off until the reply is written.
    """
    signals = (signal.SIGTERM, signal.SIGINT)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted("stopped by a signal; repeat the request, it takes effect once")

    for each in signals:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
