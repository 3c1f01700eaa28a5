"""The schema of a PostgreSQL store: reading its version, bringing it up to date."""

from typing import Any

from psycopg import sql

from provenlab.adapters._sql.migrations import Migration, migrate, migrations, require_current
from provenlab.adapters.postgres.connections import Connection
from provenlab.adapters.postgres.session import PostgresSession
from provenlab.adapters.postgres.statements import ENGINE, rendered
from provenlab.core.errors import ForeignStore
from provenlab.core.models.instant import to_microseconds
from provenlab.core.ports.clock import Clock


def begin_on_current_schema(connection: Connection, begin: bytes, location: str) -> None:
    """Begins a transaction, in one round trip with a look at the version; raises unless it is ours."""
    version, _ = rendered("schema.version", {})
    cursor = connection.execute(begin + b"; " + version.encode())
    cursor.nextset()
    require_current(ENGINE, location, _known_version(cursor.fetchone(), location))


def _known_version(row: dict[str, Any] | None, location: str) -> int | None:
    # Other programs keep a schema_migrations too, and their numbers mean something else.
    if row is None:
        return None
    version, names = row["version"], {each.version: each.name for each in migrations(ENGINE)}
    if not isinstance(version, int) or names.get(version, row["name"]) != row["name"]:
        raise ForeignStore(
            f"{location} holds tables of another program; name another schema with ?schema=",
            {"store": location},
        )
    return version


def bring_up_to_date(connection: Connection, schema: str, location: str, clock: Clock) -> None:
    """Creates schema and tables or migrates them, inside the caller's transaction, one process at a time."""
    session = PostgresSession(connection, location, writable=True)
    session.row("schema.lock", schema=schema)
    if session.row("schema.namespace", schema=schema) is None:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    row = session.row("schema.version") if session.row("schema.table") is not None else None

    def execute(migration: Migration) -> None:
        connection.execute(migration.text(ENGINE).encode())
        session.run(
            "schema.record_migration",
            version=migration.version,
            name=migration.name,
            applied_at=to_microseconds(clock.now()),
        )

    migrate(ENGINE, location, _known_version(row, location), execute)
