"""Schema, migrations and versions of a SQLite store; `snapshot` beside this writes the snapshot."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql import migrations as migrations_module
from provenlab.adapters._sql.migrations import Migration, latest_version, migrations
from provenlab.adapters._sql.queries import SQL_ROOT
from provenlab.core.errors import ForeignStore, NotInitialised, SchemaNewer, SchemaOutdated
from tests.doors import DirectDoor, refusal
from tests.integration.sqlite.stores import SCHEMA, dump, filled, plain_definition, raw, schema_of
from tests.labs import opened


@pytest.fixture
def path(template: Callable[[str], Path], tmp_path: Path) -> Path:
    """An empty store."""
    copy = tmp_path / "lab.sqlite"
    copy.write_bytes(template("sqlite").read_bytes())
    return copy


def test_the_snapshot_is_what_the_migrations_make(path: Path) -> None:
    with raw(path) as connection:
        assert schema_of(connection) == SCHEMA.read_text(encoding="utf-8")


def test_the_snapshot_makes_the_same_schema(tmp_path: Path) -> None:
    with raw(tmp_path / "copy.sqlite") as connection:
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))
        assert schema_of(connection) == SCHEMA.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["sqlite", "duckdb", "postgres"])
def test_migrations_are_numbered_without_gaps_and_named_by_what_they_do(engine: str) -> None:
    found = migrations(engine)
    assert [each.version for each in found] == list(range(1, len(found) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z]+(_[a-z]+)+", each.name) for each in found)


def test_every_engine_has_the_same_versions() -> None:
    assert len({latest_version(engine) for engine in ("sqlite", "duckdb", "postgres")}) == 1


def test_a_store_records_which_migrations_made_it(path: Path) -> None:
    with raw(path) as connection:
        recorded = connection.execute("SELECT version, name FROM schema_migrations").fetchall()
    assert recorded == [(each.version, each.name) for each in migrations("sqlite")]


@pytest.mark.requirement("TRACKER-18")
@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("status = 'failed'", "experiments_by_status"),
        ("git_commit = 'x'", "experiments_by_commit"),
        ("created_at > 5", "experiments_by_time"),
    ],
)
def test_look_ups_by_status_commit_and_time_use_an_index(path: Path, condition: str, index: str) -> None:
    question = (
        f"SELECT * FROM experiments WHERE {condition} ORDER BY created_at DESC, experiment_id DESC LIMIT 5"
    )
    with raw(path) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}"))
    assert f"USING INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan


def test_a_store_is_in_wal_mode_and_readable_by_its_owner_alone(path: Path, tmp_path: Path) -> None:
    with opened(str(tmp_path / "new.sqlite")) as bench:
        bench.lab.store.initialise()
    with raw(tmp_path / "new.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (tmp_path / "new.sqlite").stat().st_mode & 0o777 == 0o600


def plant_migration(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A later release, which has one migration more."""
    real = migrations("sqlite")
    latest = len(real) + 1
    later = Migration(latest, f"{latest:04}_add_note")
    read = Migration.text
    monkeypatch.setattr(migrations_module, "migrations", lambda engine: (*real, later))
    monkeypatch.setattr(Migration, "text", lambda self, engine: text if self is later else read(self, engine))


def test_an_older_store_is_outdated_for_reads_and_migrated_by_the_next_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path) as call:
        before = call("list_experiments"), call("list_artifacts")
    plant_migration(
        monkeypatch, "CREATE TABLE notes (text TEXT);\nCREATE INDEX notes_by_text ON notes (text);\n"
    )
    with opened(str(path)) as bench:
        with pytest.raises(SchemaOutdated) as outdated:
            bench.lab.experiments.tracker.get_experiment("e-bare")
        version = latest_version("sqlite")
        assert outdated.value.details["schemaVersion"] == version - 1
        call = DirectDoor(bench.lab)
        call("update_status", experimentId="e-bare", status="pending")
        assert call("init_store")["schemaVersion"] == version
        assert (call("list_experiments"), call("list_artifacts")) == before
        assert call("verify_store")["findings"] == []
    with raw(path) as connection:
        assert connection.execute("SELECT max(version) FROM schema_migrations").fetchone() == (version,)
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    before = dump(path)
    plant_migration(monkeypatch, "CREATE TABLE notes (text TEXT);\nINSERT INTO nowhere VALUES (1);\n")
    with opened(str(path)) as bench:
        assert refusal(DirectDoor(bench.lab), "init_store").code == "store_error"
    assert dump(path) == before


def test_a_store_of_a_later_release_is_refused_and_left_alone(path: Path) -> None:
    with raw(path) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES (99, '0099_from_the_future', 0)")
    before = dump(path)
    with opened(str(path)) as bench:
        for attempt in (
            lambda: bench.lab.experiments.tracker.get_experiment("e"),
            lambda: bench.lab.experiments.tracker.create_experiment(plain_definition("e")),
            bench.lab.store.initialise,
        ):
            with pytest.raises(SchemaNewer) as newer:
                attempt()
            assert newer.value.details["schemaVersion"] == 99
    assert dump(path) == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "foreign.sqlite"
    with raw(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.execute("INSERT INTO theirs VALUES (1)")
    before = path.read_bytes()
    with opened(str(path)) as bench:
        with pytest.raises(ForeignStore):
            bench.lab.experiments.tracker.get_experiment("e")
        with pytest.raises(ForeignStore):
            bench.lab.experiments.tracker.create_experiment(plain_definition("e"))
        with pytest.raises(ForeignStore):
            bench.lab.store.initialise()
    assert path.read_bytes() == before


@pytest.mark.parametrize("is_there", [False, True])
def test_a_missing_or_empty_file_is_no_store_until_the_first_write(tmp_path: Path, is_there: bool) -> None:
    path = tmp_path / "lab.sqlite"
    if is_there:
        path.touch()
    with opened(str(path)) as bench:
        tracker = bench.lab.experiments.tracker
        with pytest.raises(NotInitialised):
            tracker.get_experiment("e")
        assert path.exists() is is_there
        assert tracker.create_experiment(plain_definition("e"))[1] is True
        assert tracker.get_experiment("e").status == "pending"


def test_a_read_creates_neither_file_nor_folder(tmp_path: Path) -> None:
    with opened(str(tmp_path / "no" / "lab.sqlite")) as bench:
        call = DirectDoor(bench.lab)
        reads: dict[str, dict[str, Any]] = {"list_experiments": {}, "verify_store": {}, "list_artifacts": {}}
        for operation, params in reads.items():
            assert refusal(call, operation, **params).code == "not_initialised"
    assert list(tmp_path.iterdir()) == []


def test_every_query_of_every_engine_has_a_line_of_description() -> None:
    for path in SQL_ROOT.rglob("*.sql"):
        if path.parent.name in ("shared", "overrides"):
            blocks = re.split(r"^-- name: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
            assert [
                block.split("\n")[0] for block in blocks if not block.split("\n")[1].startswith("-- ")
            ] == []
