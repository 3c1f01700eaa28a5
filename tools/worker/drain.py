"""The wish that a worker ends, and how long its present job may still take."""

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

_SLICE_S = 0.1


class Drain:
    """Asked for by `ask`, by a signal, or by the death of the parent process.

    A signal only writes down when it came. Locks and events are not touched by it, because the thread
    that it interrupts may hold them.
    """

    def __init__(self, grace_s: float = 30.0) -> None:
        self._grace_s = grace_s
        self._asked_at: float | None = None
        self.times_asked = 0
        self._parent: int | None = None

    def ask(self) -> None:
        """The present job may end within the grace; asked for twice, it is handed back at once."""
        self.times_asked += 1
        if self._asked_at is None:
            self._asked_at = time.monotonic()

    def on_signals(self) -> None:
        """SIGTERM and SIGINT ask for it. In the main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._receive)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self.ask()

    def with_parent(self, process_id: int) -> None:
        """From now on the death of this parent asks for it."""
        self._parent = process_id

    @property
    def asked(self) -> bool:
        if self._asked_at is None and self._parent is not None and os.getppid() != self._parent:
            self.ask()
        return self._asked_at is not None

    @property
    def is_over(self) -> bool:
        """Whether the grace has passed."""
        if not self.asked or self._asked_at is None:
            return False
        return self.times_asked > 1 or time.monotonic() >= self._asked_at + self._grace_s

    def wait(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Passes the time, shorter when it is asked for or `until` holds."""
        end = time.monotonic() + seconds
        while not self.asked and not until() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE_S))
