"""The schema and the queries as this engine sees them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters._sql.migrations import migrations
from provenlab.adapters._sql.queries import SQL_ROOT, Query, queries_in
from provenlab.adapters.duckdb.driver import driver
from tests.integration.duckdb.stores import ROOT, database, insert, raw, step

NOUNS = sorted(path.stem for path in (SQL_ROOT / "shared").glob("*.sql"))
EVERY = [(noun, name) for noun in NOUNS for name in queries_in("duckdb", noun)]
IN_BULK = re.compile(r'run_many\(\s*"(\w+)\.(\w+)"')


def in_bulk() -> set[tuple[str, str]]:
    """The queries that the repositories execute with lists of columns."""
    sources = [path.read_text() for path in (ROOT / "adapters" / "_sql").glob("*.py")]
    return {(noun, name) for source in sources for noun, name in IN_BULK.findall(source)}


def test_the_snapshot_is_what_the_migrations_make(tmp_path: Path) -> None:
    database(tmp_path / "lab.duckdb").initialise()
    with raw(tmp_path / "lab.duckdb") as connection:
        made = schema_of(connection)
    assert made == (SQL_ROOT / "duckdb" / "schema.sql").read_text()


def schema_of(connection: driver.DuckDBPyConnection) -> str:
    """Every object as the engine writes it down, by kind and name."""
    kinds = ("sequence", "table", "index", "trigger")
    lists = [
        connection.execute(f"SELECT sql FROM duckdb_{plural(kind)}() ORDER BY {kind}_name").fetchall()
        for kind in kinds
    ]
    return "".join(f"{sql}\n" for rows in lists for (sql,) in rows if sql)


def plural(kind: str) -> str:
    return "indexes" if kind == "index" else f"{kind}s"


def test_a_store_records_which_migrations_made_it(tmp_path: Path) -> None:
    database(tmp_path / "lab.duckdb").initialise()
    with raw(tmp_path / "lab.duckdb") as connection:
        recorded = connection.execute("SELECT version, name FROM schema_migrations ORDER BY 1").fetchall()
    assert recorded == [(each.version, each.name) for each in migrations("duckdb")]


class Given(dict[str, object]):
    """Some value for every parameter of a query."""

    def __init__(self, query: Query, is_bulk: bool, with_optional: bool) -> None:
        super().__init__()
        self._lists = query.list_names
        self._left_out = () if with_optional else query.optional_names
        self._is_bulk = is_bulk

    def __missing__(self, name: str) -> object:
        if name in self._left_out:
            return None
        several = name in self._lists or self._is_bulk or name in {"keys", "all_ids"}
        return ["1", "2"] if several else "1"

    def get(self, name: str, default: object = None) -> object:
        return self[name]


@pytest.mark.parametrize(("noun", "name"), EVERY)
@pytest.mark.parametrize("with_optional", [False, True])
def test_the_engine_understands_the_query(
    shared: driver.DuckDBPyConnection, noun: str, name: str, with_optional: bool
) -> None:
    query = queries_in("duckdb", noun)[name]
    given = Given(query, (noun, name) in in_bulk(), with_optional)
    statement = query.statement("?", given)
    shared.execute("BEGIN")
    try:
        shared.execute(f"EXPLAIN {statement.text}", statement.arguments(given))
    finally:
        shared.execute("ROLLBACK")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[driver.DuckDBPyConnection]:
    store = tmp_path_factory.mktemp("schema") / "lab.duckdb"
    database(store).initialise()
    with raw(store) as connection:
        yield connection


def test_every_bulk_query_takes_lists() -> None:
    assert len(in_bulk()) >= 3
    for noun, name in in_bulk():
        statement = queries_in("duckdb", noun)[name].statement("?", {})
        assert statement.text.count("unnest(") == len(statement.names) > 0


def test_a_look_up_by_id_or_artifact_uses_its_index(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    with database(store).write() as session:
        for number in range(3):
            insert(session, f"exp-{number}")
    with raw(store) as connection:
        connection.execute("CREATE TABLE wide AS SELECT i, 'art-' || i AS id FROM range(50000) AS t (i)")
        _fill(connection)
        for table, column in (
            ("experiments", "experiment_id"),
            ("experiment_inputs", "artifact_id"),
            ("artifact_parents", "child_id"),
            ("artifact_parents", "parent_id"),
        ):
            ids = ", ".join("?" * 500)
            plan = connection.execute(
                f"EXPLAIN ANALYZE SELECT * FROM {table} WHERE {column} IN ({ids})",
                [f"art-{i}" for i in range(500)],
            ).fetchall()[0][1]
            assert "Index Scan" in plan, f"{table}.{column}\n{plan}"


def _fill(connection: driver.DuckDBPyConnection) -> None:
    guards = connection.execute("SELECT trigger_name, table_name FROM duckdb_triggers()").fetchall()
    for name, table in guards:
        connection.execute(f"DROP TRIGGER {name} ON {table}")
    connection.execute("INSERT INTO experiment_inputs SELECT id, 1, i + 10, 'ohlcv', 0 FROM wide")
    connection.execute("INSERT INTO artifact_parents SELECT id, 0, 'source', id FROM wide")
    connection.execute(
        "INSERT INTO experiments BY NAME SELECT e.* REPLACE (w.i + 10 AS k, w.id AS experiment_id) "
        "FROM wide AS w, (FROM experiments LIMIT 1) AS e"
    )


def test_lineage_reads_the_same_from_documents_as_from_edges(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    opened = database(store)
    with opened.write() as session:
        k = insert(session, "one", ['quo\\"ted', "b", "a"])
        insert(session, "two", [])
        insert(session, "three", ["b"])
        step(session, k, 1, "running")
        session.run_many("experiments.insert_output", [{"k": k, "slot": "metrics", "artifact_id": "m"}])
    with opened.read() as session:
        from_document = session.rows("lineage.inputs_of", ids=["one", "three", "two"])
    assert [(row["experiment_id"], row["artifact_id"], row["role"]) for row in from_document] == [
        ("one", 'quo"ted', "ohlcv"),
        ("one", "b", "ohlcv"),
        ("one", "a", "ohlcv"),
        ("three", "b", "ohlcv"),
    ]
