"""What raw SQL cannot do to a store: the engine's triggers refuse what the services refuse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.store import DuckdbDatabase
from provenlab.core.errors import Conflict, Immutable, InvalidTransition
from tests.integration.duckdb.stores import database, insert, raw, step

FROZEN = {
    "k": "99",
    "experiment_id": "'x'",
    "name": "'x'",
    "description": "'x'",
    "inputs": "'x'",
    "n_inputs": "9",
    "config": "'x'",
    "required_outputs": "'[]'",
    "git_commit": "'x'",
    "git_dirty": "true",
    "engine_version": "'x'",
    "environment": "'x'",
    "created_at": "9",
    "recorded_at": "9",
    "config_hash": "'x'",
    "definition_hash": "'x'",
}
STATUSES = ("pending", "running", "completed", "failed", "cancelled")
STEPS = {
    ("pending", "running"),
    ("pending", "failed"),
    ("pending", "cancelled"),
    ("running", "completed"),
    ("running", "failed"),
    ("running", "cancelled"),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A store with an experiment in each status, named for it, and a small lineage."""
    store = tmp_path_factory.mktemp("guards") / "lab.duckdb"
    with database(store).write() as session:
        for status in STATUSES:
            k = insert(session, status, outputs='{"metrics": "m"}')
            if status != "pending":
                step(session, k, 1, "running" if status == "completed" else status, '{"metrics": "m"}')
            if status == "completed":
                session.run_many(
                    "experiments.insert_output", [{"k": k, "slot": "metrics", "artifact_id": "m"}]
                )
                step(session, k, 2, "completed", '{"metrics": "m"}')
        for name in ("root", "child"):
            session.row("artifacts.insert", **artifact(name))
        session.run_many("artifacts.insert_parent", [edge("child", "root")])
        session.run("artifacts.insert_event", **artifact_event("root", 1, "superseded"))
    return store.read_bytes()


@pytest.fixture
def shell(template: bytes, tmp_path: Path) -> Iterator[driver.DuckDBPyConnection]:
    (tmp_path / "lab.duckdb").write_bytes(template)
    with raw(tmp_path / "lab.duckdb") as connection:
        yield connection


@pytest.fixture
def opened(template: bytes, tmp_path: Path) -> DuckdbDatabase:
    (tmp_path / "lab.duckdb").write_bytes(template)
    return database(tmp_path / "lab.duckdb")


def artifact(artifact_id: str) -> dict[str, object]:
    names = ("logical_key", "supersedes", "content_hash", "producer_kind", "producer_id")
    return {
        **dict.fromkeys(names),
        "artifact_id": artifact_id,
        "kind": "slice",
        "name": "n",
        "schema_version": 1,
        "format": "csv",
        "file_hash": "f",
        "size_bytes": 1,
        "storage_uri": "blobs/f",
        "summary": "{}",
        "created_at": 1,
        "recorded_at": 1,
        "record_hash": "r",
    }


def edge(child: str, parent: str, ordinal: int = 0) -> dict[str, object]:
    return {"child_id": child, "ordinal": ordinal, "role": "source", "parent_id": parent}


def artifact_event(artifact_id: str, seq: int, status: str) -> dict[str, object]:
    nothing = dict.fromkeys(("successor_id", "actor", "reason"))
    return {**nothing, "artifact_id": artifact_id, "seq": seq, "at": 1, "status": status}


def contents(shell: driver.DuckDBPyConnection) -> list[object]:
    names = shell.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    return [shell.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for (name,) in names]


def refused(shell: driver.DuckDBPyConnection, statement: str) -> str:
    """The engine's words; the store is as it was."""
    before = contents(shell)
    with pytest.raises(driver.Error) as refusal:
        shell.execute(statement)
    assert contents(shell) == before
    return str(refusal.value)


@pytest.mark.parametrize("column", FROZEN)
@pytest.mark.parametrize("status", ["pending", "running"])
def test_the_definition_of_an_experiment_is_frozen(
    shell: driver.DuckDBPyConnection, status: str, column: str
) -> None:
    statement = f"UPDATE experiments SET {column} = {FROZEN[column]} WHERE experiment_id = '{status}'"
    assert "immutable: the definition" in refused(shell, statement)


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
@pytest.mark.parametrize(
    "change", ["error = 'x'", "revision = 9", "status = 'running'", "outputs = '{}'", "name = 'x'"]
)
def test_nothing_of_an_ended_experiment_changes(
    shell: driver.DuckDBPyConnection, status: str, change: str
) -> None:
    assert "immutable: " in refused(
        shell, f"UPDATE experiments SET {change} WHERE experiment_id = '{status}'"
    )


@pytest.mark.parametrize("before", ["pending", "running"])
@pytest.mark.parametrize("after", STATUSES)
def test_a_status_follows_the_state_machine(
    shell: driver.DuckDBPyConnection, before: str, after: str
) -> None:
    statement = f"UPDATE experiments SET status = '{after}' WHERE experiment_id = '{before}'"
    if before == after or (before, after) in STEPS:
        assert shell.execute(statement).fetchall() == [(1,)]
    else:
        assert "invalid_transition: not a step" in refused(shell, statement)


def test_an_experiment_completes_with_every_required_output_only(shell: driver.DuckDBPyConnection) -> None:
    changed = "SET status = 'completed', outputs = '{\"plot\": \"p\"}'"
    refusal = refused(shell, f"UPDATE experiments {changed} WHERE experiment_id = 'running'")
    assert "invalid_transition: a required output is missing" in refusal


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE experiments SET status = 'failed'", "immutable"),
        ("UPDATE experiments SET status = 'failed' FROM artifacts WHERE artifact_id = 'root'", "immutable"),
        ("DELETE FROM experiments WHERE status = 'pending'", "immutable"),
        ("TRUNCATE experiments", "immutable"),
        ("INSERT INTO experiments BY NAME SELECT * FROM experiments", "Duplicate key"),
        ("INSERT OR REPLACE INTO experiments BY NAME SELECT * FROM experiments", "Conflict target"),
        (
            "INSERT INTO experiments BY NAME SELECT * FROM experiments "
            "ON CONFLICT (k) DO UPDATE SET name = 'x'",
            "MERGE",
        ),
        (
            "MERGE INTO experiments USING (SELECT 1 AS k) AS s ON experiments.k = s.k "
            "WHEN MATCHED THEN UPDATE SET name = 'x'",
            "MERGE",
        ),
        ("INSERT INTO experiment_inputs VALUES ('late', 1, 1, 'ohlcv', 2)", "immutable"),
        ("INSERT INTO experiment_inputs VALUES ('late', 1, 1, 'ohlcv', -1)", "immutable"),
        ("INSERT INTO experiment_inputs VALUES ('late', 1, 1, 'ohlcv', 0)", "Duplicate key"),
        ("INSERT INTO experiment_inputs VALUES ('late', 1, 999, 'ohlcv', 0)", "immutable"),
        ("UPDATE experiment_inputs SET artifact_id = 'x'", "immutable"),
        ("DELETE FROM experiment_inputs", "immutable"),
        ("INSERT INTO experiment_outputs VALUES (1, 'plot', 'x')", "immutable"),
        ("INSERT INTO experiment_outputs VALUES (3, 'plot', 'x')", "immutable"),
        ("INSERT INTO experiment_outputs VALUES (3, 'metrics', 'x')", "Duplicate key"),
        ("INSERT OR REPLACE INTO experiment_outputs VALUES (3, 'metrics', 'x')", "not yet supported"),
        ("INSERT INTO experiment_outputs VALUES (999, 'plot', 'x')", "immutable"),
        ("UPDATE experiment_outputs SET artifact_id = 'x'", "immutable"),
        ("DELETE FROM experiment_outputs", "immutable"),
        ("INSERT INTO experiment_events VALUES (3, 3, 1, 'status', 'failed', NULL, NULL)", "immutable"),
        ("INSERT INTO experiment_events VALUES (2, 7, 1, 'status', 'failed', NULL, NULL)", "immutable"),
        ("INSERT INTO experiment_events VALUES (999, 1, 1, 'status', 'failed', NULL, NULL)", "immutable"),
        ("UPDATE experiment_events SET reason = 'x'", "immutable"),
        ("DELETE FROM experiment_events", "immutable"),
        ("UPDATE artifacts SET name = 'x'", "immutable"),
        ("DELETE FROM artifacts", "immutable"),
        ("INSERT OR REPLACE INTO artifacts SELECT * FROM artifacts", "MERGE"),
        ("INSERT INTO artifact_parents VALUES ('child', 1, 'source', 'child')", "immutable"),
        ("INSERT INTO artifact_parents VALUES ('root', 0, 'source', 'child')", "immutable"),
        ("INSERT INTO artifact_parents VALUES ('child', 1, 'source', 'nobody')", "immutable"),
        ("INSERT INTO artifact_parents VALUES ('nobody', 0, 'source', 'child')", "immutable"),
        ("INSERT INTO artifact_parents VALUES ('child', 0, 'source', 'root')", "Duplicate key"),
        ("UPDATE artifact_parents SET role = 'x'", "immutable"),
        ("DELETE FROM artifact_parents", "immutable"),
        (
            "INSERT INTO artifact_events VALUES ('root', 2, 1, 'superseded', NULL, NULL, NULL)",
            "invalid_transition",
        ),
        (
            "INSERT INTO artifact_events VALUES ('root', 0, 1, 'tombstoned', NULL, NULL, NULL)",
            "invalid_transition",
        ),
        (
            "INSERT INTO artifact_events VALUES ('nobody', 1, 1, 'tombstoned', NULL, NULL, NULL)",
            "invalid_transition",
        ),
        ("UPDATE artifact_events SET reason = 'x'", "immutable"),
        ("DELETE FROM artifact_events", "immutable"),
        ("ALTER TABLE experiments DROP COLUMN config", "depend on it"),
    ],
)
def test_raw_sql_is_refused(shell: driver.DuckDBPyConnection, statement: str, words: str) -> None:
    assert words in refused(shell, statement)


def test_many_experiments_may_take_a_step_in_one_statement(shell: driver.DuckDBPyConnection) -> None:
    shell.execute(
        "INSERT INTO experiments BY NAME SELECT e.* REPLACE (i + 100 AS k, 'many-' || i AS experiment_id) "
        "FROM range(20000) AS t (i), (FROM experiments WHERE experiment_id = 'pending') AS e"
    )
    many = "UPDATE experiments SET status = 'running', revision = revision + k % 7 WHERE k >= 100"
    assert shell.execute(many).fetchall() == [(20_000,)]
    one_of_many = "UPDATE experiments SET n_inputs = CASE k WHEN 9999 THEN 9 ELSE n_inputs END WHERE k >= 100"
    with pytest.raises(driver.Error, match="immutable: the definition"):
        shell.execute(one_of_many)


def test_an_artifact_may_be_tombstoned_after_it_was_superseded_and_never_again(
    shell: driver.DuckDBPyConnection,
) -> None:
    event = "INSERT INTO artifact_events VALUES ('root', {seq}, 1, 'tombstoned', NULL, NULL, NULL)"
    shell.execute(event.format(seq=2))
    assert "invalid_transition" in refused(shell, event.format(seq=3))


def test_the_guards_hold_after_a_journal_was_replayed(template: bytes, tmp_path: Path) -> None:
    (tmp_path / "lab.duckdb").write_bytes(template)
    with driver.connect(str(tmp_path / "lab.duckdb")) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("UPDATE experiments SET status = 'running' WHERE experiment_id = 'pending'")
    assert (tmp_path / "lab.duckdb.wal").exists()
    with raw(tmp_path / "lab.duckdb") as connection:
        assert "immutable" in refused(connection, "DELETE FROM experiments")
        assert "invalid_transition" in refused(
            connection, "UPDATE experiments SET status = 'pending' WHERE experiment_id = 'pending'"
        )


def test_guards_that_a_copy_lost_are_reported(opened: DuckdbDatabase, tmp_path: Path) -> None:
    assert report(opened) == "ok"
    with raw(tmp_path / "lab.duckdb") as connection:
        connection.execute(f"ATTACH '{tmp_path / 'copy.duckdb'}' AS copy")
        connection.execute("COPY FROM DATABASE lab TO copy")
        names = connection.execute("SELECT trigger_name FROM duckdb_triggers() ORDER BY 1").fetchall()
    assert (
        report(database(tmp_path / "copy.duckdb"))
        == f"guards are missing: {', '.join(name for (name,) in names)}"
    )


def report(opened: DuckdbDatabase) -> object:
    with opened.read() as session:
        (row,) = session.rows("audit.engine")
    return row["report"]


def test_a_session_passes_a_guards_refusal_on_in_our_words(opened: DuckdbDatabase) -> None:
    with pytest.raises(Immutable) as frozen:
        set_status(opened, "failed", "failed")
    assert frozen.value.message == "the experiment has ended"
    with pytest.raises(InvalidTransition):
        set_status(opened, "running", "pending")
    with pytest.raises(Conflict) as twice, opened.write() as session:
        session.run_many("artifacts.insert_parent", [edge("child", "root")])
    assert "child" not in str(twice.value.details), "a refusal repeats no row"


def set_status(opened: DuckdbDatabase, experiment_id: str, status: str) -> None:
    with opened.write() as session:
        row = session.row("experiments.by_id", experiment_id=experiment_id)
        assert row is not None
        state = {**row, "status": status, "revision": 2, "expected_revision": row["revision"]}
        session.run("experiments.update_state", **state)
