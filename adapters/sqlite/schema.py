"""The schema of a SQLite store: reading its version, running migrations, building a new file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from provenlab.adapters._sql.migrations import Migration, migrate
from provenlab.adapters._sql.queries import named_query
from provenlab.adapters.sqlite.connection import open_writer
from provenlab.adapters.sqlite.session import ENGINE, SqliteSession
from provenlab.core.errors import ForeignStore
from provenlab.core.models.instant import to_microseconds
from provenlab.core.ports.clock import Clock

_BUILD_TIMEOUT_S = 5.0


def schema_version(connection: sqlite3.Connection, location: str) -> int | None:
    """The newest migration that ran, None for an empty file; ForeignStore for somebody else's."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return None
    if "schema_migrations" not in tables:
        raise ForeignStore(f"{location} is a database of another program", {"store": location})
    (version,) = connection.execute(named_query(ENGINE, "schema.version").statement("?", {}).text).fetchone()
    return None if version is None else int(version)


def run_migration(connection: sqlite3.Connection, migration: Migration, clock: Clock) -> None:
    """Executes one script and records it, inside the caller's transaction."""
    for statement in _statements(migration.text(ENGINE)):
        connection.execute(statement)
    SqliteSession(connection).run(
        "schema.record_migration",
        version=migration.version,
        name=migration.name,
        applied_at=to_microseconds(clock.now()),
    )


def _statements(script: str) -> Iterator[str]:
    # A trigger's body holds semicolons, so a line that ends in one need not end the statement.
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def new_store(path: Path, clock: Clock) -> None:
    """Builds a complete store in one file that does not exist yet."""
    with closing(open_writer(path, _BUILD_TIMEOUT_S)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        migrate(ENGINE, str(path), None, lambda each: run_migration(connection, each, clock))
        connection.execute("COMMIT")
