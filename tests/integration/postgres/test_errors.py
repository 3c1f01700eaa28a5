"""What the driver says becomes an error of the port, without its values."""

import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from provenlab.adapters.postgres.errors import connection_error, store_error
from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import (
    Conflict,
    ForeignStore,
    Immutable,
    InvalidTransition,
    LimitExceeded,
    NotInitialised,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
    ValidationFailed,
)
from tests.integration.postgres.stores import Raw, database_at, definition, tracker_on

RAISE = "DO $$ BEGIN RAISE EXCEPTION 'said: payload' USING ERRCODE = '{}'; END $$"


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("08006", StoreUnavailable),
        ("22001", ValidationFailed),
        ("22021", ValidationFailed),
        ("23505", Conflict),
        ("23514", Conflict),
        ("25006", StoreReadOnly),
        ("3F000", NotInitialised),
        ("40001", StoreLocked),
        ("40P01", StoreLocked),
        ("42501", StoreReadOnly),
        ("42P01", NotInitialised),
        ("42P07", ForeignStore),
        ("42703", ForeignStore),
        ("53100", StoreFull),
        ("53300", StoreUnavailable),
        ("54000", LimitExceeded),
        ("55P03", StoreLocked),
        ("57014", StoreLocked),
        ("57P01", StoreUnavailable),
        ("58030", StoreError),
        ("XX001", StoreCorrupt),
        ("P0001", StoreError),
    ],
)
def test_a_state_of_the_server_has_an_error_of_the_port(raw: Raw, state: str, kind: type[Exception]) -> None:
    with pytest.raises(psycopg.Error) as caught:
        raw.execute(RAISE.format(state).encode())
    error = store_error(caught.value, "the store", writing=True)
    assert type(error) is kind
    assert "said" not in f"{error}{error.details}" or state == "P0001"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("immutable: the rule", Immutable),
        ("invalid_transition: the rule", InvalidTransition),
        ("other: the rule", StoreError),
    ],
)
def test_a_guard_speaks_for_itself(raw: Raw, message: str, kind: type[Exception]) -> None:
    with pytest.raises(psycopg.Error) as caught:
        raw.execute(sql.SQL("DO {}").format(f"BEGIN RAISE EXCEPTION '{message}'; END"))
    error = store_error(caught.value, "the store", writing=True)
    assert type(error) is kind
    assert error.message == "the rule"


def test_a_plan_that_outlived_a_migration_can_be_tried_again(database: PostgresDatabase, raw: Raw) -> None:
    tracker = tracker_on(database)
    tracker.create_experiment(definition("e"))
    for _ in range(10):
        tracker.get_experiment("e")
    raw.execute("ALTER TABLE experiments ADD COLUMN later TEXT")
    with pytest.raises(StoreUnavailable, match="try again"):
        tracker.get_experiment("e")
    assert tracker.get_experiment("e").experiment_id == "e"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ('FATAL:  database "x" does not exist', NotInitialised),
        ('FATAL:  role "x" does not exist', StoreError),
        ('FATAL:  password authentication failed for user "x"', StoreError),
        ("fe_sendauth: no password supplied", StoreError),
        ('FATAL:  no pg_hba.conf entry for host "x"', StoreError),
        ('FATAL:  too many connections for role "x"', StoreUnavailable),
        ("FATAL:  sorry, too many clients already", StoreUnavailable),
        ("FATAL:  the database system is starting up", StoreUnavailable),
        ("something new", StoreUnavailable),
    ],
)
def test_a_refused_connection_has_an_error_of_the_port(said: str, kind: type[Exception]) -> None:
    error = connection_error(psycopg.OperationalError(said), "the store")
    assert type(error) is kind
    assert '"x"' not in str(error)


@pytest.mark.parametrize(
    ("granted", "kind"), [("SELECT", StoreReadOnly), ("TRIGGER", StoreError)], ids=["reader", "stranger"]
)
def test_a_user_without_the_privilege_is_told_so(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str, granted: str, kind: type[Exception]
) -> None:
    schema = fresh_postgres_url.rpartition("=")[2]
    raw.execute(f"CREATE ROLE {schema}_user LOGIN".encode())
    raw.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}_user".encode())
    raw.execute(f"GRANT {granted} ON ALL TABLES IN SCHEMA {schema} TO {schema}_user".encode())
    url = fresh_postgres_url.replace("postgres@", f"{schema}_user@")
    with database_at(url) as guest, pytest.raises(StoreError, match="lacks a privilege") as caught:
        tracker_on(guest).create_experiment(definition("e"))
    assert type(caught.value) is kind


def test_without_the_driver_the_extra_is_named() -> None:
    script = """
import sys
sys.modules["psycopg"] = None
from provenlab.core.errors import MissingExtra
try:
    from provenlab.adapters.postgres.store import PostgresDatabase
except MissingExtra as error:
    print(error, error.details)
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "pip install provenlab[postgres]" in said
    assert "{'extra': 'postgres'}" in said
