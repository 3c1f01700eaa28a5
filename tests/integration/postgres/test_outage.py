"""A server that is away, goes away, or comes back."""

import os
import signal
import socket
from collections.abc import Iterator

import psycopg
import pytest

from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import NotInitialised, StoreError, StoreUnavailable
from tests.integration.postgres.stores import database_at, definition, insert, raw_connection, tracker_on
from tests.postgres_server import PostgresServer, running_server


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that may be ended without disturbing other tests."""
    with running_server() as server:
        yield server


@pytest.fixture
def store(own_server: PostgresServer) -> Iterator[PostgresDatabase]:
    with database_at(own_server.fresh_url()) as database:
        tracker_on(database).create_experiment(definition("e"))
        yield database


def is_there(database: PostgresDatabase, experiment_id: str) -> bool:
    with database.read() as session:
        return session.row("experiments.by_id", experiment_id=experiment_id) is not None


def test_a_server_that_is_down_is_unavailable_and_a_restart_heals(
    own_server: PostgresServer, store: PostgresDatabase
) -> None:
    own_server.stop()
    for _ in range(2):
        with pytest.raises(StoreUnavailable) as caught, store.read():
            pass
        assert caught.value.retryable
    own_server.start()
    assert is_there(store, "e")
    tracker_on(store).update_status("e", "running")


def test_a_call_after_a_restart_does_not_notice_it(
    own_server: PostgresServer, store: PostgresDatabase
) -> None:
    own_server.stop()
    own_server.start()
    assert tracker_on(store).create_experiment(definition("f"))[1]
    assert is_there(store, "e")


def test_a_transaction_that_loses_its_server_has_no_effect(
    own_server: PostgresServer, store: PostgresDatabase
) -> None:
    def write_on_without_a_server() -> None:
        with store.write() as session:
            insert(session, "f")
            own_server.stop()
            insert(session, "g")

    with pytest.raises(StoreUnavailable):
        write_on_without_a_server()
    own_server.start()
    assert not is_there(store, "f")
    assert tracker_on(store).get_experiment("e").status == "pending"


def test_a_commit_whose_outcome_is_unknown_says_so(
    own_server: PostgresServer, store: PostgresDatabase
) -> None:
    def commit_without_a_server() -> None:
        with store.write() as session:
            insert(session, "f")
            own_server.stop()

    with pytest.raises(StoreUnavailable, match="may have held"):
        commit_without_a_server()
    own_server.start()


def test_a_session_ended_by_the_operator_is_replaced(
    own_server: PostgresServer, store: PostgresDatabase
) -> None:
    with raw_connection(own_server.fresh_url()) as operator:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        operator.execute(others)
    assert is_there(store, "e")


def test_what_was_acknowledged_survives_the_end_of_the_server(own_server: PostgresServer) -> None:
    url = own_server.fresh_url()
    with database_at(url) as database:
        for number in range(20):
            tracker_on(database).create_experiment(definition(f"e{number}"))
    postmaster = own_server.directory / "data" / "postmaster.pid"
    os.kill(int(postmaster.read_text().split()[0]), signal.SIGQUIT)
    own_server.stop()
    own_server.start()
    with database_at(url) as database, database.read() as session:
        assert all(session.row("experiments.by_id", experiment_id=f"e{number}") for number in range(20))


def test_nothing_listens_on_the_port() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    url = f"postgresql://bob:secret@127.0.0.1:{port}/lab"
    with database_at(url) as database, pytest.raises(StoreUnavailable, match="Connection refused"):
        database.initialise()


@pytest.mark.timeout(45)
def test_a_host_that_never_answers_is_given_up_after_the_connect_budget() -> None:
    """Without the budget of two seconds, the driver's own of two minutes would hold."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://bob:secret@127.0.0.1:{silent.getsockname()[1]}/lab"
        with database_at(url, connect_timeout=2) as database, pytest.raises(StoreUnavailable) as caught:
            database.initialise()
    assert caught.value.details["reason"] == "timeout"
    assert "secret" not in f"{caught.value}{caught.value.details}{caught.value.__cause__}"


def test_a_missing_database_is_told_from_a_missing_schema(own_server: PostgresServer) -> None:
    with (
        database_at(own_server.url.replace("/postgres?", "/missing?")) as database,
        pytest.raises(NotInitialised, match="createdb"),
        database.write(),
    ):
        pass


@pytest.mark.parametrize("user", ["ghost", "idle"])
def test_a_user_who_may_not_log_in_is_no_reason_to_try_again(own_server: PostgresServer, user: str) -> None:
    with psycopg.connect(own_server.url, autocommit=True) as operator:
        operator.execute("DROP ROLE IF EXISTS idle")
        operator.execute("CREATE ROLE idle NOLOGIN")
    url = own_server.url.replace("postgres@", f"{user}:secret@")
    with database_at(url) as database, pytest.raises(StoreError) as caught, database.read():
        pass
    assert type(caught.value) is StoreError
    assert user not in str(caught.value)
