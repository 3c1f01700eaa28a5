"""The schema: reached by migrations, told from other programs' tables, kept apart from its neighbours."""

import psycopg
import pytest

from provenlab.adapters._sql.migrations import migrations
from provenlab.adapters._sql.queries import SQL_ROOT
from provenlab.adapters.postgres import store
from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import ForeignStore, NotInitialised, SchemaNewer, SchemaOutdated, StoreError
from tests.integration.postgres.stores import Raw, database_at, definition, raw_connection, tracker_on
from tests.postgres_server import PostgresServer

CATALOGUE = {
    "columns": """
        SELECT table_name, ordinal_position, column_name, data_type, collation_name, is_nullable,
               is_identity, identity_generation, column_default
        FROM information_schema.columns WHERE table_schema = current_schema()""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "constraints": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = to_regnamespace(current_schema())""",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = tgrelid
        WHERE relnamespace = to_regnamespace(current_schema())""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = to_regnamespace(current_schema())""",
}


def catalogue(connection: Raw) -> dict[str, list[str]]:
    """Everything the current schema consists of, without its name."""
    row = connection.execute("SELECT current_schema()").fetchone()
    assert row is not None
    return {
        part: sorted(
            repr(found).replace(str(row[0]), "schema") for found in connection.execute(query).fetchall()
        )
        for part, query in CATALOGUE.items()
    }


def in_new_schema(url: str, script: str) -> None:
    schema = url.rpartition("=")[2]
    with raw_connection(url) as connection:
        connection.execute(f"CREATE SCHEMA {schema}; SET search_path TO {schema}, pg_temp; {script}".encode())


def test_the_snapshot_is_what_the_migrations_reach(raw: Raw, postgres_server: PostgresServer) -> None:
    url = postgres_server.fresh_url()
    in_new_schema(url, (SQL_ROOT / "postgres" / "schema.sql").read_text(encoding="utf-8"))
    with raw_connection(url) as snapshot:
        snapshot.execute("SET search_path TO " + url.rpartition("=")[2])
        assert catalogue(snapshot) == catalogue(raw)
    postgres_server.drop(url)


def test_every_part_of_the_schema_is_compared(raw: Raw) -> None:
    assert {part: len(found) > 4 for part, found in catalogue(raw).items()} == dict.fromkeys(CATALOGUE, True)


def test_initialising_twice_changes_nothing(database: PostgresDatabase, raw: Raw) -> None:
    tracker_on(database).create_experiment(definition("e"))
    before = catalogue(raw), raw.execute("SELECT * FROM schema_migrations").fetchall()
    database.initialise()
    with database.write():
        pass
    assert (catalogue(raw), raw.execute("SELECT * FROM schema_migrations").fetchall()) == before
    assert [row[:2] for row in before[1]] == [(each.version, each.name) for each in migrations("postgres")]


def test_a_newer_schema_is_neither_read_nor_written(
    database: PostgresDatabase, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_SCHEMA_TRUSTED_S", 0.0)
    with database.read():
        pass
    raw.execute("INSERT INTO schema_migrations VALUES (999, '0999_from_the_future', 0)")
    for call in (database.read, database.write):
        with pytest.raises(SchemaNewer, match="999"), call():
            pass
    with pytest.raises(SchemaNewer):
        database.initialise()


def test_a_store_that_is_dropped_while_in_use_is_noticed(database: PostgresDatabase, raw: Raw) -> None:
    tracker_on(database).create_experiment(definition("e"))
    raw.execute("DO $$ BEGIN EXECUTE 'DROP SCHEMA ' || current_schema() || ' CASCADE'; END $$")
    with pytest.raises(NotInitialised):
        tracker_on(database).get_experiment("e")
    assert tracker_on(database).create_experiment(definition("e"))[1]


def test_an_older_schema_is_not_read_and_a_failed_migration_leaves_it_alone(
    database: PostgresDatabase, raw: Raw
) -> None:
    raw.execute("DELETE FROM schema_migrations WHERE version > 1")
    raw.execute("UPDATE schema_migrations SET version = 0, name = '0000_before'")
    database.close()
    with pytest.raises(SchemaOutdated, match="init_store"), database.read():
        pass
    # The tables of version 1 are here already, so the migration cannot run.
    with pytest.raises(ForeignStore):
        database.initialise()
    assert raw.execute("SELECT version FROM schema_migrations").fetchall() == [(0,)]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE schema_migrations AS SELECT '2024' AS version",
        "CREATE TABLE schema_migrations AS SELECT 1 AS version, false AS dirty",
        "CREATE TABLE schema_migrations AS SELECT 1 AS version, 'create_users' AS name",
        "CREATE TABLE schema_migrations AS SELECT '1' AS version, '0001_create_tracker' AS name",
        "CREATE TABLE experiments (id INT)",
    ],
)
def test_tables_of_another_program_are_left_alone(fresh_postgres_url: str, script: str) -> None:
    in_new_schema(fresh_postgres_url, script)
    with raw_connection(fresh_postgres_url) as connection:
        before = catalogue(connection)
        with database_at(fresh_postgres_url) as database:
            with pytest.raises(ForeignStore, match="schema="), database.write():
                pass
            with pytest.raises((ForeignStore, NotInitialised)), database.read():
                pass
        assert catalogue(connection) == before


def test_two_schemas_of_one_database_are_two_stores(
    fresh_postgres_url: str, postgres_server: PostgresServer
) -> None:
    other_url = postgres_server.fresh_url()
    with database_at(fresh_postgres_url) as one, database_at(other_url) as other:
        tracker_on(one).create_experiment(definition("e"))
        tracker_on(other).create_experiment(definition("e", name="another"))
        assert tracker_on(one).get_experiment("e").name == "sweep"
    postgres_server.drop(other_url)


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with (
        database_at(postgres_server.url.replace("/postgres?", "/latin?")) as database,
        pytest.raises(StoreError, match="UTF8"),
    ):
        database.initialise()


def test_indexed_text_sorts_by_its_bytes_whatever_the_locale(raw: Raw) -> None:
    collations = """
        SELECT coalesce(collname, 'none'), count(*)
        FROM pg_index CROSS JOIN LATERAL unnest(indcollation) AS used (id)
        LEFT JOIN pg_collation AS c ON c.oid = used.id
        WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace(current_schema()))
        GROUP BY 1 ORDER BY 1"""
    assert [name for name, _ in raw.execute(collations).fetchall()] == ["C", "none"]
