"""A lock between processes, and threads, that share a store file: many readers or one writer.

Two sidecar files carry `flock`s. Everybody first passes the gate, one at a time, and whoever waits for
the lock itself keeps the gate shut meanwhile: a waiting writer lets the readers inside drain and none
past it, so neither side starves. The kernel drops the locks of a process that dies, however it dies.
Sidecars are never deleted, since two processes could then lock two different files.
"""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

from provenlab.adapters.files.lock_holders import holder_of
from provenlab.adapters.files.os_errors import store_error
from provenlab.core.errors import StoreLocked

# Only one at a time waits for the lock and may ask eagerly. Those before the gate all ask equally often:
# with growing pauses the one who just left, and asks most often, would overtake the rest.
_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.005

_descriptors: set[int] = set()


class _TimedOut(Exception):
    pass


class Hold:
    """A place inside, until `release`; ends with the process too. Not inherited by a fork."""

    def __init__(self, descriptor: int | None, exclusive: bool) -> None:
        self._descriptor = descriptor
        self._pid = os.getpid()
        self.exclusive = exclusive

    def release(self) -> None:
        """Lets the next one in; a second call, or one in a forked child, does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None or self._pid != os.getpid():
            return
        if self.exclusive:
            os.ftruncate(descriptor, 0)
        _unlock(descriptor)


class Turnstile:
    """The lock beside one store: `<store>.lock` and `<store>.gate`.

    Waiting polls in short sleeps, so signal handlers run. A reader that may neither open nor create
    the sidecars, as on a read-only file system, goes in without them: no writer of ours can be there
    unless its user may write where the reader may not, and then the engine's own lock is left.
    """

    def __init__(
        self,
        store: Path,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store = store
        place = os.path.realpath(store)
        self._lock = Path(f"{place}.lock")
        self._gate = Path(f"{place}.gate")
        self._monotonic = monotonic
        self._sleep = sleep

    def enter(self, exclusive: bool, budget_ms: int) -> Hold:
        """Waits its turn for at most `budget_ms`.

        StoreLocked, with details {store, holderPid (None when it cannot be known), waitedMs}, when the
        turn did not come; StoreReadOnly when a writer may not write the sidecars.
        """
        began = self._monotonic()
        deadline = began + budget_ms / 1000
        try:
            gate = self._locked(self._gate, fcntl.LOCK_EX, exclusive, deadline, _LONGEST_PAUSE)
            try:
                mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
                descriptor = self._locked(self._lock, mode, exclusive, deadline, _FIRST_PAUSE)
            finally:
                _unlock(gate)
        except _TimedOut:
            raise self._refusal(round((self._monotonic() - began) * 1000)) from None
        if exclusive and descriptor is not None:
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return Hold(descriptor, exclusive)

    def is_awaited(self) -> bool:
        """Whether somebody stands in the gate; asked by one who is inside."""
        try:
            gate = os.open(self._gate, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(gate, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(gate)
        return False

    def _locked(self, path: Path, mode: int, writer: bool, deadline: float, pause: float) -> int | None:
        while True:
            descriptor = self._open(path, writer)
            if descriptor is None:
                return None
            try:
                self._wait(descriptor, mode, deadline, pause)
                if _is_at(descriptor, path):
                    return descriptor
            except BaseException:
                _unlock(descriptor)
                raise
            _unlock(descriptor)

    def _wait(self, descriptor: int, mode: int, deadline: float, pause: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
            except BlockingIOError:
                left = deadline - self._monotonic()
                if left <= 0:
                    raise _TimedOut from None
                self._sleep(min(pause, left))
                pause = min(pause * 1.5, _LONGEST_PAUSE)
            else:
                return

    def _open(self, path: Path, writer: bool) -> int | None:
        descriptor: int | None
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, self._mode())
        except OSError as error:
            if writer:
                raise store_error(error, self.store) from error
            descriptor = _open_to_read(path)
        if descriptor is not None:
            _descriptors.add(descriptor)
        return descriptor

    def _mode(self) -> int:
        try:
            return self.store.stat().st_mode & 0o666
        except OSError:
            return 0o600

    def _refusal(self, waited_ms: int) -> StoreLocked:
        # The gate is named only when nobody is inside: those in the gate are mostly waiting as well.
        holder = holder_of(self._lock) or holder_of(self._gate)
        who = "another process" if holder is None else f"process {holder}"
        return StoreLocked(
            f"the store at {self.store} is in use by {who}; waited {waited_ms} ms",
            {"store": str(self.store), "holderPid": holder, "waitedMs": waited_ms},
        )


def _open_to_read(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _unlock(descriptor: int | None) -> None:
    if descriptor is None:
        return
    _descriptors.discard(descriptor)
    # A fork made meanwhile shares the lock, and closing would leave it with the child.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def _close_inherited() -> None:
    for descriptor in _descriptors:
        os.close(descriptor)
    _descriptors.clear()


os.register_at_fork(after_in_child=_close_inherited)
