"""Which indexes SQLite takes for evaluations and what they are about, as a new store has no statistics."""

import sqlite3
from typing import Any

import pytest

from tests.integration.sqlite.test_query_plans import connection, plan

__all__ = ["connection"]

PAGES: dict[str, tuple[str, ...]] = {
    "subjects.candidate_page": (
        "kind", "of_source", "source", "name", "strategy", "run_id", "artifact_id", "derived_from",
        "scenario_id", "before", "limit",
    ),
    "subjects.scenario_page": (
        "kind", "name", "world_hash", "artifact_id", "cohort_id", "candidate_id", "before", "limit",
    ),
    "subjects.cohort_page": ("kind", "name", "scenario_id", "before", "limit"),
    "evaluations.page": (
        "kind", "status", "cohort_id", "focus_candidate_id", "plan_hash", "candidate_id", "upstream_id",
        "scenario_id", "before", "limit",
    ),
}  # fmt: skip
# A criterion that few rows meet, and the index that finds them.
SELECTIVE = [
    ("subjects.candidate_page", {"of_source": True, "run_id": "r"}, "candidate_sources_by_run_id"),
    ("subjects.candidate_page", {"of_source": True, "artifact_id": "a"}, "candidate_sources_by_artifact_id"),
    (
        "subjects.candidate_page",
        {"of_source": True, "derived_from": "c"},
        "candidate_sources_by_derived_from",
    ),
    ("subjects.candidate_page", {"scenario_id": "s"}, "PRIMARY KEY (scenario_id=?)"),
    ("subjects.scenario_page", {"world_hash": "w"}, "scenarios_by_world_hash"),
    ("subjects.scenario_page", {"artifact_id": "a"}, "PRIMARY KEY (artifact_id=?)"),
    ("subjects.scenario_page", {"cohort_id": "c"}, "PRIMARY KEY (cohort_id=?)"),
    ("subjects.scenario_page", {"candidate_id": "c"}, "candidate_attachments_by_candidate_id"),
    ("subjects.cohort_page", {"scenario_id": "s"}, "cohort_scenarios_by_scenario_id"),
    ("evaluations.page", {"cohort_id": "c"}, "evaluations_by_cohort_id"),
    ("evaluations.page", {"plan_hash": "p"}, "evaluations_by_plan_hash"),
    ("evaluations.page", {"candidate_id": "c"}, "PRIMARY KEY (candidate_id=?)"),
    ("evaluations.page", {"upstream_id": "u"}, "PRIMARY KEY (upstream_id=?)"),
    ("evaluations.page", {"scenario_id": "s"}, "cohort_scenarios_by_scenario_id"),
]
LOOK_UPS: list[tuple[str, dict[str, Any]]] = [
    ("subjects.candidates_by_ids", {"ids": ["a", "b"]}),
    ("subjects.candidates_for_update", {"ids": ["a", "b"]}),
    ("subjects.sources_of", {"ids": ["a", "b"]}),
    ("subjects.scenarios_by_ids", {"ids": ["a", "b"]}),
    ("subjects.cohorts_by_ids", {"ids": ["a", "b"]}),
    ("subjects.attached", {"scenario_ids": ["a"], "candidate_ids": ["b", "c"]}),
    ("evaluations.by_id", {"evaluation_id": "e"}),
    ("evaluations.id_of_run", {"run_id": "r"}),
    ("evaluations.record", {"k": 1}),
    ("evaluations.results", {"k": 1, "metric": None}),
    ("evaluations.results", {"k": 1, "metric": "m"}),
    (
        "evaluations.of_candidate",
        {"candidate_id": "c", "metric": "m", "scenario_id": None, "cohort_id": None, "limit": 9},
    ),
    (
        "evaluations.of_candidate",
        {"candidate_id": "c", "metric": None, "scenario_id": "s", "cohort_id": "o", "limit": 9},
    ),
]


def scanned(steps: list[str]) -> list[str]:
    return [
        step
        for step in steps
        if step.startswith("SCAN") and "CONSTANT ROW" not in step and "SUBQUERY" not in step
    ]


def page(connection: sqlite3.Connection, query: str, **chosen: Any) -> list[str]:
    return plan(connection, query, **{**dict.fromkeys(PAGES[query]), "limit": 101, **chosen})


@pytest.mark.requirement("EVALS-21")
@pytest.mark.parametrize(("query", "chosen", "index"), SELECTIVE)
@pytest.mark.parametrize("before", [None, 9])
def test_what_few_records_meet_is_found_by_its_index(
    connection: sqlite3.Connection, query: str, chosen: dict[str, Any], index: str, before: int | None
) -> None:
    steps = page(connection, query, **chosen, before=before)
    assert scanned(steps) == []
    assert any(index in step for step in steps), steps


@pytest.mark.parametrize("query", sorted(PAGES))
def test_a_page_without_criteria_is_read_in_its_order(connection: sqlite3.Connection, query: str) -> None:
    for before in (None, 9):
        assert "USE TEMP B-TREE FOR ORDER BY" not in page(connection, query, before=before)


@pytest.mark.parametrize(("query", "params"), LOOK_UPS)
def test_records_are_looked_up(connection: sqlite3.Connection, query: str, params: dict[str, Any]) -> None:
    assert [step for step in scanned(plan(connection, query, **params)) if "list" not in step] == []
