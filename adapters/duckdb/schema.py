"""The schema of a DuckDB store: reading its version, running migrations, building a new file."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from provenlab.adapters._sql.migrations import Migration, latest_version, migrate, migrations
from provenlab.adapters._sql.queries import named_query
from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.errors import translated
from provenlab.adapters.duckdb.handle import connect
from provenlab.adapters.duckdb.session import ENGINE
from provenlab.core.errors import ForeignStore


def schema_version(connection: driver.DuckDBPyConnection, location: str) -> int | None:
    """The newest migration that ran, None for a database without tables; ForeignStore for another's."""
    try:
        (version,) = _first(connection, named_query(ENGINE, "schema.version").statement("?", {}).text)
    except driver.CatalogException:
        (tables,) = _first(connection, "SELECT count(*) FROM duckdb_tables()")
        if tables == 0:
            return None
        raise _foreign(location) from None
    except driver.BinderException:
        raise _foreign(location) from None
    if version is None:
        return None
    if not isinstance(version, int) or (version > latest_version(ENGINE) and not _is_ours(connection)):
        raise _foreign(location)
    return version


def _is_ours(connection: driver.DuckDBPyConnection) -> bool:
    # Other programs keep a table of this name as well, often numbered by date.
    first = migrations(ENGINE)[0]
    try:
        names = connection.execute(
            "SELECT name FROM schema_migrations WHERE version = ?", [first.version]
        ).fetchall()
    except driver.BinderException:
        return False
    return [(first.name,)] == names


def _first(connection: driver.DuckDBPyConnection, text: str) -> tuple[object, ...]:
    rows: list[tuple[object, ...]] = connection.execute(text).fetchall()
    return rows[0]


def _foreign(location: str) -> ForeignStore:
    return ForeignStore(f"{location} is a database of another program", {"store": location})


def bring_up_to_date(connection: driver.DuckDBPyConnection, location: str, now_us: Callable[[], int]) -> None:
    """Runs the missing migrations in one transaction; SchemaNewer for a store of a later release."""
    version = schema_version(connection, location)
    if version == latest_version(ENGINE):
        return
    connection.execute("BEGIN TRANSACTION")
    try:
        migrate(ENGINE, location, version, lambda each: _run_migration(connection, each, now_us))
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise


def _run_migration(
    connection: driver.DuckDBPyConnection, migration: Migration, now_us: Callable[[], int]
) -> None:
    connection.execute(migration.text(ENGINE))
    record = {"version": migration.version, "name": migration.name, "applied_at": now_us()}
    statement = named_query(ENGINE, "schema.record_migration").statement("?", record)
    connection.execute(statement.text, statement.arguments(record))


def new_store(path: Path, location: str, now_us: Callable[[], int]) -> None:
    """Builds a complete store in one file that does not exist yet."""
    try:
        with closing(connect(path, writable=True)) as connection:
            bring_up_to_date(connection, location, now_us)
            connection.execute("CHECKPOINT")
    except driver.Error as error:
        raise translated(error, location) from error
