"""A read reaches the rows of its store and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.handle import connect
from provenlab.adapters.duckdb.store import DuckdbDatabase
from provenlab.core.errors import StoreReadOnly
from tests.integration.duckdb.stores import database, experiment, insert, raw, stored_ids


@pytest.fixture
def store(tmp_path: Path) -> Path:
    with database(tmp_path / "lab.duckdb").write() as session:
        insert(session, "one")
    with raw(tmp_path / "other.duckdb") as other:
        other.execute("CREATE TABLE secrets AS SELECT 1 AS id")
    (tmp_path / "secret.csv").write_text("id\n1\n")
    return tmp_path / "lab.duckdb"


LEAKS = [
    "COPY experiments TO '{folder}/leak.csv'",
    "COPY (SELECT 1) TO '{folder}/leak.parquet'",
    "EXPORT DATABASE '{folder}/leak'",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM glob('{folder}/*')",
    "ATTACH '{folder}/other.duckdb' AS other",
    "ATTACH '{folder}/new.duckdb' AS new",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "PRAGMA enable_profiling = 'json'; SET profiling_output = '{folder}/leak.json'",
]
WRITES = [
    "DELETE FROM refusals",
    "INSERT INTO refusals VALUES ('x')",
    "DROP TABLE refusals",
    "CREATE TABLE t (x INTEGER)",
    "CREATE VIEW v AS SELECT 1 AS x",
    "ALTER TABLE refusals ADD COLUMN x INTEGER",
    "DROP TRIGGER experiments_are_kept ON experiments",
    "SELECT nextval('experiment_keys')",
]


@pytest.mark.parametrize("writable", [False, True], ids=["reader", "writer"])
@pytest.mark.parametrize("statement", LEAKS)
def test_no_connection_reaches_another_file(store: Path, statement: str, writable: bool) -> None:
    before = sorted(path.name for path in store.parent.iterdir())
    with connect(store, writable) as connection, pytest.raises(driver.Error):
        connection.execute(statement.format(folder=store.parent)).fetchall()
    assert sorted(path.name for path in store.parent.iterdir()) == before


@pytest.mark.parametrize("statement", WRITES)
def test_a_reading_connection_writes_nothing(store: Path, statement: str) -> None:
    whole = store.read_bytes()
    with connect(store, writable=False) as connection, pytest.raises(driver.Error):
        connection.execute(statement).fetchall()
    assert store.read_bytes() == whole


@pytest.fixture(params=["reader", "kept-writer"])
def opened(store: Path, request: pytest.FixtureRequest) -> Iterator[DuckdbDatabase]:
    """A read on a handle of its own, and on one that a write left open."""
    opened = database(store, idle_ms=0 if request.param == "reader" else 60_000)
    opened.initialise()
    yield opened
    opened.close()


def test_a_read_session_writes_nothing(opened: DuckdbDatabase, store: Path) -> None:
    with pytest.raises(StoreReadOnly), opened.read() as session:
        session.run("schema.record_migration", version=2, name="x", applied_at=1)
    with pytest.raises(StoreReadOnly), opened.read() as session:
        session.row("experiments.insert", **experiment("two"))
    with pytest.raises(StoreReadOnly), opened.read() as session:
        insert(session, "two")
    opened.close()
    assert stored_ids(store) == ["one"]


def test_reading_changes_no_byte_of_the_store(store: Path) -> None:
    whole = store.read_bytes()
    opened = database(store)
    for _ in range(3):
        with opened.read() as session:
            assert session.row("experiments.by_id", experiment_id="one") is not None
    assert store.read_bytes() == whole
    names = {path.name for path in store.parent.iterdir()}
    assert names == {"lab.duckdb", "lab.duckdb.gate", "lab.duckdb.lock", "other.duckdb", "secret.csv"}
