"""Guards that look at other rows hold while two sessions write at once."""

from collections.abc import Iterator
from threading import Thread

import psycopg
import pytest

from provenlab.adapters.postgres.errors import store_error
from provenlab.core.errors import Immutable, InvalidTransition, StoreLocked
from tests.integration.postgres.stores import Raw, raw_connection
from tests.integration.postgres.test_guards import ARTIFACT, EVENT, OUTPUT, PARENT, STEP, declare


class Attempt(Thread):
    """A statement in another session, which may have to wait; `refusal` tells how it ended."""

    def __init__(self, connection: Raw, statement: str, *args: object) -> None:
        super().__init__()
        self._work = (connection, statement.encode(), args)
        self.refusal: type[Exception] | None = None

    def run(self) -> None:
        connection, statement, args = self._work
        try:
            connection.execute(statement, args)
        except psycopg.Error as error:
            self.refusal = type(store_error(error, "the store", writing=True))


@pytest.fixture
def rival(raw: Raw, fresh_postgres_url: str) -> Iterator[Raw]:
    with raw_connection(fresh_postgres_url) as connection:
        yield connection


def start_and_wait_for_lock(raw: Raw, attempt: Attempt, rival: Raw) -> None:
    """Returns when the other session stands at a lock; fails when it went on without one."""
    attempt.start()
    waiting = "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted"
    while not raw.execute(waiting, (rival.info.backend_pid,)).fetchone():
        assert attempt.is_alive(), f"did not wait for the lock: {attempt.refusal}"


@pytest.mark.parametrize("statement", [OUTPUT, EVENT], ids=["output", "event"])
def test_nothing_is_added_while_another_session_ends_the_experiment(
    raw: Raw, rival: Raw, statement: str
) -> None:
    k = declare(raw, "e", "running")
    late = Attempt(rival, statement, k, "trades" if statement == OUTPUT else 7)
    with raw.transaction():
        raw.execute("UPDATE experiments SET status = 'completed' WHERE k = %s", (k,))
        start_and_wait_for_lock(raw, late, rival)
    late.join()
    assert late.refusal is Immutable


def test_no_experiment_ends_twice(raw: Raw, rival: Raw) -> None:
    k = declare(raw, "e", "running")
    second = Attempt(rival, "UPDATE experiments SET status = 'failed' WHERE k = %s", k)
    with raw.transaction():
        raw.execute("UPDATE experiments SET status = 'completed' WHERE k = %s", (k,))
        start_and_wait_for_lock(raw, second, rival)
    second.join()
    assert second.refusal is Immutable


def test_an_output_waits_for_one_that_is_not_committed_yet(raw: Raw, rival: Raw) -> None:
    k = declare(raw, "e", "running")
    end = Attempt(rival, "UPDATE experiments SET status = 'completed' WHERE k = %s", k)
    with raw.transaction():
        raw.execute(OUTPUT, (k, "trades"))
        start_and_wait_for_lock(raw, end, rival)
    end.join()
    assert end.refusal is None
    assert raw.execute("SELECT count(*) FROM experiment_outputs").fetchone() == (2,)


def test_no_artifact_is_superseded_after_another_session_tombstones_it(raw: Raw, rival: Raw) -> None:
    raw.execute(ARTIFACT, ("a",))
    late = Attempt(rival, STEP, "a", 2, "superseded")
    with raw.transaction():
        raw.execute(STEP, ("a", 1, "tombstoned"))
        start_and_wait_for_lock(raw, late, rival)
    late.join()
    assert late.refusal is InvalidTransition


def test_no_artifact_becomes_child_while_another_session_makes_it_a_parent(raw: Raw, rival: Raw) -> None:
    for artifact_id in ("a", "b", "c"):
        raw.execute(ARTIFACT, (artifact_id,))
    late = Attempt(rival, PARENT, "b", 0, "c")
    with raw.transaction():
        raw.execute(PARENT, ("a", 0, "b"))
        start_and_wait_for_lock(raw, late, rival)
    late.join()
    assert late.refusal is Immutable


def test_two_sessions_cannot_close_a_cycle_between_them(raw: Raw, rival: Raw) -> None:
    """Each edge alone is fine; whichever comes second is refused, by the guard or as a deadlock."""
    for artifact_id in ("a", "b", "c", "d"):
        raw.execute(ARTIFACT, (artifact_id,))
    other_half = Attempt(rival, PARENT, "b", 0, "a")
    with raw.transaction():
        raw.execute(PARENT, ("a", 0, "b"))
        start_and_wait_for_lock(raw, other_half, rival)
    other_half.join()
    assert other_half.refusal in (Immutable, StoreLocked)
    assert raw.execute("SELECT child_id, parent_id FROM artifact_parents").fetchall() == [("a", "b")]


def test_children_of_one_parent_are_written_side_by_side(raw: Raw, rival: Raw) -> None:
    for artifact_id in ("parent", "a", "b"):
        raw.execute(ARTIFACT, (artifact_id,))
    rival.execute("SET lock_timeout = 5000")
    with raw.transaction():
        raw.execute(PARENT, ("a", 0, "parent"))
        rival.execute(PARENT, ("b", 0, "parent"))
    assert raw.execute("SELECT count(*) FROM artifact_parents").fetchone() == (2,)
