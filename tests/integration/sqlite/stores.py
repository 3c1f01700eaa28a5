"""SQLite stores with something in them, and ways past the adapter."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from provenlab.adapters._sql.queries import SQL_ROOT
from provenlab.core.models.experiment import ExperimentDefinition
from tests.contract.requests import bring_to, declare, parents, publish
from tests.doors import Call, DirectDoor
from tests.labs import opened

SCHEMA = SQL_ROOT / "sqlite" / "schema.sql"
STATUSES = ("pending", "running", "completed", "failed", "cancelled")


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program sees it; what is done is committed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def unguarded(connection: sqlite3.Connection) -> None:
    """Takes the triggers away, so that a test can do what they forbid."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")


def schema_of(connection: sqlite3.Connection) -> str:
    """Every object as it was written, tables first, by name; not what a virtual one is made of."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
        " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, name"
    )
    return "".join(f"{sql};\n\n" for (sql,) in rows)


def dump(path: Path) -> list[str]:
    """All rows of a store, as statements."""
    with raw(path) as connection:
        return list(connection.iterdump())


def fill(call: Call) -> None:
    """Experiments and artifacts in every status, with edges of every kind."""
    publish(call, "raw", 0, logicalKey="bars/AAPL", summary={"rows": 2, "note": "\u00e9"})
    publish(call, "clean", 1, parents=parents("raw", role="bars"), jsonContent={"close": [1.5, 2.0]})
    publish(
        call,
        "fixed",
        2,
        supersedes="clean",
        producer={"kind": "run", "id": "run-1"},
        parents=parents("raw", "clean"),
    )
    publish(call, "bad", 3)
    call("tombstone_artifact", artifactId="bad", actor="ana", reason="wrong feed")
    for second, status in enumerate(STATUSES):
        bring_to(
            call,
            status,
            f"e-{status}",
            second=second,
            description="words",
            inputs={"ohlcv": ["raw", "fixed"], "alerts": ["clean"]},
            config={"x": 1.5, "y": 1e20, "z": [None, True, "\u00e9"]},
        )
    declare(call, "e-error", 8, inputs={"ohlcv": ["raw"]})
    call("update_status", experimentId="e-error", status="failed", error="boom", actor="bot", reason="tried")
    declare(call, "e-bare", 9, inputs={}, config={}, requiredOutputs=[])


@contextmanager
def filled(path: Path) -> Iterator[Call]:
    """A door to a new store that holds something."""
    with opened(str(path)) as bench:
        call = DirectDoor(bench.lab)
        fill(call)
        yield call


def plain_definition(experiment_id: str) -> ExperimentDefinition:
    provenance = {"git_commit": "c", "git_dirty": False, "engine_version": "1", "created_at": "2025-01-01"}
    return ExperimentDefinition.model_validate(
        {
            "experiment_id": experiment_id,
            "name": "n",
            "inputs": {"x": ("a", "b")},
            "config": {"k": 1},
            "provenance": provenance,
        }
    )
