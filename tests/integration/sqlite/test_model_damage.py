"""Damage to the models of a store is found by verify_store, or it is harmless."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.doors import Call, DirectDoor, Refused
from tests.integration.model_stores import NAME, fill_models
from tests.integration.sqlite.stores import raw, unguarded
from tests.integration.sqlite.test_bit_rot import answer
from tests.labs import opened

FLIPS = 40
TABLES = ("models", "model_versions", "model_aliases", "model_histories", "model_events")
CHANGED = {"TEXT": "coalesce({0}, '') || 'x'", "BIGINT": "coalesce({0}, 0) + 40", "BOOLEAN": "NOT {0}"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill_models(DirectDoor(bench.lab))
    assert findings(path) == []
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path))


def findings(path: Path) -> list[Any]:
    with opened(str(path)) as bench:
        found: list[Any] = DirectDoor(bench.lab)("verify_store", readBlobs=False)["findings"]
        return found


@pytest.mark.requirement("MODELS-16")
def test_a_changed_value_in_any_column_is_found(store: Path, tmp_path: Path) -> None:
    with raw(store) as connection:
        unguarded(connection)
        columns = [
            (table, row[1], row[2])
            for table in TABLES
            for row in connection.execute(f"PRAGMA table_info({table})")
        ]
    # Anybody may set and delete aliases; where that is no business of theirs, it is told as drift.
    free = {("model_aliases", "alias")}
    silent = []
    for table, column, kind in columns:
        damaged = Path(shutil.copy(store, tmp_path / "damaged.sqlite"))
        changed = CHANGED[kind].format(column)
        row = {"model_versions": " AND version = 5", "model_events": " AND seq = 2"}.get(table, "")
        with raw(damaged) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(f"UPDATE {table} SET {column} = {changed} WHERE model_name = '{NAME}'{row}")
            assert connection.execute("SELECT changes()").fetchone() != (0,), (table, column)
        if findings(damaged) == []:
            silent.append((table, column))
    assert set(silent) == free


@pytest.mark.parametrize("table", ["models", "model_versions", "model_histories", "model_events"])
def test_a_lost_row_is_found(store: Path, table: str) -> None:
    with raw(store) as connection:
        unguarded(connection)
        one = " AND rowid = 1" if table in ("model_versions", "model_events") else ""
        connection.execute(f"DELETE FROM {table} WHERE model_name = '{NAME}'{one}")
        assert connection.execute("SELECT changes()").fetchone() == (1,)
    assert {each["subject"] for each in findings(store)} == {"model"}


def test_a_promotion_whose_journal_entry_says_otherwise_is_found(store: Path) -> None:
    with raw(store) as connection:
        unguarded(connection)
        connection.execute("UPDATE journal_entries SET promotion_decision = 'rejected'")
    problem = "a promotion names a journal entry that does not say promoted"
    assert {"subject": "model", "id": NAME, "problem": problem} in findings(store)


def test_rows_of_before_there_were_digests_are_no_finding(store: Path) -> None:
    with raw(store) as connection:
        unguarded(connection)
        connection.execute("UPDATE model_versions SET record_hash = NULL")
        connection.execute("UPDATE model_events SET record_hash = NULL")
    assert findings(store) == []


def answers(call: Call) -> list[Any]:
    """Whatever a host may ask about the models of this store; an error stands for itself."""
    return [
        answer(call, operation, {"modelName": name})
        for name in (NAME, "provenlab-model")
        for operation in ("list_versions", "get_model_history", "get_champion_info", "why_champion")
    ]


def test_a_flipped_bit_in_the_file_is_found_or_harmless(filled: Path, tmp_path: Path) -> None:
    with opened(str(filled)) as bench:
        honest = answers(DirectDoor(bench.lab))
    pristine, dice, silent = filled.read_bytes(), random.Random(11), []
    for number in range(FLIPS):
        damaged = bytearray(pristine)
        place, bit = dice.randrange(100, len(damaged)), dice.randrange(8)
        damaged[place] ^= 1 << bit
        copy = tmp_path / f"{number}.sqlite"
        copy.write_bytes(damaged)
        if not is_noticed(copy):
            with opened(str(copy)) as bench:
                if answers(DirectDoor(bench.lab)) != honest:
                    silent.append((place, bit))
        copy.unlink()
    assert silent == []


def is_noticed(path: Path) -> bool:
    try:
        return bool(findings(path))
    except Refused:
        return True
