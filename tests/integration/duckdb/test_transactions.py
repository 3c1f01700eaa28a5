"""What a transaction promises: all or nothing, in its own thread and process."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.store import DuckdbDatabase
from provenlab.core.errors import (
    Conflict,
    InternalError,
    NotInitialised,
    StoreLocked,
    StoreReadOnly,
    StoreUnavailable,
)
from tests.integration.duckdb.stores import database, experiment, insert, step, stored_ids

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks are the point here


@pytest.fixture(params=[0, 60_000], ids=["opened-each-time", "kept-open"])
def opened(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[DuckdbDatabase]:
    opened = database(tmp_path / "lab.duckdb", idle_ms=request.param)
    yield opened
    opened.close()


def ids(opened: DuckdbDatabase) -> list[str]:
    opened.close()
    return stored_ids(Path(opened.location))


def test_a_read_of_nothing_creates_nothing(opened: DuckdbDatabase, tmp_path: Path) -> None:
    with pytest.raises(NotInitialised), opened.read():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_private_and_so_is_its_journal(opened: DuckdbDatabase, tmp_path: Path) -> None:
    with opened.write() as session:
        insert(session, "one")
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    assert set(modes.values()) == {"0o600"}, modes


def test_an_error_inside_undoes_the_whole_transaction(opened: DuckdbDatabase) -> None:
    def fail_halfway() -> None:
        with opened.write() as session:
            insert(session, "one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert ids(opened) == []


def test_a_statement_that_failed_and_was_ignored_still_prevents_the_commit(opened: DuckdbDatabase) -> None:
    def ignore_a_failure() -> None:
        with opened.write() as session:
            k = insert(session, "one")
            edge = {"artifact_id": "a", "created_at": 1, "k": k, "role": "ohlcv", "ordinal": 0}
            with pytest.raises(Conflict):
                session.run_many("experiments.insert_input", [edge])
            with pytest.raises(InternalError):
                session.rows("audit.found_by_index", experiment_ids=["one"])

    with pytest.raises(Conflict):
        ignore_a_failure()
    assert ids(opened) == []
    with opened.write() as session:
        insert(session, "two")
    assert ids(opened) == ["two"]


def test_the_engine_would_report_that_commit_as_done(tmp_path: Path) -> None:
    with driver.connect(str(tmp_path / "plain.duckdb")) as connection:
        connection.execute("CREATE TABLE t (k INTEGER PRIMARY KEY)")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO t VALUES (1)")
        with pytest.raises(driver.ConstraintException):
            connection.execute("INSERT INTO t VALUES (1)")
        connection.execute("COMMIT")
        assert connection.execute("SELECT * FROM t").fetchall() == []


def test_a_nested_write_joins_the_outer_one(opened: DuckdbDatabase) -> None:
    with opened.write() as outer, opened.write() as inner:
        insert(inner, "one")
        assert outer.rows("audit.found_by_index", experiment_ids=["one"])
    assert ids(opened) == ["one"]


def test_a_failed_nested_write_cannot_be_committed_by_the_outer_one(opened: DuckdbDatabase) -> None:
    def swallow() -> None:
        with opened.write() as outer:
            insert(outer, "one")
            with pytest.raises(ZeroDivisionError), opened.write():
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        swallow()
    assert ids(opened) == []


def test_a_nested_read_sees_the_transaction_and_cannot_write(opened: DuckdbDatabase) -> None:
    with opened.write() as outer:
        insert(outer, "one")
        with opened.read() as view:
            assert view.row("experiments.by_id", experiment_id="one") is not None
            assert view.row("experiments.by_id", experiment_id="two") is None
            with pytest.raises(StoreReadOnly):
                view.row("experiments.insert", **experiment("two"))
            with pytest.raises(StoreReadOnly):
                view.run("schema.record_migration", version=2, name="x", applied_at=1)
            with pytest.raises(StoreReadOnly):
                view.run_many("experiments.insert_input", [])
    assert ids(opened) == ["one"]


def test_a_write_inside_a_read_is_refused_at_once(opened: DuckdbDatabase) -> None:
    opened.initialise()
    with opened.read(), pytest.raises(StoreReadOnly), opened.write():
        pass


def test_changed_rows_are_counted_in_spite_of_the_guards(opened: DuckdbDatabase) -> None:
    with opened.write() as session:
        k = insert(session, "one")
        assert step(session, k, 1, "running") == 1
        assert session.run("experiments.update_state", **_stale_state(k)) == 0


def _stale_state(k: int) -> dict[str, object]:
    row = experiment("one", status="failed", revision=1)
    names = (
        "revision",
        "status",
        "outputs",
        "started_at",
        "completed_at",
        "duration_ms",
        "error",
        "state_hash",
    )
    return {"k": k, "expected_revision": 0, **{name: row[name] for name in names}}


def test_threads_take_turns(opened: DuckdbDatabase) -> None:
    def create(number: int) -> None:
        with opened.write() as session:
            insert(session, f"t{number}")
        with opened.read() as session:
            assert session.row("experiments.by_id", experiment_id=f"t{number}") is not None

    threads = [threading.Thread(target=create, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ids(opened) == [f"t{number}" for number in range(6)]


@pytest.mark.parametrize("idle_ms", [0, 60_000])
def test_a_fork_cannot_end_the_transaction_of_its_parent(tmp_path: Path, idle_ms: int) -> None:
    opened = database(tmp_path / "lab.duckdb", lock_timeout_ms=300, idle_ms=idle_ms)
    with opened.write() as session:
        insert(session, "parent")
        child = os.fork()
        if child == 0:
            os._exit(_refusals_in_child(opened))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ids(opened) == ["parent"]


def _refusals_in_child(opened: DuckdbDatabase) -> int:
    try:
        with opened.write():
            return 1
    except StoreLocked:
        return 0


def test_a_transaction_carried_into_a_fork_refuses_to_go_on(opened: DuckdbDatabase) -> None:
    context = opened.write()
    session = context.__enter__()
    insert(session, "parent")
    child = os.fork()
    if child == 0:
        try:
            context.__exit__(None, None, None)
        except StoreUnavailable:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    context.__exit__(None, None, None)
    assert ids(opened) == ["parent"]


def test_a_fork_opens_the_store_for_itself(opened: DuckdbDatabase) -> None:
    with opened.write() as session:
        insert(session, "parent")
    opened.close()
    child = os.fork()
    if child == 0:
        with opened.write() as session:
            insert(session, "child")
        opened.close()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ids(opened) == ["child", "parent"]


def test_a_store_that_was_exchanged_meanwhile_is_opened_anew(opened: DuckdbDatabase, tmp_path: Path) -> None:
    other = database(tmp_path / "other.duckdb")
    with other.write() as session:
        insert(session, "other")
    with opened.write() as session:
        insert(session, "one")
    (tmp_path / "other.duckdb").rename(tmp_path / "lab.duckdb")
    with opened.read() as session:
        assert session.row("experiments.by_id", experiment_id="other") is not None
