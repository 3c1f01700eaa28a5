"""A database shared by an owner, writers and readers: what each may do."""

import psycopg
import pytest

from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import Immutable, StoreReadOnly
from tests.integration.postgres.stores import Raw, database_at, definition, raw_connection, tracker_on

GRANTS = {"writer": "SELECT, INSERT, UPDATE", "reader": "SELECT"}


def url_of(raw: Raw, url: str, role: str) -> str:
    """The store as a new user of that role sees it."""
    schema = url.rpartition("=")[2]
    user = f"{schema}_{role}"
    raw.execute(
        f"""
        CREATE ROLE {user} LOGIN;
        GRANT USAGE ON SCHEMA {schema} TO {user};
        GRANT {GRANTS[role]} ON ALL TABLES IN SCHEMA {schema} TO {user};
        """.encode()
    )
    return url.replace("postgres@", f"{user}@")


def test_a_writer_needs_no_more_than_to_select_insert_and_update(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str
) -> None:
    with database_at(url_of(raw, fresh_postgres_url, "writer")) as written:
        written.initialise()
        tracker = tracker_on(written)
        tracker.create_experiment(definition("e"))
        tracker.update_status("e", "running")
        assert tracker.complete_experiment("e", {"metrics": "m"})[0].status == "completed"


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE experiments DISABLE TRIGGER ALL",
        "DROP TRIGGER experiments_end_for_ever ON experiments",
        "DROP TABLE experiment_outputs",
        "DELETE FROM experiments",
        "TRUNCATE experiments",
        "SET session_replication_role = replica",
        "CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_writer_cannot_lift_a_guard(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str, statement: str
) -> None:
    tracker_on(database).create_experiment(definition("e"))
    with (
        raw_connection(url_of(raw, fresh_postgres_url, "writer")) as writer,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        writer.execute(statement.encode())


def test_a_writer_is_held_by_the_guards(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str
) -> None:
    tracker_on(database).create_experiment(definition("e"))
    edge = {"k": 1, "slot": "metrics", "artifact_id": "m"}
    with (
        database_at(url_of(raw, fresh_postgres_url, "writer")) as written,
        pytest.raises(Immutable),
        written.write() as session,
    ):
        session.run_many("experiments.insert_output", [edge])


def test_a_reader_reads_and_is_refused_the_rest(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str
) -> None:
    tracker_on(database).create_experiment(definition("e"))
    with database_at(url_of(raw, fresh_postgres_url, "reader")) as read:
        assert tracker_on(read).get_experiment("e").name == "sweep"
        with pytest.raises(StoreReadOnly):
            tracker_on(read).update_status("e", "running")
        with pytest.raises(StoreReadOnly):
            tracker_on(read).create_experiment(definition("f"))
