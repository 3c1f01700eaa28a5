"""Which indexes SQLite takes, in every combination of optional filters, as a new store has no statistics."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql.queries import named_query
from provenlab.tools.lab import open_lab

FILTERS: dict[str, tuple[Any, ...]] = {
    "status": (None, "failed"),
    "git_commit": (None, "abc"),
    "min_created_at": (None, 1),
    "max_created_at": (None, 9),
    "cursor_created_at": (None, 5),
    "limit": (None, 101),
}
INDEXED = ("status", "git_commit", "min_created_at", "max_created_at", "cursor_created_at")
LOOK_UPS = {"role": (None, "ohlcv"), "cursor_created_at": (None, 5), "limit": (None, 101)}
TABLES = ("experiments", "experiment_inputs", "experiment_outputs", "artifacts")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_lab(tmp_path / "lab.sqlite") as lab:
        lab.initialise()
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as connection:
        yield connection


def plan(connection: sqlite3.Connection, query: str, **params: Any) -> list[str]:
    statement = named_query("sqlite", query).statement("?", params)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement.text}", statement.arguments(params))
    return [row[3] for row in rows]


def scans(steps: list[str]) -> list[str]:
    """Steps that visit a whole table or index of the store; lists of parameters are no such thing."""
    aliases = {"e", "i", "n", "o", "a", "p", *TABLES}
    return [step for step in steps if step.startswith("SCAN ") and step.split()[1] in aliases]


def combinations(choices: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for values in product(*choices.values()):
        chosen = dict(zip(choices, values, strict=True))
        yield {**chosen, "cursor_id": None if chosen["cursor_created_at"] is None else "x"}


def test_a_page_is_a_range_of_an_index_in_the_order_of_the_page(connection: sqlite3.Connection) -> None:
    for chosen in combinations(FILTERS):
        steps = plan(connection, "experiments.page", artifact_type=None, **chosen)
        assert "USE TEMP B-TREE FOR ORDER BY" not in steps, chosen
        if any(chosen[name] is not None for name in INDEXED):
            assert scans(steps) == [], chosen
        else:
            assert scans(steps) == ["SCAN e USING INDEX experiments_by_time"]


@pytest.mark.parametrize("query", ["keys_by_input", "keys_by_all_inputs"])
@pytest.mark.parametrize("ids", [["a"], ["a", "b", "c"]])
def test_inputs_are_found_by_their_index(connection: sqlite3.Connection, query: str, ids: list[str]) -> None:
    for chosen in combinations(LOOK_UPS):
        steps = plan(connection, f"experiments.{query}", artifact_ids=ids, n_artifacts=len(ids), **chosen)
        assert scans(steps) == [], chosen
        assert any(step.startswith("SEARCH i USING PRIMARY KEY (artifact_id=?") for step in steps)


@pytest.mark.parametrize(
    "name", ["lineage.readers_of", "lineage.writers_of", "lineage.inputs_of", "lineage.outputs_of"]
)
def test_lineage_follows_indexes(connection: sqlite3.Connection, name: str) -> None:
    assert scans(plan(connection, name, ids=["a", "b"])) == []


@pytest.mark.parametrize("direction", ["upstream", "downstream"])
def test_a_walk_at_once_goes_by_indexes(connection: sqlite3.Connection, direction: str) -> None:
    steps = plan(connection, f"lineage.around_{direction}", kind="artifact", id="x", depth=9, most=300)
    assert scans(steps) == []
    assert sum(step.startswith("SEARCH ") for step in steps) == 5


@pytest.mark.parametrize("name", ["lineage.artifact_nodes", "lineage.experiment_nodes"])
def test_what_to_show_of_a_node_is_looked_up(connection: sqlite3.Connection, name: str) -> None:
    assert scans(plan(connection, name, ids=["a", "b"])) == []


@pytest.mark.parametrize("name", ["artifacts.parents_of", "artifacts.children_of"])
def test_artifacts_are_looked_up(connection: sqlite3.Connection, name: str) -> None:
    assert scans(plan(connection, name, artifact_ids=["a", "b"])) == []


def test_a_kind_is_asked_of_each_row_and_never_of_all_artifacts(connection: sqlite3.Connection) -> None:
    nothing = dict.fromkeys(FILTERS)
    steps = plan(
        connection,
        "experiments.page",
        **{**nothing, "cursor_id": None, "limit": 101, "artifact_type": "ohlcv"},
    )
    assert scans(steps) == ["SCAN e USING INDEX experiments_by_time"]
    assert "SEARCH a USING PRIMARY KEY (artifact_id=?)" in steps


def test_a_planted_scan_is_found(connection: sqlite3.Connection) -> None:
    rows = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM experiments AS e WHERE name = 'n'").fetchall()
    assert scans([row[3] for row in rows]) == ["SCAN e"]


@pytest.mark.parametrize(
    ("query", "criterion", "index"),
    [
        ("runs.page", "git_commit", "runs_by_commit"),
        ("runs.page", "name", "runs_by_name"),
        ("runs.page", "kind", "runs_by_kind"),
        ("runs.page", "status", "runs_by_status"),
        ("artifacts.page_ids", "name", "artifacts_by_name"),
        ("artifacts.page_ids", "content_hash", "artifacts_by_content_hash"),
        ("artifacts.page_ids", "kind", "artifacts_by_kind"),
        ("jobs.page", "kind", "jobs_by_kind"),
        ("journal.newest", "mutation_type", "journal_entries_by_mutation"),
        ("journal.newest", "outcome", "journal_entries_by_decision"),
    ],
)
def test_a_list_by_one_criterion_begins_at_an_index(
    connection: sqlite3.Connection, query: str, criterion: str, index: str
) -> None:
    steps = plan(connection, query, **{"tags": [], criterion: "x", "limit": 51})
    assert any(index in step and step.startswith("SEARCH ") for step in steps), steps


def test_a_list_by_a_common_tag_tries_the_tag_on_each_entry_on_the_way(
    connection: sqlite3.Connection,
) -> None:
    steps = plan(connection, "journal.newest", tags=["gpu"], n_tags=1, common_tags=True, limit=51)
    assert steps[0] == "SCAN e USING INDEX journal_entries_by_time"
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps


def test_runs_by_a_metric_are_tried_by_their_key_before_their_row_is_read(
    connection: sqlite3.Connection,
) -> None:
    chosen = {"tags": ["rare"], "n_tags": 1, "rare_tags": True, "order_metric": "auc", "limit": 51}
    steps = plan(connection, "runs.page_by_highest", **chosen)
    begins = next(at for at, step in enumerate(steps) if step.startswith("LIST SUBQUERY"))
    assert begins < next(at for at, step in enumerate(steps) if step.startswith("SEARCH r "))


METRIC = {"metric_key": "auc", "metric_at_least": 0.5}


@pytest.mark.parametrize("query", ["page_by_highest", "page_by_lowest"])
def test_experiments_by_a_metric_come_in_the_order_of_its_index(
    connection: sqlite3.Connection, query: str
) -> None:
    for chosen in combinations(FILTERS):
        value = None if chosen["cursor_created_at"] is None else 0.5
        given = {**chosen, "cursor_value": value, "order_metric": "auc", **METRIC, "common_metric": True}
        steps = plan(connection, f"experiments.{query}", **given, artifact_type=None)
        assert steps[0].startswith("SEARCH s USING COVERING INDEX experiment_metrics_by_value"), (
            chosen,
            steps,
        )
        assert "USE TEMP B-TREE FOR ORDER BY" not in steps, chosen


def test_a_rare_range_of_a_metric_is_where_a_list_of_experiments_begins(
    connection: sqlite3.Connection,
) -> None:
    chosen = dict.fromkeys((*FILTERS, "artifact_type", "cursor_id"))
    steps = plan(connection, "experiments.page", **{**chosen, **METRIC, "rare_metric": True, "limit": 101})
    assert any(step.startswith("SEARCH e USING INTEGER PRIMARY KEY") for step in steps), steps
    steps = plan(connection, "experiments.page", **{**chosen, **METRIC, "common_metric": True, "limit": 101})
    assert steps[0] == "SCAN e USING INDEX experiments_by_time"
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps
