"""Damage to a store and its blobs is found by verify_store, or it is harmless."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.doors import Call, DirectDoor, Refused
from tests.integration.sqlite.stores import filled, raw, unguarded
from tests.labs import opened

FLIPS = 60
TEXT_COLUMNS = {
    "experiments": [
        "experiment_id", "name", "description", "inputs", "config", "required_outputs", "git_commit",
        "engine_version", "environment", "config_hash", "definition_hash", "outputs", "error", "state_hash",
    ],
    "artifacts": [
        "artifact_id", "kind", "name", "format", "logical_key", "supersedes", "file_hash", "content_hash",
        "storage_uri", "summary", "producer_kind", "producer_id", "record_hash",
    ],
    "experiment_inputs": ["artifact_id", "role"],
    "experiment_outputs": ["slot", "artifact_id"],
    "artifact_parents": ["child_id", "role", "parent_id"],
}  # fmt: skip
NUMBER_COLUMNS = {
    "experiments": [
        "k", "n_inputs", "git_dirty", "created_at", "recorded_at", "revision", "started_at", "completed_at",
        "duration_ms",
    ],
    "artifacts": ["schema_version", "size_bytes", "created_at", "recorded_at"],
    "experiment_inputs": ["created_at", "k", "ordinal"],
    "experiment_outputs": ["k"],
    "experiment_events": ["k", "seq"],
    "artifact_parents": ["ordinal"],
    "artifact_events": ["seq"],
}  # fmt: skip
CASES = [
    *[(table, column, "text") for table, columns in TEXT_COLUMNS.items() for column in columns],
    *[(table, column, "number") for table, columns in NUMBER_COLUMNS.items() for column in columns],
]


def findings(path: Path) -> list[Any]:
    with opened(str(path)) as bench:
        found: list[Any] = DirectDoor(bench.lab)("verify_store")["findings"]
        return found


@pytest.mark.parametrize(("table", "column", "kind"), CASES)
def test_a_changed_value_in_any_column_is_found(tmp_path: Path, table: str, column: str, kind: str) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    with raw(path) as connection:
        unguarded(connection)
        some = "AND ordinal > 0" if column == "ordinal" else ""
        # Further up, the last ordinal would still be the last.
        number = f"{column} - 40" if column == "ordinal" else f"{column} + 40"
        changed = f"{column} || 'x'" if kind == "text" else number
        (row,) = connection.execute(
            f"SELECT rowid_or_key FROM (SELECT {key_of(table)} AS rowid_or_key FROM {table}"
            f" WHERE {column} IS NOT NULL {some} ORDER BY 1 DESC LIMIT 1)"
        ).fetchone()
        connection.execute(f"UPDATE {table} SET {column} = {changed} WHERE {key_of(table)} = ?", [row])
        assert connection.execute("SELECT changes()").fetchone() == (1,)
    assert findings(path) != []


def key_of(table: str) -> str:
    keys = {
        "experiments": "experiment_id",
        "artifacts": "artifact_id",
        "experiment_inputs": "k || '/' || ordinal",
        "experiment_outputs": "k || '/' || slot",
        "experiment_events": "k || '/' || seq",
        "artifact_parents": "child_id || '/' || ordinal",
        "artifact_events": "artifact_id || '/' || seq",
    }
    return keys[table]


@pytest.mark.parametrize(
    "table",
    [
        "experiments",
        "artifacts",
        "experiment_inputs",
        "experiment_outputs",
        "experiment_events",
        "artifact_parents",
    ],
)
def test_a_lost_row_is_found(tmp_path: Path, table: str) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    with raw(path) as connection:
        unguarded(connection)
        # An experiment or artifact that others name; nothing can tell that a lonely one ever was there.
        named = {"experiments": "experiment_id = 'e-completed'", "artifacts": "artifact_id = 'raw'"}
        (key,) = connection.execute(
            f"SELECT {key_of(table)} FROM {table} WHERE {named.get(table, 'true')} LIMIT 1"
        ).fetchone()
        connection.execute(f"DELETE FROM {table} WHERE {key_of(table)} = ?", [key])
    assert findings(path) != []


def answers(call: Call) -> list[Any]:
    """Whatever a host may ask of this store; an error stands for itself."""
    questions: list[tuple[str, dict[str, Any]]] = [
        ("list_experiments", {"filter": {"limit": None}}),
        ("list_artifacts", {"filter": {"limit": None}}),
        ("find_by_input_artifacts", {"artifactIds": ["raw", "clean", "fixed"]}),
        ("count_experiments", {}),
        ("get_lineage", {"artifactId": "raw", "direction": "downstream"}),
        ("list_experiments", {"filter": {"artifactType": "ohlcv", "status": "running"}}),
        *[
            ("get_experiment_history", {"experimentId": f"e-{each}"})
            for each in ("running", "completed", "failed")
        ],
        *[("get_artifact_history", {"artifactId": each}) for each in ("clean", "bad")],
    ]
    return [answer(call, operation, params) for operation, params in questions]


def answer(call: Call, operation: str, params: dict[str, Any]) -> Any:
    try:
        return call(operation, **params)
    except Refused as refused:
        return refused.code


def test_a_flipped_bit_in_the_file_is_found_or_harmless(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path) as call:
        honest = answers(call)
    pristine = path.read_bytes()
    dice = random.Random(7)
    silent = []
    for _ in range(FLIPS):
        damaged = bytearray(pristine)
        place, bit = dice.randrange(100, len(damaged)), dice.randrange(8)
        damaged[place] ^= 1 << bit
        copy = tmp_path / f"{place}-{bit}.sqlite"
        copy.write_bytes(damaged)
        if not is_noticed(copy) and told_otherwise(copy, honest):
            silent.append((place, bit))
        copy.unlink()
    assert silent == []


def is_noticed(path: Path) -> bool:
    try:
        with opened(str(path)) as bench:
            return bool(DirectDoor(bench.lab)("verify_store", readBlobs=False)["findings"])
    except Refused:
        return True


def told_otherwise(path: Path, honest: list[Any]) -> bool:
    with opened(str(path)) as bench:
        return answers(DirectDoor(bench.lab)) != honest


def test_a_changed_or_missing_blob_is_found_unless_its_artifact_is_tombstoned(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path) as call:
        for artifact_id, wanted in [("raw", "blob"), ("bad", None)]:
            blob = Path(f"{path}.blobs") / call("get_artifact", artifactId=artifact_id)["storageUri"]
            honest = blob.read_bytes()
            blob.chmod(0o600)
            blob.write_bytes(bytes([honest[0] ^ 1]) + honest[1:])
            found = call("verify_store")["findings"]
            assert [each["subject"] for each in found] == ([wanted] if wanted else [])
            assert call("verify_store", readBlobs=False)["findings"] == []
            blob.unlink()
            assert len(call("verify_store")["findings"]) == (1 if wanted else 0)
            blob.write_bytes(honest)
        assert call("verify_store")["findings"] == []


def test_findings_are_cut_off_where_the_caller_says(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    with raw(path) as connection:
        unguarded(connection)
        connection.execute("UPDATE experiments SET name = 'x'")
    with opened(str(path)) as bench:
        verified = DirectDoor(bench.lab)("verify_store", maxFindings=2)
    assert (len(verified["findings"]), verified["truncated"], verified["sound"]) == (2, True, False)
