"""verify_store finds what was changed about runs and the journal past the guards, on every engine."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.doors import Call, DirectDoor
from tests.labs import Bench, opened

AT = "2025-01-31T09:30:00.000Z"
TRIAL = {"evaluator": {"kind": "k", "version": "1"}, "cohort": "spring"}
RUNS = [
    "UPDATE runs SET name = 'other' WHERE run_id = 'ended'",
    "UPDATE runs SET config = '{\"lr\":2}' WHERE run_id = 'ended'",
    "UPDATE runs SET seed = 8 WHERE run_id = 'ended'",
    "UPDATE runs SET created_at = created_at + 1 WHERE run_id = 'ended'",
    "UPDATE runs SET git_commit = 'other' WHERE run_id = 'ended'",
    "UPDATE runs SET status = 'failed' WHERE run_id = 'ended'",
    "UPDATE runs SET metrics = '{\"auc\":0.75}' WHERE run_id = 'ended'",
    "UPDATE runs SET metrics_artifact_id = NULL WHERE run_id = 'ended'",
    "UPDATE runs SET ended_at = ended_at + 1 WHERE run_id = 'ended'",
    "UPDATE runs SET error = NULL WHERE run_id = 'failed'",
    "UPDATE runs SET status = 'completed' WHERE run_id = 'failed'",
    "UPDATE run_metrics SET value = 0.75",
    "DELETE FROM run_metrics",
    "UPDATE run_tags SET tag = 'other'",
    "DELETE FROM run_datasets",
    "DELETE FROM run_events WHERE seq = 1",
    "UPDATE run_events SET status = 'cancelled' WHERE seq = 2",
    "UPDATE run_points SET k = 99",
    "DELETE FROM artifacts",
]
JOURNAL = [
    "UPDATE journal_entries SET hypothesis = 'other'",
    "UPDATE journal_entries SET mutation_type = 'other'",
    "UPDATE journal_entries SET config_diff = '{\"lr\":2}'",
    "UPDATE journal_entries SET champion_metrics = '{\"sharpe\":9}'",
    'UPDATE journal_entries SET metadata = \'{"by":"me"}\'',
    "UPDATE journal_entries SET disposition_reason = 'other'",
    "UPDATE journal_entries SET run_id = 'other'",
    "UPDATE journal_entries SET experiment_id = 'other'",
    "UPDATE journal_entries SET model_version = 7",
    "UPDATE journal_entries SET seed = 8",
    'UPDATE journal_entries SET redactions = \'[{"path":"p","rule":"r"}]\'',
    "UPDATE journal_entries SET idempotency_key = 'other'",
    "UPDATE journal_entries SET record_hash = 'other'",
    "UPDATE journal_decisions SET actor = 'other' WHERE seq = 2",
    "UPDATE journal_decisions SET reason = 'other' WHERE seq = 1",
    "UPDATE journal_decisions SET comparison = '{}' WHERE seq = 1",
    "UPDATE journal_decisions SET comparison = NULL WHERE seq = 2",
    'UPDATE journal_decisions SET "at" = "at" + 1 WHERE seq = 2',
    "UPDATE journal_entries SET created_at_text = '2025-02-01'",
    "UPDATE journal_entries SET results = '{\"sharpe\":2}'",
    "UPDATE journal_entries SET promotion_decision = 'rejected'",
    "UPDATE journal_entries SET promotion_reason = 'other'",
    "UPDATE journal_entries SET trial_key = config_hash",
    "UPDATE journal_entries SET trial = NULL",
    "UPDATE journal_entries SET parent_id = 99",
    "UPDATE journal_entries SET tags = '[]'",
    "UPDATE journal_configs SET config = '{\"lr\":2}'",
    "UPDATE journal_tags SET tag = 'other' WHERE tag = 'a'",
    "UPDATE journal_results SET value = 2",
    "DELETE FROM journal_decisions WHERE seq = 1",
    "UPDATE journal_decisions SET decision = 'rejected' WHERE seq = 2",
    "DELETE FROM journal_entries",
]


def tamper(bench: Bench, statement: str) -> None:
    """Runs a statement past the guards."""
    bench.lab.close()
    if bench.backend == "sqlite":
        with closing(sqlite3.connect(bench.url)) as connection, connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(statement)
    elif bench.backend == "duckdb":
        import duckdb

        with duckdb.connect(str(Path(bench.url))) as engine:
            triggers = "SELECT trigger_name, table_name FROM duckdb_triggers()"
            for name, table in engine.execute(triggers).fetchall():
                engine.execute(f"DROP TRIGGER {name} ON {table}")
            engine.execute(statement)
    else:
        import psycopg

        base, _, schema = bench.url.rpartition("&schema=")
        with psycopg.connect(base, options=f"-c search_path={schema}") as server:
            server.execute("SET LOCAL session_replication_role = replica")
            server.execute(statement.encode())


def fill(call: Call) -> None:
    for run_id in ("ended", "failed"):
        fields = {"tags": ["t"], "datasets": [{"dataset": "d"}]} if run_id == "ended" else {}
        origin = {"createdAt": AT, "gitCommit": "c"}
        call("start_run", runId=run_id, name="n", config={"lr": 1}, seed=7, origin=origin, **fields)
    call("log_metrics", runId="ended", points=[{"seq": 0, "key": "loss", "value": 1, "at": AT}])
    call("finish_run", runId="ended", metrics={"auc": 0.5, "loss": "NaN", "gain": "Infinity"})
    call("fail_run", runId="failed", error={"kind": "exception", "message": "boom"})
    note: dict[str, Any] = {
        "hypothesis": "Größer",
        "mutationType": "m",
        "configDiff": {},
        "tags": ["b", "a", "b"],
    }
    results = {"sharpe": 1, "undefined": "NaN", "most": "Infinity"}
    trial = {"config": {"lr": 1}, "trial": TRIAL, "baseConfig": {"lr": 3}}
    entry = call("log_journal_entry", **note, **trial, results=results)["entryId"]
    first = {"champion": "nobody", "challenger": {"runId": "ended", "cohort": TRIAL["cohort"]}}
    call("record_decision", entryId=entry, decision="promoted", reason="better", comparison=first)


def subjects(bench: Bench) -> set[str]:
    return {each["subject"] for each in DirectDoor(bench.lab)("verify_store", readBlobs=False)["findings"]}


@pytest.mark.requirement("RUN-29")
@pytest.mark.parametrize(
    ("statement", "subject"), [*((each, "run") for each in RUNS), *((each, "journal") for each in JOURNAL)]
)
def test_a_change_past_the_guards_is_found(
    new_url: Callable[[str], str], statement: str, subject: str
) -> None:
    with opened(new_url("sqlite")) as bench:
        fill(DirectDoor(bench.lab))
        assert subjects(bench) == set()
        tamper(bench, statement)
        assert subject in subjects(bench)


@pytest.mark.requirement("RUN-29")
def test_every_engine_finds_what_was_changed_past_its_guards(durable_bench: Bench) -> None:
    fill(DirectDoor(durable_bench.lab))
    assert subjects(durable_bench) == set()
    tamper(durable_bench, "UPDATE runs SET seed = 8 WHERE run_id = 'ended'")
    # DuckDB also tells that its guards are gone.
    assert subjects(durable_bench) - {"store"} == {"run"}
    tamper(durable_bench, "UPDATE journal_entries SET promotion_reason = 'other'")
    assert subjects(durable_bench) - {"store"} == {"run", "journal"}
