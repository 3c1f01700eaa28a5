"""Transactions: what is read, what is kept, what is refused, and who shares one."""

import os
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from provenlab.adapters._sql.database import Session
from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import (
    InternalError,
    NotInitialised,
    StoreLocked,
    StoreReadOnly,
    ValidationFailed,
)
from tests.integration.postgres.stores import Raw, database_at, definition, insert, stored_ids, tracker_on


def is_stored(session: Session, experiment_id: str) -> bool:
    return session.row("experiments.by_id", experiment_id=experiment_id) is not None


def test_a_read_refuses_every_write(database: PostgresDatabase, fresh_postgres_url: str) -> None:
    with pytest.raises(StoreReadOnly), database.read() as session:
        insert(session, "e")
    edge = {"child_id": "a", "ordinal": 0, "role": "r", "parent_id": "b"}
    with pytest.raises(StoreReadOnly), database.read() as session:
        session.run_many("artifacts.insert_parent", [edge])
    with pytest.raises(StoreReadOnly), database.read() as session:
        session.row("experiments.for_update", experiment_id="e")
    assert stored_ids(fresh_postgres_url) == set()


def test_a_write_inside_a_read_is_refused(database: PostgresDatabase) -> None:
    with database.read(), pytest.raises(StoreReadOnly), database.write():
        pass


def test_a_read_is_one_snapshot(database: PostgresDatabase, fresh_postgres_url: str) -> None:
    with database.read() as session, database_at(fresh_postgres_url) as other:
        assert not is_stored(session, "e")
        tracker_on(other).create_experiment(definition("e"))
        assert not is_stored(session, "e")
    with database.read() as session:
        assert is_stored(session, "e")


def test_a_block_that_raises_has_no_effect(database: PostgresDatabase, fresh_postgres_url: str) -> None:
    def fail() -> None:
        with database.write() as session:
            insert(session, "e")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert stored_ids(fresh_postgres_url) == set()
    with database.write() as session:
        insert(session, "f")
    assert stored_ids(fresh_postgres_url) == {"f"}


def test_a_nested_write_joins_and_the_outer_one_alone_commits(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    def fail_after_a_nested_write() -> None:
        with database.write() as outer:
            insert(outer, "e")
            with database.write() as inner:
                assert is_stored(inner, "e")
                insert(inner, "f")
            assert stored_ids(fresh_postgres_url) == set()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_a_nested_write()
    assert stored_ids(fresh_postgres_url) == set()


def test_a_read_inside_a_write_sees_it_and_cannot_write(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    with database.write() as outer:
        insert(outer, "e")
        with database.read() as inner:
            assert is_stored(inner, "e")
        with pytest.raises(StoreReadOnly), database.read() as inner:
            insert(inner, "f")
        insert(outer, "g")
    assert stored_ids(fresh_postgres_url) == {"e", "g"}


def test_a_failure_that_the_caller_swallows_is_not_taken_for_a_commit(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    def swallow() -> None:
        with database.write() as session:
            insert(session, "e")
            with pytest.raises(ValidationFailed):
                insert(session, "f", revision=2**40)
            with pytest.raises(InternalError, match="was ignored"):
                is_stored(session, "e")

    with pytest.raises(InternalError, match="nothing was committed"):
        swallow()
    assert stored_ids(fresh_postgres_url) == set()


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["NUL", "surrogate"])
def test_text_that_cannot_be_stored_is_refused_and_the_transaction_goes_on(
    database: PostgresDatabase, fresh_postgres_url: str, name: str
) -> None:
    with database.write() as session:
        with pytest.raises(ValidationFailed):
            insert(session, "f", name=name)
        insert(session, "e")
    assert stored_ids(fresh_postgres_url) == {"e"}


def test_many_rows_of_any_write_are_written(database: PostgresDatabase) -> None:
    """`insert_event` takes one row a statement, unlike the queries meant for many."""
    events = [
        {"k": 1, "seq": seq, "at": seq, "kind": "status", "status": "running", "actor": None, "reason": "r"}
        for seq in (1, 2, 3)
    ]
    with database.write() as session:
        insert(session, "e")
        session.run_many("experiments.insert_event", iter(events))
        session.run_many("experiments.insert_event", [])
        assert [row["seq"] for row in session.rows("experiments.events", k=1)] == [1, 2, 3]


def test_two_threads_have_two_transactions(database: PostgresDatabase, fresh_postgres_url: str) -> None:
    def create(number: int) -> None:
        with database.write() as session:
            insert(session, f"e{number}")

    with database.write() as session, ThreadPoolExecutor(6) as threads:
        list(threads.map(create, range(30)))
        assert len(stored_ids(fresh_postgres_url)) == 30
        insert(session, "mine")
    assert len(stored_ids(fresh_postgres_url)) == 31


def sessions_on(url: str) -> int:
    """How many sessions other than this one are open on the schema of a URL."""
    base, _, schema = url.partition("&schema=")
    with psycopg.connect(base, autocommit=True) as connection:
        asked = "SELECT 1 FROM pg_stat_activity WHERE application_name = %s"
        return len(connection.execute(asked, (schema,)).fetchall())


def named(url: str) -> str:
    """The URL with its schema as the sessions' name."""
    return f"{url}&application_name={url.rpartition('=')[2]}"


def test_transactions_reuse_connections_and_close_lets_go_of_them(fresh_postgres_url: str) -> None:
    with database_at(named(fresh_postgres_url)) as database:
        for number in range(5):
            with database.write() as session:
                insert(session, f"e{number}")
        assert sessions_on(fresh_postgres_url) == 1
        database.close()
        assert sessions_on(fresh_postgres_url) == 0
        with database.read() as session:
            assert is_stored(session, "e4")
            database.close()
            assert sessions_on(fresh_postgres_url) == 1
        assert sessions_on(fresh_postgres_url) == 0


def forked() -> int:
    """The child's pid; 0 in the child."""
    with warnings.catch_warnings():
        # Newer Pythons warn of threads; the point here is what the child does next.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def succeeds_in_child(work: Callable[[], object]) -> bool:
    """Whether the work raises nothing in a fork of this process."""
    child = forked()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def test_a_fork_inside_a_transaction_opens_its_own_connection(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    def work() -> None:
        with pytest.raises(InternalError, match="fork"):
            insert(session, "wrong")
        tracker_on(database).create_experiment(definition("child"))
        database.close()

    with database.write() as session:
        insert(session, "parent")
        assert succeeds_in_child(work)
        insert(session, "parent-too")
    assert stored_ids(fresh_postgres_url) == {"child", "parent", "parent-too"}


def test_a_child_that_leaves_the_block_of_its_parent_ends_nothing(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    child = -1
    try:
        with database.write() as session:
            insert(session, "parent")
            child = forked()
            if child:
                assert os.waitpid(child, 0)[1] == 0
                insert(session, "parent-too")
    finally:
        if child == 0:
            os._exit(0)
    assert stored_ids(fresh_postgres_url) == {"parent", "parent-too"}


def test_idle_connections_stay_with_the_parent_of_a_fork(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    def work() -> None:
        tracker_on(database).create_experiment(definition("child"))
        database.close()

    with database.read():
        pass
    assert succeeds_in_child(work)
    assert succeeds_in_child(database.close)
    tracker_on(database).create_experiment(definition("parent"))
    assert stored_ids(fresh_postgres_url) == {"child", "parent"}


def test_a_lock_that_stays_taken_is_reported_after_the_budget(raw: Raw, fresh_postgres_url: str) -> None:
    with database_at(fresh_postgres_url, lock_timeout_ms=50) as impatient:
        tracker_on(impatient).create_experiment(definition("e"))
        with raw.transaction():
            raw.execute("SELECT * FROM experiments FOR UPDATE")
            with pytest.raises(StoreLocked) as caught:
                tracker_on(impatient).update_status("e", "running")
    assert caught.value.retryable


def test_a_cancelled_statement_can_be_tried_again(database: PostgresDatabase, raw: Raw) -> None:
    tracker = tracker_on(database)
    tracker.create_experiment(definition("e"))
    cancel = "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted"
    with ThreadPoolExecutor(1) as threads, raw.transaction():
        raw.execute("SELECT * FROM experiments FOR UPDATE")
        waiting = threads.submit(tracker.update_status, "e", "running")
        while not waiting.done():
            raw.execute(cancel)
        assert isinstance(waiting.exception(), StoreLocked)
    assert tracker.update_status("e", "running")[1]


def test_a_missing_schema_is_not_created_by_a_read(fresh_postgres_url: str) -> None:
    with database_at(fresh_postgres_url) as database:
        with pytest.raises(NotInitialised, match="init_store"), database.read():
            pass
        assert f"schema={fresh_postgres_url.rpartition('=')[2]}" in database.location
    with psycopg.connect(fresh_postgres_url.partition("&schema=")[0]) as connection:
        name = fresh_postgres_url.rpartition("=")[2]
        assert connection.execute("SELECT to_regnamespace(%s)", (name,)).fetchone() == (None,)
