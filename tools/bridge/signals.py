"""SIGTERM and SIGINT: a wish to stop that never tears a change in two."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from provenlab.core.errors import Interrupted

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopWish:
    """Whether somebody wants this process to end, and what that interrupts.

    Inside `interruptible` and in `sleep` the first signal raises `Interrupted`: nothing has begun there,
    or nothing would be lost. Elsewhere the work goes on to its end, and a second signal raises.
    """

    def __init__(self) -> None:
        self.given = False
        self._is_interruptible = False
        self._is_deaf = False
        for number in _SIGNALS:
            signal.signal(number, self._receive)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        again, self.given = self.given, True
        if not self._is_deaf and (again or self._is_interruptible):
            self._is_deaf = True
            raise interruption()

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Inside, a signal raises."""
        if self.given:
            raise interruption()
        self._is_interruptible = True
        try:
            yield
        finally:
            self._is_interruptible = False

    def sleep(self, seconds: float) -> None:
        """The pause of those who wait for a lock; they have changed nothing yet."""
        time.sleep(seconds)
        if self.given:
            raise interruption()

    def ignore(self) -> None:
        """From now on a signal raises nowhere, so that the reply gets out whole."""
        self._is_deaf = True


def interruption() -> Interrupted:
    """What a request that a signal stopped is answered with."""
    return Interrupted("stopped by a signal; repeat the request with the same ids, it takes effect once")
