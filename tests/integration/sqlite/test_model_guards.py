"""What the services refuse about models, raw SQL cannot do either: every trigger of a SQLite store."""

import re
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from tests.doors import DirectDoor
from tests.integration.model_stores import fill_models
from tests.integration.sqlite.stores import SCHEMA, dump, raw
from tests.labs import opened

LAST_EVENT = "seq = 9 AND model_name = 'ranker'"
NEXT_EVENT = (
    "INSERT INTO model_events (model_name, seq, at, kind, version, champion, redactions)"
    " VALUES ('ranker', {seq}, 0, 'promoted', 1, 1, '[]')"
)
# Trigger -> statements that it has to refuse, at least one of which nothing else refuses.
FORBIDDEN: dict[str, list[str]] = {
    "models_are_not_replaced": [
        "INSERT OR REPLACE INTO models VALUES ('ranker', 0)",
        "INSERT OR IGNORE INTO models VALUES ('ranker', 9)",
    ],
    "models_count_upwards": [
        "UPDATE models SET n_versions = n_versions - 1",
        "UPDATE models SET n_versions = n_versions WHERE model_name = 'ranker'",
        "UPDATE OR REPLACE models SET model_name = 'ranker', n_versions = 9 WHERE model_name <> 'ranker'",
    ],
    "models_are_kept": ["DELETE FROM models WHERE model_name = 'ranker'"],
    "model_versions_are_not_replaced": [
        "INSERT OR REPLACE INTO model_versions SELECT * FROM model_versions WHERE version = 5",
        "INSERT OR IGNORE INTO model_versions SELECT * FROM model_versions WHERE version = 5",
    ],
    "model_versions_are_counted": [
        "INSERT INTO model_versions SELECT model_name, {version}, {rest} FROM model_versions"
        " WHERE version = 5"
    ],
    "model_versions_are_frozen": [
        *(
            f"UPDATE model_versions SET {column} = NULL"
            for column in ("run_id", "model_digest", "record_hash")
        ),
        "UPDATE model_versions SET metrics = '{}' WHERE version = 1",
        "UPDATE OR IGNORE model_versions SET version = version + 10",
    ],
    "model_versions_are_kept": ["DELETE FROM model_versions WHERE version = 4"],
    "model_histories_are_not_replaced": [
        "INSERT OR REPLACE INTO model_histories VALUES ('ranker', 0, 0)",
        "INSERT OR IGNORE INTO model_histories VALUES ('ranker', 99, 0)",
    ],
    "model_histories_go_on": [
        "UPDATE model_histories SET last_seq = 1, projected_seq = 0",
        "UPDATE model_histories SET projected_seq = projected_seq - 1 WHERE model_name = 'ranker'",
        "UPDATE OR REPLACE model_histories SET model_name = 'ranker' WHERE model_name <> 'ranker'",
    ],
    "model_histories_are_kept": ["DELETE FROM model_histories"],
    "model_events_are_appended": [
        f"INSERT OR REPLACE INTO model_events SELECT * FROM model_events WHERE {LAST_EVENT}",
        f"INSERT OR IGNORE INTO model_events SELECT * FROM model_events WHERE {LAST_EVENT}",
        NEXT_EVENT.format(seq=4),
    ],
    "model_events_are_counted": [NEXT_EVENT.format(seq=10)],
    "model_events_are_frozen": [
        f"UPDATE model_events SET champion = 1 WHERE {LAST_EVENT}",
        "UPDATE model_events SET reason = 'another'",
        "UPDATE OR REPLACE model_events SET seq = 1 WHERE seq = 2",
    ],
    "model_events_are_kept": [f"DELETE FROM model_events WHERE {LAST_EVENT}", "DELETE FROM model_events"],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill_models(DirectDoor(bench.lab))
    return path


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path))


def statements(connection: sqlite3.Connection, guard: str) -> list[str]:
    columns = [row[1] for row in connection.execute("PRAGMA table_info(model_versions)")]
    rest = ", ".join(columns[2:])
    return [each.replace("{version}", "6").replace("{rest}", rest) for each in FORBIDDEN[guard]]


def test_every_guard_of_models_has_statements_it_must_refuse() -> None:
    schema = SCHEMA.read_text(encoding="utf-8")
    assert sorted(FORBIDDEN) == sorted(re.findall(r"CREATE TRIGGER (models?_\w+)", schema))


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_raw_sql_is_refused_and_changes_nothing(store: Path, guard: str) -> None:
    before = dump(store)
    with raw(store) as connection:
        for statement in statements(connection, guard):
            with pytest.raises(sqlite3.IntegrityError, match=r"^immutable: "):
                connection.execute(statement)
    assert dump(store) == before


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_without_its_guard_a_statement_would_go_through(store: Path, guard: str) -> None:
    went_through = 0
    with raw(store) as connection:
        connection.execute(f"DROP TRIGGER {guard}")
        for statement in statements(connection, guard):
            connection.execute("SAVEPOINT attempt")
            with suppress(sqlite3.IntegrityError):
                went_through += max(connection.execute(statement).rowcount, 0)
            connection.execute("ROLLBACK TO attempt")
    assert went_through > 0
