"""What the services refuse, raw SQL cannot do either: every trigger of a SQLite store."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.integration.sqlite.stores import SCHEMA, dump, filled, raw


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    return path


RUNNING = "(SELECT k FROM experiments WHERE experiment_id = 'e-running')"
COMPLETED = "(SELECT k FROM experiments WHERE experiment_id = 'e-completed')"
BARE = "(SELECT k FROM experiments WHERE experiment_id = 'e-bare')"
COPY = "SELECT * FROM experiments WHERE experiment_id = 'e-running'"
ARTIFACT = "SELECT * FROM artifacts WHERE artifact_id = 'raw'"
EVENT = "(artifact_id, seq, at, status)"

# Trigger -> statements that it, and nothing else, has to refuse.
FORBIDDEN: dict[str, list[str]] = {
    "experiments_end_for_ever": [
        f"UPDATE experiments SET {column} = {value} WHERE experiment_id = 'e-{status}'"
        for status in ("completed", "failed", "cancelled")
        for column, value in [
            ("status", "'running'"),
            ("error", "'x'"),
            ("outputs", "'{}'"),
            ("revision", "9"),
            ("duration_ms", "1"),
            ("status", "status"),
        ]
    ],
    "experiments_keep_their_definition": [
        f"UPDATE experiments SET {column} = {value} WHERE experiment_id = 'e-running'"
        for column, value in {
            "k": "999",
            "experiment_id": "'other'",
            "name": "'other'",
            "description": "NULL",
            "inputs": "'{}'",
            "n_inputs": "0",
            "config": "'{}'",
            "required_outputs": "'[]'",
            "git_commit": "'x'",
            "git_dirty": "1",
            "engine_version": "'x'",
            "environment": "'{\"host\":1}'",
            "created_at": "0",
            "recorded_at": "0",
            "config_hash": "'x'",
            "definition_hash": "'x'",
        }.items()
    ],
    "experiments_follow_the_state_machine": [
        "UPDATE experiments SET status = 'completed' WHERE experiment_id = 'e-pending'",
        "UPDATE experiments SET status = 'pending' WHERE experiment_id = 'e-running'",
        "UPDATE OR REPLACE experiments SET status = 'pending' WHERE experiment_id = 'e-running'",
    ],
    "experiments_complete_with_their_outputs": [
        "UPDATE experiments SET status = 'completed' WHERE experiment_id = 'e-running'",
    ],
    "experiments_are_not_replaced": [
        f"INSERT OR REPLACE INTO experiments {COPY}",
        f"INSERT OR IGNORE INTO experiments {COPY}",
        f"INSERT INTO experiments {COPY}",
    ],
    "experiments_are_kept": [
        "DELETE FROM experiments",
        "DELETE FROM experiments WHERE experiment_id = 'e-pending'",
    ],
    "experiment_inputs_belong_to_the_definition": [
        f"INSERT INTO experiment_inputs VALUES ('z', 0, {RUNNING}, 'x', 7)",
        f"INSERT INTO experiment_inputs VALUES ('z', 0, {RUNNING}, 'x', 1)",
        f"INSERT INTO experiment_inputs VALUES ('z', 0, {BARE}, 'x', 0)",
        "INSERT INTO experiment_inputs VALUES ('z', 0, 12345, 'x', 0)",
        "INSERT OR REPLACE INTO experiment_inputs SELECT * FROM experiment_inputs",
    ],
    "experiment_inputs_are_frozen": [
        "UPDATE experiment_inputs SET role = 'x'",
        "UPDATE OR REPLACE experiment_inputs SET artifact_id = 'x'",
    ],
    "experiment_inputs_are_kept": ["DELETE FROM experiment_inputs"],
    "experiment_outputs_are_written_once": [
        f"INSERT INTO experiment_outputs VALUES ({COMPLETED}, 'trades', 'x')",
        f"INSERT OR REPLACE INTO experiment_outputs VALUES ({COMPLETED}, 'metrics', 'x')",
        f"INSERT INTO experiment_outputs VALUES ({BARE}, 'metrics', 'x')",
    ],
    "experiment_outputs_are_frozen": ["UPDATE experiment_outputs SET artifact_id = 'x'"],
    "experiment_outputs_are_kept": ["DELETE FROM experiment_outputs"],
    "experiment_events_end_with_the_experiment": [
        f"INSERT INTO experiment_events VALUES ({COMPLETED}, 9, 0, 'status', 'running', NULL, NULL)",
        f"INSERT INTO experiment_events VALUES ({RUNNING}, 0, 0, 'status', 'running', NULL, NULL)",
        f"INSERT OR REPLACE INTO experiment_events VALUES ({RUNNING}, 1, 0, 'status', 'failed', NULL, NULL)",
    ],
    "experiment_events_are_frozen": ["UPDATE experiment_events SET reason = 'x'"],
    "experiment_events_are_kept": ["DELETE FROM experiment_events"],
    "artifacts_are_not_replaced": [
        f"INSERT OR REPLACE INTO artifacts {ARTIFACT}",
        f"INSERT OR IGNORE INTO artifacts {ARTIFACT}",
    ],
    "artifacts_are_frozen": [
        "UPDATE artifacts SET name = 'x'",
        "UPDATE artifacts SET storage_uri = 'x'",
        "UPDATE OR IGNORE artifacts SET artifact_id = 'x'",
    ],
    "artifacts_are_kept": ["DELETE FROM artifacts"],
    "artifact_parents_are_earlier": [
        "INSERT INTO artifact_parents VALUES ('raw', 0, 'x', 'raw')",
        "INSERT INTO artifact_parents VALUES ('raw', 0, 'x', 'clean')",
        "INSERT INTO artifact_parents VALUES ('fixed', 0, 'x', 'unknown')",
        "INSERT INTO artifact_parents VALUES ('unknown', 0, 'x', 'raw')",
        "INSERT OR REPLACE INTO artifact_parents VALUES ('clean', 0, 'x', 'bad')",
    ],
    "artifact_parents_are_frozen": ["UPDATE artifact_parents SET role = 'x'"],
    "artifact_parents_are_kept": ["DELETE FROM artifact_parents"],
    "artifact_events_follow_the_state_machine": [
        f"INSERT INTO artifact_events {EVENT} VALUES ('unknown', 1, 0, 'tombstoned')",
        f"INSERT INTO artifact_events {EVENT} VALUES ('bad', 2, 0, 'superseded')",
        f"INSERT INTO artifact_events {EVENT} VALUES ('clean', 2, 0, 'superseded')",
        f"INSERT INTO artifact_events {EVENT} VALUES ('clean', 0, 0, 'tombstoned')",
        f"INSERT OR REPLACE INTO artifact_events {EVENT} VALUES ('clean', 1, 0, 'tombstoned')",
    ],
    "artifact_events_are_frozen": ["UPDATE artifact_events SET at = 0"],
    "artifact_events_are_kept": ["DELETE FROM artifact_events"],
}


def guards() -> list[str]:
    # Those of runs, the journal, models, jobs, evaluations, retention and metrics are held on every engine,
    # beside this folder.
    schema = SCHEMA.read_text(encoding="utf-8")
    return re.findall(
        r"CREATE TRIGGER ((?!runs?_|journal_|models?_|jobs?_|candidate|cohort|evaluation|scenario"
        r"|retention_|artifact_pins|artifact_expiries|experiment_metrics_)\w+)",
        schema,
    )


def test_every_guard_has_statements_it_must_refuse() -> None:
    assert sorted(FORBIDDEN) == sorted(guards())


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_raw_sql_is_refused_and_changes_nothing(store: Path, guard: str) -> None:
    before = dump(store)
    for statement in FORBIDDEN[guard]:
        with raw(store) as connection, pytest.raises(sqlite3.IntegrityError) as refused:
            connection.execute(statement)
        assert re.match("immutable: |invalid_transition: ", str(refused.value)), statement
    assert dump(store) == before


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_without_its_guard_a_statement_would_go_through(store: Path, guard: str) -> None:
    went_through = 0
    with raw(store) as connection:
        connection.execute(f"DROP TRIGGER {guard}")
        for statement in FORBIDDEN[guard]:
            connection.execute("SAVEPOINT attempt")
            try:
                connection.execute(statement)
                went_through += 1
            except sqlite3.IntegrityError:
                pass
            connection.execute("ROLLBACK TO attempt")
    assert went_through > 0


def test_a_column_outside_its_vocabulary_is_refused(store: Path) -> None:
    for statement in (
        "UPDATE experiments SET status = 'done' WHERE experiment_id = 'e-running'",
        "UPDATE experiments SET duration_ms = -1 WHERE experiment_id = 'e-running'",
        f"INSERT INTO artifact_events {EVENT} VALUES ('raw', 1, 0, 'active')",
    ):
        with raw(store) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
