"""What the services refuse about runs, raw SQL cannot do either: on every engine."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.doors import DirectDoor
from tests.labs import Bench

AT = "2025-01-31T09:30:00.000Z"


def execute_raw(bench: Bench, statement: str) -> None:
    """Past every layer of ours, in a transaction of its own."""
    bench.lab.close()
    if bench.backend == "sqlite":
        with closing(sqlite3.connect(bench.url)) as connection, connection:
            connection.execute(statement)
    elif bench.backend == "duckdb":
        import duckdb

        with duckdb.connect(str(Path(bench.url))) as engine:
            engine.execute(statement)
    else:
        import psycopg

        base, _, schema = bench.url.rpartition("&schema=")
        with psycopg.connect(base, options=f"-c search_path={schema}") as server:
            server.execute(statement.encode())


@pytest.fixture
def recorded(durable_bench: Bench) -> tuple[Bench, Callable[[], list[Any]]]:
    """A run that ended and one that lives, and how to look at both."""
    call = DirectDoor(durable_bench.lab)
    for run_id in ("ended", "alive"):
        call(
            "start_run",
            runId=run_id,
            name="n",
            config={},
            tags=["t"],
            datasets=[{"dataset": "d"}],
            origin={"createdAt": AT},
        )
        call("log_metrics", runId=run_id, points=[{"seq": 0, "key": "loss", "value": 1, "at": AT}])
    call("finish_run", runId="ended", metrics={"auc": 0.5})

    def look() -> list[Any]:
        return [
            call(operation, runId=run_id)
            for run_id in ("ended", "alive")
            for operation in ("get_run", "get_metric_series", "get_progress")
        ]

    return durable_bench, look


LATE_POINT = "INSERT INTO run_points (k, seq, key, value, \"at\") SELECT k, 9, 'loss', 1, 1 FROM runs"
ENDED = "(SELECT k FROM runs WHERE run_id = 'ended')"
ALIVE = "(SELECT k FROM runs WHERE run_id = 'alive')"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET status = 'failed' WHERE run_id = 'ended'",
        "UPDATE runs SET metrics = '{}' WHERE run_id = 'ended'",
        "UPDATE runs SET lease_expires_at = 1 WHERE run_id = 'ended'",
        "UPDATE runs SET config = '{}', config_hash = 'x' WHERE run_id = 'alive'",
        "UPDATE runs SET name = 'other' WHERE run_id = 'alive'",
        "UPDATE runs SET seed = 1 WHERE run_id = 'alive'",
        "UPDATE runs SET status = 'pending' WHERE run_id = 'alive'",
        "UPDATE runs SET status = 'completed' WHERE run_id = 'alive'",
        "DELETE FROM runs WHERE run_id = 'alive'",
        "DELETE FROM runs WHERE run_id = 'ended'",
        f"INSERT INTO run_metrics (k, key, value) SELECT k, 'new', 1 FROM runs WHERE k = {ENDED}",
        "UPDATE run_metrics SET value = 1",
        "DELETE FROM run_metrics",
        f"{LATE_POINT} WHERE k = {ENDED}",
        "UPDATE run_points SET value = 2",
        "DELETE FROM run_points",
        'INSERT INTO run_events (k, seq, "at", kind, attempt) '
        f"SELECT k, 99, 1, 'log', 1 FROM runs WHERE k = {ENDED}",
        "UPDATE run_events SET message = 'x'",
        "DELETE FROM run_events",
        "UPDATE run_tags SET tag = 'x'",
        "DELETE FROM run_tags",
        "UPDATE run_datasets SET dataset = 'x'",
        "DELETE FROM run_datasets",
    ],
)
def test_raw_sql_is_refused_and_changes_nothing(
    recorded: tuple[Bench, Callable[[], list[Any]]], statement: str
) -> None:
    bench, look = recorded
    was = look()
    with pytest.raises(Exception, match=r"immutable|invalid_transition"):
        execute_raw(bench, statement)
    assert look() == was


def test_a_living_run_is_still_writable_past_the_guards(
    recorded: tuple[Bench, Callable[[], list[Any]]],
) -> None:
    bench, look = recorded
    execute_raw(bench, "UPDATE runs SET heartbeat_at = 5 WHERE run_id = 'alive'")
    execute_raw(
        bench,
        f"{LATE_POINT} WHERE k = {ALIVE}",
    )
    assert [point["seq"] for point in look()[4]] == [0, 9]
