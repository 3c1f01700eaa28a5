"""Reads leave every byte as it was, and cannot do otherwise; on each engine that has a file or a server."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql.store import SqlStore
from provenlab.adapters.sqlite.connection import open_reader
from provenlab.core.errors import ProvenlabError
from provenlab.core.operations import MODULES
from provenlab.core.operations.registry import Effect, find_operation
from tests.contract.evaluation_labs import submitted, worked_off
from tests.contract.test_store import TRIAL
from tests.doors import DirectDoor, refusal
from tests.integration.sqlite.stores import dump, fill
from tests.labs import Bench, opened

ENTRY = "that of the store at hand"
READS: dict[str, dict[str, Any]] = {
    "get_experiment": {"experimentId": "e-completed"},
    "get_experiment_history": {"experimentId": "e-completed"},
    "list_experiments": {"filter": {"artifactType": "ohlcv", "status": "running"}},
    "count_experiments": {"filter": {"artifactType": "ohlcv"}},
    "find_by_input_artifacts": {"artifactIds": ["raw", "clean"], "transitive": True, "match": "all"},
    "get_artifact": {"artifactId": "clean"},
    "list_artifacts": {"filter": {"status": "superseded"}},
    "get_artifact_history": {"artifactId": "clean"},
    "preview_artifact": {"artifactId": "clean"},
    "list_pins": {},
    "get_artifact_expiry": {"artifactId": "clean"},
    "get_lineage": {"artifactId": "raw", "direction": "downstream"},
    "verify_store": {},
    "describe_store": {},
    "describe": {},
    "get_run": {"runId": "run-1"},
    "get_run_card": {"runId": "run-1"},
    "list_runs": {},
    "get_metric_series": {"runId": "run-1"},
    "get_progress": {"runId": "run-1"},
    "compare_runs": {"runIds": ["run-1", "run-2"]},
    "get_job": {"jobId": "job-1"},
    "list_jobs": {"filter": {"status": "queued"}},
    "count_jobs": {},
    "get_journal_entry": {"entryId": ENTRY},
    "query_journal": {},
    "count_journal": {},
    "get_journal_decisions": {"entryId": ENTRY},
    "get_journal_thread": {"entryId": ENTRY},
    "find_trial": {"config": {"lr": 1}, "trial": TRIAL},
    "similar_trials": {"config": {"lr": 1}},
    "get_run_datasets": {"runId": "ev-1"},
    "get_scenario": {"scenarioId": ENTRY},
    "list_scenarios": {},
    "get_cohort": {"cohortId": ENTRY},
    "list_cohorts": {},
    "get_candidate": {"candidateId": ENTRY},
    "list_candidates": {"filter": {"source": "manual"}},
    "get_evaluation": {"evaluationId": ENTRY},
    "list_evaluations": {"filter": {"status": "completed"}},
    "get_leaderboard": {"evaluationId": ENTRY},
    "get_candidate_results": {"candidateId": ENTRY},
    "get_evaluation_documents": {"evaluationId": ENTRY, "name": "ranks"},
    "get_model_version": {"version": 1},
    "list_versions": {},
    "compare_versions": {"a": 1, "b": 1},
    "get_champion_info": {},
    "champion_at": {"instant": "2025-03-01T12:00:00Z"},
    "list_models": {},
    "get_model_history": {},
    "why_champion": {},
}
WRITES: dict[str, dict[str, Any]] = {
    "update_status": {"experimentId": "e-pending", "status": "running"},
    "tombstone_artifact": {"artifactId": "raw"},
    "store_results": {"experimentId": "e-running", "results": {"tradesArtifactId": "fixed"}},
    "publish_artifact": {"kind": "x", "name": "x", "textContent": "bytes that nobody published"},
    "pin_artifact": {"artifactId": "raw"},
    "collect_garbage": {"dryRun": False},
    "sweep_blobs": {"dryRun": False, "minAgeSeconds": 0},
    "init_store": {},
    "start_run": {"name": "n", "config": {}},
    "reap_lost_runs": {},
    "submit_job": {"name": "n", "config": {}},
    "log_journal_entry": {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}},
    "log_model_version": {"config": {}},
}


def test_every_read_operation_is_among_those_tried() -> None:
    assert set(READS) == {name for name in MODULES if find_operation(name).effect is Effect.READ}


def fill_all(call: DirectDoor) -> dict[str, dict[str, Any]]:
    """Something of every kind in the store; the parameters that read it."""
    fill(call)
    for run_id in ("run-1", "run-2"):
        call("start_run", runId=run_id, name="n", config={"id": run_id})
    call("submit_job", jobId="job-1", name="n", config={})
    entry = call("log_journal_entry", hypothesis="h", mutationType="m", configDiff={}, results={})["entryId"]
    call("log_model_version", config={})
    call("promote_to_champion", version=1)
    known = {"entryId": entry, **submitted(call)}
    results = {"kind": "evaluation_results", "name": "results", "format": "json"}
    producer = {"kind": "run", "id": known["evaluationId"]}
    call("publish_artifact", jsonContent={"scenarios": []}, producer=producer, **results)
    worked_off(call.lab)
    return {
        name: {key: known[key] if value == ENTRY else value for key, value in params.items()}
        for name, params in READS.items()
    }


@pytest.mark.parametrize("operation", sorted(READS))
def test_a_read_leaves_the_file_byte_for_byte_as_it_was(operation: str, tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    with opened(str(path)) as bench:
        reads = fill_all(DirectDoor(bench.lab))
    before = path.read_bytes()
    with opened(str(path)) as bench:
        DirectDoor(bench.lab)(operation, **reads[operation])
    assert path.read_bytes() == before


@pytest.mark.requirement("EVALS-07")
def test_reads_change_no_record_of_any_engine(durable_bench: Bench) -> None:
    call = DirectDoor(durable_bench.lab)
    reads = fill_all(call)
    before = everything(call)
    for operation, params in reads.items():
        call(operation, **params)
    assert everything(call) == before


def everything(call: DirectDoor) -> list[Any]:
    experiments = call("list_experiments", filter={"limit": None})
    artifacts = call("list_artifacts", filter={"limit": None})["items"]
    return [
        experiments,
        artifacts,
        [call("get_experiment_history", experimentId=each["experimentId"]) for each in experiments],
        [call("get_artifact_history", artifactId=each["artifactId"]) for each in artifacts],
        call("list_runs"),
        call("list_jobs"),
        call("list_evaluations"),
        call("list_candidates"),
        call("query_journal"),
        call("list_versions"),
        call("get_model_history"),
        call("init_store"),
    ]


def test_a_write_planted_in_a_read_is_refused_by_every_store(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = DirectDoor(bench.lab)
    fill(call)
    before, blobs = everything(call), list(blobs_of(bench))
    for operation, params in WRITES.items():
        real = find_operation(operation)
        planted = type(real)(Effect.READ, real.errors, real.function)
        with monkeypatch.context() as patched:
            patched.setattr("tests.doors.find_operation", lambda name, planted=planted: planted)
            found = refusal(call, operation, **params)
        assert found.code == "store_read_only", operation
    assert (everything(call), list(blobs_of(bench))) == (before, blobs)


def blobs_of(bench: Bench) -> set[str]:
    return {each.storage_uri for each in bench.lab.blobs.list_blobs()}


def test_a_read_of_a_store_that_is_not_there_says_so_and_creates_nothing(
    tmp_path: Path, fresh_postgres_url: str
) -> None:
    with opened("memory:") as elsewhere:
        reads = fill_all(DirectDoor(elsewhere.lab))
    del reads["describe"]
    for url in (str(tmp_path / "lab.sqlite"), str(tmp_path / "lab.duckdb"), fresh_postgres_url):
        with opened(url) as bench:
            call = DirectDoor(bench.lab)
            for operation, params in reads.items():
                assert refusal(call, operation, **params).code == "not_initialised", operation
    assert list(tmp_path.iterdir()) == []


def test_the_engine_itself_refuses_a_write_through_a_read_session(durable_bench: Bench) -> None:
    store = durable_bench.lab.store
    assert isinstance(store, SqlStore)
    event = {"seq": 1, "at": 0, "status": "tombstoned", "successor_id": None, "actor": None, "reason": None}
    call = DirectDoor(durable_bench.lab)
    fill(call)
    for query, params in {
        "artifacts.insert_event": {"artifact_id": "raw", **event},
        "schema.record_migration": {"version": 99, "name": "x", "applied_at": 0},
    }.items():
        with pytest.raises(ProvenlabError), store.reading() as session:
            session.run(query, **params)
    assert call("get_artifact", artifactId="raw")["status"] == "active"


FORBIDDEN = [
    "INSERT INTO schema_migrations VALUES (99, 'x', 0)",
    "UPDATE experiments SET name = 'x'",
    "DELETE FROM artifacts",
    "CREATE TABLE t (x)",
    "CREATE TEMP TABLE t (x)",
    "DROP TABLE experiments",
    "ATTACH 'other.sqlite' AS other",
    "VACUUM INTO 'copy.sqlite'",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 5",
    "PRAGMA writable_schema = ON",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension('x')",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_reader_of_sqlite_denies_whatever_is_no_question(
    template: Callable[[str], Path], tmp_path: Path, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lab.sqlite"
    path.write_bytes(template("sqlite").read_bytes())
    before = dump(path)
    with closing(open_reader(path, 1.0)) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute(statement).fetchall()
    assert dump(path) == before
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith("lab.sqlite")] == []
