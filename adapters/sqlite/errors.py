"""SQLite's errors in our words."""

import sqlite3

from provenlab.core.errors import (
    Conflict,
    Immutable,
    InvalidTransition,
    ProvenlabError,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
)

_PRIMARY = 0xFF
_NO_MODULE = "no such module: "


def translated(error: sqlite3.Error, store: str) -> ProvenlabError:
    """The error of the port for one of the driver."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    details = {"store": store, "reason": str(error)}
    if code == sqlite3.SQLITE_CONSTRAINT:
        return _guard_error(str(error), details)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(f"{store} is being written by another process and stayed so", details)
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(f"no room left for {store}; nothing was written", details)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return StoreReadOnly(f"{store} cannot be written: {error}", details)
    if code == sqlite3.SQLITE_AUTH:
        return StoreReadOnly("a read tried to write and was refused", details)
    # The driver, which decodes text, gives this error no code.
    is_garbled = str(error).startswith("Could not decode to UTF-8")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or is_garbled:
        return StoreCorrupt(f"{store} is damaged or no SQLite database: {error}", details)
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreUnavailable(f"{store} cannot be opened: {error}", details)
    if code == sqlite3.SQLITE_IOERR:
        return StoreUnavailable(f"{store} cannot be read or written: {error}", details)
    if str(error).startswith(_NO_MODULE):
        module = str(error).removeprefix(_NO_MODULE)
        needs = f"{store} needs {module}, which the SQLite of this Python was built without"
        return StoreError(f"{needs}; another build of Python has it", details)
    return StoreError(f"{store}: {error}", details)


def _guard_error(message: str, details: dict[str, str]) -> ProvenlabError:
    kind, _, rest = message.partition(": ")
    if kind == "immutable":
        return Immutable(rest, details)
    if kind == "invalid_transition":
        return InvalidTransition(rest, details)
    return Conflict(f"the store refuses a row: {message}", details)
