"""Connections to a SQLite file: durable writers, and readers that cannot write."""

import sqlite3
from pathlib import Path

_READS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
# The index of words asks for the last before it trusts what it holds in memory.
_READ_PRAGMAS = frozenset({"integrity_check", "quick_check", "data_version"})


def open_writer(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """A connection whose commits are on disk when they return (synchronous FULL)."""
    connection = sqlite3.connect(
        path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """A connection on which every statement that writes, attaches or configures is refused.

    `mode=ro` alone still writes attached files, and `query_only` can be switched off again; an
    authorizer cannot.
    """
    connection = sqlite3.connect(
        _read_only_uri(path),
        uri=True,
        timeout=busy_timeout_s,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.set_authorizer(_authorise_read)
    return connection


def _read_only_uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _authorise_read(
    action: int, first: str | None, _second: str | None, _database: str | None, _trigger: str | None
) -> int:
    if action in _READS:
        return sqlite3.SQLITE_OK if first != "load_extension" else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first in _READ_PRAGMAS:
        return sqlite3.SQLITE_OK
    # A virtual table tells its columns by such a statement, which is never run; to run one, the engine
    # refuses by itself.
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
