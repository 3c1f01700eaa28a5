"""What the services refuse about evaluations, raw SQL cannot do either: on every engine."""

from typing import Any

import pytest

from tests.contract.evaluation_labs import cohort, submission, worked_off
from tests.doors import DirectDoor
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench

TABLES = {
    "candidates": "payload = '{}'",
    "candidate_sources": "strategy = 'luck'",
    "scenarios": "world = '{}'",
    "scenario_inputs": "role = 'x'",
    "cohorts": "name = 'x'",
    "cohort_scenarios": "ordinal = 7",
    "candidate_attachments": "attached_at = 0",
    "evaluations": "seed = 99",
    "evaluation_candidates": "k = 99",
    "evaluation_upstreams": "role = 'x'",
    "evaluation_results": "value = 1e9",
    "evaluation_records": "attempt = 9",
}
K = "(SELECT k FROM evaluations WHERE evaluation_id = '{}')"
DONE, RUNNING, QUEUED = K.format("done"), K.format("running"), K.format("queued")
RESULT = "INSERT INTO evaluation_results (k, ordinal, metric, candidate_id, scenario_id, n, digest) VALUES"
RECORD = "INSERT INTO evaluation_records (k, run_id, attempt, result_hash, recorded_at) VALUES"
REFUSED = [
    *(f"UPDATE {table} SET {change}" for table, change in TABLES.items()),
    *(f"DELETE FROM {table}" for table in TABLES),
    f"{RESULT} ({DONE}, 9, 'luck', 'c', 's', 1, 'd')",
    f"{RESULT} ({QUEUED}, 0, 'luck', 'c', 's', 1, 'd')",
    f"{RESULT} (999, 0, 'luck', 'c', 's', 1, 'd')",
    f"{RECORD} ({QUEUED}, 'queued', 1, 'h', 0)",
    f"{RECORD} ({RUNNING}, 'running', 2, 'h', 0)",
    f"{RECORD} ({RUNNING}, 'done', 1, 'h', 0)",
    f"{RECORD} (999, 'running', 1, 'h', 0)",
]
COPIES = [
    "INSERT INTO candidate_sources SELECT * FROM candidate_sources",
    "INSERT INTO cohort_scenarios SELECT * FROM cohort_scenarios",
    "INSERT INTO evaluation_candidates SELECT * FROM evaluation_candidates",
    "INSERT INTO candidate_attachments SELECT * FROM candidate_attachments",
    "INSERT INTO evaluation_results SELECT * FROM evaluation_results",
    "INSERT INTO evaluation_records SELECT * FROM evaluation_records",
    (
        "INSERT INTO candidate_sources SELECT candidate_id, ordinal + 10, source_hash, source, name,"
        " strategy, run_id, artifact_id, derived_from, created_at FROM candidate_sources"
    ),
    *(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in TABLES),
]


def filled(bench: Bench) -> DirectDoor:
    """An evaluation with results, one that a worker has, and one that waits."""
    call = DirectDoor(bench.lab)
    call("publish_artifact", artifactId="a", kind="k", name="n", textContent="x")
    made = cohort(call)
    world = call("get_scenario", scenarioId=made["scenarioIds"][0])
    call("create_scenario", kind="calcutta", name="pinned", world=world["world"], inputs={"p": "a"})
    pinned = call("list_scenarios", filter={"artifactId": "a"})["items"][0]["scenarioId"]
    alone = call("create_cohort", name="pinned", scenarioIds=[pinned])["cohortId"]
    call("submit_evaluation", **submission({**made, "cohortId": alone}, evaluationId="done"))
    worked_off(bench.lab)
    call("submit_evaluation", **submission(made, evaluationId="running"))
    bench.lab.jobs.claim("w", ["evaluation"])
    call("submit_evaluation", **submission(made, evaluationId="queued", seed=2))
    return call


def look(call: DirectDoor) -> list[Any]:
    candidates = call("list_candidates")["items"]
    return [
        candidates,
        call("list_scenarios"),
        call("list_cohorts"),
        call("list_evaluations"),
        [call("get_candidate_results", candidateId=each["candidateId"]) for each in candidates],
    ]


@pytest.mark.requirement("EVALS-02")
def test_raw_sql_changes_nothing_of_evaluations(durable_bench: Bench) -> None:
    call = filled(durable_bench)
    was = look(call)
    for statement in REFUSED:
        with pytest.raises(Exception, match=r"immutable"):
            execute_raw(durable_bench, statement)
    for statement in COPIES:
        if durable_bench.backend == "sqlite" or "OR REPLACE" not in statement:
            with pytest.raises(Exception, match=r"immutable|unique|constraint|Constraint|duplicate"):
                execute_raw(durable_bench, statement)
    assert look(call) == was


def test_what_the_attempt_may_write_goes_through(durable_bench: Bench) -> None:
    filled(durable_bench)
    execute_raw(durable_bench, f"{RESULT} ({RUNNING}, 0, 'luck', 'c', 's', 1, 'd')")
    execute_raw(durable_bench, f"{RECORD} ({RUNNING}, 'running', 1, 'h', 0)")
    with pytest.raises(Exception, match=r"immutable"):
        execute_raw(durable_bench, f"{RESULT} ({RUNNING}, 1, 'luck', 'c', 's', 1, 'd')")
