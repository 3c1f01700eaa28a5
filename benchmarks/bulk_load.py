"""Rows by the million into a SQLite store, past the library."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def bulk_load(store: Path) -> Iterator[sqlite3.Connection]:
    """A connection for the rows of one transaction, which indexes and guards do not slow down.

    They are put back as they were, and at the end all is in the file of the store, on disk.
    """
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        held = connection.execute(
            "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger')"
        ).fetchall()
        for name, kind, _ in held:
            connection.execute(f"DROP {kind} {name}")
        yield connection
        for _, _, text in held:
            connection.execute(text)
        connection.execute("INSERT INTO journal_words (journal_words) VALUES ('rebuild')")
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
