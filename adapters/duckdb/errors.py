"""DuckDB's errors in our words.

The driver gives no codes and one class for many causes, so the wording decides; a message of the engine
may quote the row it refused, so none is passed on.
"""

import re
from typing import Any

from provenlab.adapters.duckdb.driver import driver
from provenlab.core.errors import (
    Conflict,
    ForeignStore,
    Immutable,
    InternalError,
    InvalidTransition,
    NotInitialised,
    ProvenlabError,
    SchemaNewer,
    StoreCorrupt,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
)

_HOLDER = re.compile(r"\(PID (\d+)\)")
_GUARD = re.compile(r"(immutable|invalid_transition): ([^\n]*)")

# The first wording found decides; a full disk also appears inside messages about commits and checkpoints.
_BY_WORDING: tuple[tuple[str, type[ProvenlabError], str], ...] = (
    ("No space left on device", StoreFull, "no room left for {store}"),
    ("Disk quota exceeded", StoreFull, "no room left for {store}"),
    ("File too large", StoreFull, "no room left for {store}"),
    ("Could not set lock on file", StoreLocked, "{store} is in use by a program outside provenlab"),
    ("not a valid DuckDB database file", ForeignStore, "{store} is not a DuckDB database"),
    ("Loading external extensions is disabled", ForeignStore, "{store} is a database of another engine"),
    ("Corrupt database file", StoreCorrupt, "{store} is damaged"),
    ("Could not read enough bytes", StoreCorrupt, "{store} is cut short"),
    ("Failed to load metadata pointer", StoreCorrupt, "{store} is damaged"),
    ("database file with version number", SchemaNewer, "{store} was written by another DuckDB release"),
    ("database does not exist", NotInitialised, "no store at {store}"),
    ("Permission denied", StoreReadOnly, "this user may not open {store} so"),
    ("Read-only file system", StoreReadOnly, "{store} cannot be written"),
    ("Operation not permitted", StoreReadOnly, "this user may not open {store} so"),
    ("read-only mode", StoreReadOnly, "a read tried to write and was refused"),
    ("file system operations are disabled", StoreReadOnly, "a statement asked for a file and was refused"),
    ("Duplicate key", Conflict, "the store has a row of that key"),
)

_BY_CLASS: tuple[tuple[type[Exception], type[ProvenlabError], str], ...] = (
    (driver.SerializationException, StoreCorrupt, "{store} is damaged"),
    (driver.ConstraintException, Conflict, "the store refuses a row"),
    (driver.IOException, StoreUnavailable, "{store} cannot be reached"),
    (driver.FatalException, StoreUnavailable, "{store} had to be closed; the next call opens it again"),
    (driver.OutOfMemoryException, StoreUnavailable, "{store}: the engine ran out of memory"),
    (driver.InterruptException, StoreUnavailable, "{store}: the statement was interrupted"),
)


def translated(error: Exception, store: str) -> ProvenlabError:
    """The error of the port for one of the driver; details are {store, reason, holderPid?}."""
    message = str(error)
    details: dict[str, Any] = {"store": store, "reason": type(error).__name__}
    guard = _GUARD.search(message) if isinstance(error, driver.InvalidInputException) else None
    if guard is not None:
        return (Immutable if guard[1] == "immutable" else InvalidTransition)(guard[2], details)
    holder = _HOLDER.search(message)
    if holder is not None:
        details["holderPid"] = int(holder[1])
    for wording, kind, text in _BY_WORDING:
        if wording in message:
            return kind(text.format(store=store), details)
    for cause, kind, text in _BY_CLASS:
        if isinstance(error, cause):
            return kind(text.format(store=store), details)
    return InternalError(f"{store}: DuckDB raised {type(error).__name__}", details)


def is_durable(error: Exception) -> bool:
    """Whether a COMMIT that raised has taken effect: only the checkpoint after it failed."""
    return isinstance(error, driver.FatalException) and "COMMIT succeeded and is durable" in str(error)
