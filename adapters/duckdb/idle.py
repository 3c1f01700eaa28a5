"""Keeps one open store between operations, and lets go of it in time."""

import atexit
import threading
import time
import weakref
from collections.abc import Callable

from provenlab.adapters.duckdb.handle import Handle

_PATROL_S = 0.01
_idle_handles: "weakref.WeakSet[IdleHandle]" = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for each in list(_idle_handles):
        each.close()


class IdleHandle:
    """Holds at most one handle for at most `idle_ms`, and no longer once `is_awaited` says so.

    Who keeps a handle keeps its place in the turnstile as well, so a thread looks for others that
    wait, every 10 ms while a handle lies here.
    """

    def __init__(
        self,
        idle_ms: int,
        is_awaited: Callable[[], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._idle_s = idle_ms / 1000
        self._is_awaited = is_awaited
        self._monotonic = monotonic
        self.forget()
        _idle_handles.add(self)

    def forget(self) -> None:
        """Starts afresh, as a fork has to: no handle, no thread, nobody's lock."""
        self._changed = threading.Condition()
        self._handle: Handle | None = None
        self._due = 0.0
        self._patrol: threading.Thread | None = None

    def take(self) -> Handle | None:
        """The handle, which now is the caller's."""
        with self._changed:
            handle, self._handle = self._handle, None
        return handle

    def put(self, handle: Handle) -> None:
        """Keeps the handle, or closes it when it is of no use to keep."""
        if not handle.is_usable or self._idle_s == 0 or self._is_awaited():
            handle.close()
            return
        with self._changed:
            handle, surplus = self._kept(handle), handle
        if surplus is not handle:
            surplus.close()

    def _kept(self, handle: Handle) -> Handle:
        if self._handle is None:
            self._handle = handle
            self._due = self._monotonic() + self._idle_s
            if self._patrol is None:
                self._patrol = threading.Thread(target=self._watch, name="provenlab-idle", daemon=True)
                self._patrol.start()
            self._changed.notify()
        return self._handle

    def _watch(self) -> None:
        while True:
            with self._changed:
                if self._patrol is not threading.current_thread():
                    return
                self._changed.wait(None if self._handle is None else _PATROL_S)
            if self._handle is not None and self._is_over():
                self._let_go()

    def _is_over(self) -> bool:
        return self._monotonic() >= self._due or self._is_awaited()

    def close(self) -> None:
        """Lets go at once and ends the patrol; a later `put` starts another."""
        with self._changed:
            patrol, self._patrol = self._patrol, None
            self._changed.notify_all()
        self._let_go()
        # Should the interpreter end while the thread is inside the engine, the process aborts.
        if patrol is not None and patrol is not threading.current_thread():
            patrol.join()

    def _let_go(self) -> None:
        handle = self.take()
        if handle is not None:
            handle.close()
