"""An open store file: a connection, and the place in the turnstile it is opened under."""

import os
import weakref
from pathlib import Path

from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.files.turnstile import Hold

_THREADS = str(min(4, os.cpu_count() or 1))

# Without file access, extensions and later changes of these, a statement reaches nothing but the store.
# A checkpoint in the midst of a long transaction stalls it; closing writes one anyway.
# Above late_materialization_max_rows a page reads every column of every row before it sorts.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": _THREADS,
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "checkpoint_threshold": "256MB",
    "late_materialization_max_rows": "10000",
    "lock_configuration": "true",
}

_handles: "weakref.WeakSet[Handle]" = weakref.WeakSet()


def connect(path: Path, writable: bool) -> driver.DuckDBPyConnection:
    """Opens the file; the caller is inside its turnstile, or alone knows the file."""
    return driver.connect(os.path.realpath(path), read_only=not writable, config=_CONFIG)


class Handle:
    """Owns a connection until `close`, which lets others in only after the engine has let go."""

    def __init__(self, connection: driver.DuckDBPyConnection, hold: Hold, path: Path) -> None:
        self.connection = connection
        self.is_broken = False
        self._hold = hold
        self._file = path.stat()
        self._process = os.getpid()
        _handles.add(self)

    @property
    def is_usable(self) -> bool:
        """False after a fatal error, and in a fork of the process that opened it."""
        return self._process == os.getpid() and not self.is_broken

    def serves(self, path: Path, writable: bool) -> bool:
        """Whether it can do this at this path, where by now another file may lie."""
        try:
            is_same = os.path.samestat(self._file, path.stat())
        except FileNotFoundError:
            return False
        return is_same and self.is_usable and (self._hold.exclusive or not writable)

    def close(self) -> None:
        """Never raises: what was committed is durable, and a failed checkpoint is made up for later."""
        if self._process != os.getpid():
            return
        try:
            self.connection.close()
        except driver.Error:
            self.is_broken = True
        finally:
            self._hold.release()

    def leak(self) -> None:
        """Keeps the connection from ever being closed by this process."""
        import ctypes

        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.connection))


def _leak_inherited() -> None:
    # A fork has the connection but neither its threads nor its locks: closing would write to the file.
    for handle in _handles:
        handle.leak()


os.register_at_fork(after_in_child=_leak_inherited)
