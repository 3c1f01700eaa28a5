"""What the services refuse, raw SQL cannot do either."""

import psycopg
import pytest

from provenlab.adapters.postgres.errors import store_error
from provenlab.core.errors import Conflict, Immutable, InvalidTransition
from tests.integration.postgres.stores import Raw

EXPERIMENT = """
    INSERT INTO experiments (experiment_id, name, inputs, n_inputs, config, required_outputs, git_commit,
        git_dirty, engine_version, environment, created_at, recorded_at, config_hash, definition_hash,
        revision, status, outputs, state_hash)
    VALUES (%s, 'n', '{}', 2, '{}', '["metrics"]', 'c',
        false, '1', '{}', 1, 1, 'h', 'd', 0, 'pending', '{}', 's')
    RETURNING k
"""
ARTIFACT = """
    INSERT INTO artifacts (artifact_id, kind, name, schema_version, format, file_hash, size_bytes,
        storage_uri, summary, created_at, recorded_at, record_hash)
    VALUES (%s, 'bars', 'n', 1, 'csv', 'f', 1, 'u', '{}', 1, 1, 'r')
"""
EVENT = "INSERT INTO experiment_events (k, seq, at, kind, status) VALUES (%s, %s, 1, 'status', 'running')"
OUTPUT = "INSERT INTO experiment_outputs (k, slot, artifact_id) VALUES (%s, %s, 'm')"
INPUT = """
    INSERT INTO experiment_inputs (artifact_id, created_at, k, role, ordinal) VALUES (%s, 1, %s, 'r', %s)
"""
PARENT = "INSERT INTO artifact_parents (child_id, ordinal, role, parent_id) VALUES (%s, %s, 'source', %s)"
STEP = "INSERT INTO artifact_events (artifact_id, seq, at, status) VALUES (%s, %s, 1, %s)"


def refusal(raw: Raw, statement: str, *args: object) -> type[Exception]:
    """The port's error for a statement that the database must refuse; the store is as before."""
    with pytest.raises(psycopg.Error) as caught:
        raw.execute(statement.encode(), args)
    return type(store_error(caught.value, "the store", writing=True))


def declare(raw: Raw, experiment_id: str, status: str = "pending") -> int:
    """A raw experiment with both inputs that stands at a status; its key."""
    row = raw.execute(EXPERIMENT, (experiment_id,)).fetchone()
    assert row is not None
    k = int(row[0])
    raw.execute(INPUT, ("bars-1", k, 0))
    raw.execute(INPUT, ("bars-2", k, 1))
    if status != "pending":
        raw.execute("UPDATE experiments SET status = 'running' WHERE k = %s", (k,))
        raw.execute(EVENT, (k, 1))
        raw.execute(OUTPUT, (k, "metrics"))
    if status not in ("pending", "running"):
        raw.execute("UPDATE experiments SET status = %s WHERE k = %s", (status, k))
    return k


@pytest.fixture
def lab(raw: Raw) -> Raw:
    """An artifact `made` out of `bars-1`; experiments 1 pending, 2 running, 3 completed."""
    for artifact_id in ("bars-1", "bars-2", "made"):
        raw.execute(ARTIFACT, (artifact_id,))
    raw.execute(PARENT, ("made", 0, "bars-1"))
    raw.execute(STEP, ("bars-2", 1, "superseded"))
    for k, status in enumerate(("pending", "running", "completed"), 1):
        assert declare(raw, f"e{k}", status) == k
    return raw


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
def test_an_ended_experiment_never_changes(lab: Raw, status: str) -> None:
    k = declare(lab, "ended", status)
    assert refusal(lab, "UPDATE experiments SET error = 'x' WHERE k = %s", k) is Immutable
    assert refusal(lab, "UPDATE experiments SET status = 'running' WHERE k = %s", k) is Immutable
    lab.execute("UPDATE experiments SET error = 'x' WHERE k = 2")


@pytest.mark.parametrize(
    "column",
    [
        "name",
        "description",
        "inputs",
        "n_inputs",
        "config",
        "required_outputs",
        "git_commit",
        "git_dirty",
        "engine_version",
        "environment",
        "created_at",
        "recorded_at",
        "config_hash",
        "definition_hash",
        "experiment_id",
        "k",
    ],
)
def test_the_definition_of_an_experiment_is_frozen(lab: Raw, column: str) -> None:
    other = {"n_inputs": "3", "created_at": "2", "recorded_at": "2", "git_dirty": "true", "k": "DEFAULT"}
    statement = f"UPDATE experiments SET {column} = {other.get(column, chr(39) + 'x' + chr(39))} WHERE k = 2"
    assert refusal(lab, statement) is Immutable


@pytest.mark.parametrize(
    ("k", "status"), [(1, "completed"), (2, "pending")], ids=["pending-completed", "running-pending"]
)
def test_a_step_outside_the_state_machine_is_refused(lab: Raw, k: int, status: str) -> None:
    lab.execute("ALTER TABLE experiments DISABLE TRIGGER experiments_complete_with_their_outputs")
    assert refusal(lab, "UPDATE experiments SET status = %s WHERE k = %s", status, k) is InvalidTransition


def test_no_experiment_completes_without_its_required_outputs(lab: Raw) -> None:
    k = declare(lab, "bare")
    lab.execute("UPDATE experiments SET status = 'running' WHERE k = %s", (k,))
    completion = "UPDATE experiments SET status = 'completed' WHERE k = %s"
    assert refusal(lab, completion, k) is InvalidTransition
    lab.execute(OUTPUT, (k, "metrics"))
    lab.execute(completion.encode(), (k,))


def test_an_experiment_id_stands_for_one_experiment(lab: Raw) -> None:
    assert refusal(lab, EXPERIMENT, "e1") is Conflict


@pytest.mark.parametrize(
    "table",
    [
        "experiments",
        "experiment_inputs",
        "experiment_outputs",
        "experiment_events",
        "artifacts",
        "artifact_parents",
        "artifact_events",
    ],
)
def test_rows_are_neither_deleted_nor_truncated(lab: Raw, table: str) -> None:
    assert refusal(lab, f"DELETE FROM {table}") is Immutable
    assert refusal(lab, f"TRUNCATE {table} CASCADE") is Immutable


@pytest.mark.parametrize(
    "change",
    [
        "experiment_inputs SET artifact_id = 'other'",
        "experiment_outputs SET artifact_id = 'other'",
        "experiment_events SET reason = 'other'",
        "artifacts SET name = 'other'",
        "artifact_parents SET role = 'other'",
        "artifact_events SET reason = 'other'",
    ],
)
def test_edges_events_and_artifacts_are_never_updated(lab: Raw, change: str) -> None:
    assert refusal(lab, f"UPDATE {change}") is Immutable


@pytest.mark.parametrize(("k", "ordinal"), [(1, 2), (1, -1), (99, 0)])
def test_an_input_that_was_not_declared_is_refused(lab: Raw, k: int, ordinal: int) -> None:
    assert refusal(lab, INPUT, "late", k, ordinal) is Immutable


def test_a_place_among_the_inputs_is_filled_once(lab: Raw) -> None:
    assert refusal(lab, INPUT, "late", 1, 0) is Conflict


@pytest.mark.parametrize("k", [1, 3, 99], ids=["pending", "completed", "unknown"])
def test_an_output_needs_a_running_experiment(lab: Raw, k: int) -> None:
    assert refusal(lab, OUTPUT, k, "trades") is Immutable
    lab.execute(OUTPUT, (2, "trades"))


def test_an_output_slot_is_written_once(lab: Raw) -> None:
    assert refusal(lab, OUTPUT, 2, "metrics") is Conflict


@pytest.mark.parametrize(("k", "seq"), [(3, 9), (99, 1), (2, 1)], ids=["ended", "unknown", "not the newest"])
def test_an_event_is_appended_to_a_living_experiment(lab: Raw, k: int, seq: int) -> None:
    assert refusal(lab, EVENT, k, seq) is Immutable
    lab.execute(EVENT, (2, 2))


def test_an_event_cannot_be_put_before_another(lab: Raw) -> None:
    lab.execute(EVENT, (2, 5))
    assert refusal(lab, EVENT, 2, 4) is Immutable


def test_an_artifact_id_stands_for_one_artifact(lab: Raw) -> None:
    assert refusal(lab, ARTIFACT, "made") is Conflict


@pytest.mark.parametrize(
    ("child", "parent"),
    [("made", "made"), ("made", "nobody"), ("nobody", "made"), ("bars-1", "bars-2"), ("bars-1", "made")],
    ids=["itself", "no parent", "no child", "has children", "cycle"],
)
def test_a_lineage_edge_points_to_an_earlier_artifact(lab: Raw, child: str, parent: str) -> None:
    assert refusal(lab, PARENT, child, 1, parent) is Immutable
    lab.execute(PARENT, ("made", 1, "bars-2"))


@pytest.mark.parametrize(
    ("artifact_id", "seq", "status"),
    [("nobody", 1, "tombstoned"), ("bars-2", 2, "superseded"), ("bars-2", 1, "tombstoned")],
    ids=["unknown", "the same status again", "not the newest"],
)
def test_an_artifact_event_is_a_step_forward(lab: Raw, artifact_id: str, seq: int, status: str) -> None:
    assert refusal(lab, STEP, artifact_id, seq, status) is InvalidTransition
    lab.execute(STEP, ("bars-2", 2, "tombstoned"))
    assert refusal(lab, STEP, "bars-2", 3, "superseded") is InvalidTransition


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO artifact_events (artifact_id, seq, at, status) VALUES ('made', 1, 1, 'active')",
        "UPDATE experiments SET status = 'lost' WHERE k = 2",
        "UPDATE experiments SET duration_ms = -1 WHERE k = 2",
    ],
)
def test_a_value_outside_its_vocabulary_is_refused(lab: Raw, statement: str) -> None:
    lab.execute("ALTER TABLE experiments DISABLE TRIGGER experiments_follow_the_state_machine")
    assert refusal(lab, statement) is Conflict


def test_a_temporary_table_cannot_stand_in_for_ours(lab: Raw) -> None:
    lab.execute("CREATE TEMPORARY TABLE experiments AS SELECT 1 AS k, 'running' AS status")
    assert refusal(lab, OUTPUT, 1, "trades") is Immutable


def test_a_guard_reads_its_own_schema_whatever_the_session_searches(lab: Raw) -> None:
    schema = lab.execute("SELECT current_schema()").fetchone()
    assert schema is not None
    lab.execute("SET search_path TO public")
    output = OUTPUT.replace("experiment_outputs", f"{schema[0]}.experiment_outputs")
    assert refusal(lab, output, 1, "trades") is Immutable
    lab.execute(output.encode(), (2, "trades"))
