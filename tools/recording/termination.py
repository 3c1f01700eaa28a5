"""SIGTERM while a run goes on: the run is cancelled, and the signal does what it would have done."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class Termination:
    """Listens from the main thread, in front of whoever listened before.

    The default action is left to the system: the process dies of the signal, as it would have. Before
    that, `cancel` is called for every run that is open, the innermost first, and `settle` once.
    """

    def __init__(self, cancel: Callable[[], object], settle: Callable[[], object]) -> None:
        self.came = False
        self._cancel = cancel
        self._settle = settle
        self._process = os.getpid()
        self._before: Any = None
        self._listening = False
        if threading.current_thread() is threading.main_thread():
            # An embedded interpreter, or one that shuts down, may refuse.
            with contextlib.suppress(ValueError, OSError):
                self._before = signal.getsignal(signal.SIGTERM)
                if self._before is not None and self._before is not signal.SIG_IGN:
                    signal.signal(signal.SIGTERM, self._received)
                    self._listening = True

    def restore(self) -> None:
        """Puts back who listened before, unless somebody else has come since."""
        if not self._listening or threading.current_thread() is not threading.main_thread():
            return
        self._listening = False
        with contextlib.suppress(ValueError, OSError):
            current = _listener(signal.getsignal(signal.SIGTERM))
            if current is self:
                signal.signal(signal.SIGTERM, self._still_listening())

    def _still_listening(self) -> Any:
        # Runs that were begun without a block may end in any order.
        before = self._before
        while (other := _listener(before)) is not None and not other._listening:
            before = other._before
        return before

    def _ends_the_process(self) -> bool:
        before = self._before
        while (other := _listener(before)) is not None:
            before = other._before
        return not callable(before)

    def _received(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() == self._process:
            self.came = True
            if self._ends_the_process():
                self._cancel()
        if callable(self._before):
            self._before(number, frame)
            return
        self._settle()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)


def _listener(handler: Any) -> "Termination | None":
    """Which of these a handler belongs to."""
    owner = getattr(handler, "__self__", None)
    return owner if isinstance(owner, Termination) else None
