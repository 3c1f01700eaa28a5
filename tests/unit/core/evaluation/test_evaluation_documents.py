"""What of a finding is a table, who is unranked, and where two documents part."""

from typing import Any

import pytest

from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import Evaluation
from provenlab.core.evaluation.kind import Finding, MetricValue
from provenlab.core.services.evaluation_documents import leaderboard_document, run_metrics, table_of
from provenlab.tools.evaluations.json_differences import first_difference


def test_equal_columns_of_every_candidate_are_a_table() -> None:
    document = {"b": {"day": ["x", "y"], "gain": [1.5, None]}, "a": {"day": [], "gain": []}}
    assert table_of(document) == {"candidate": ["b", "b"], "day": ["x", "y"], "gain": [1.5, None]}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"a": {}},
        {"a": [1, 2]},
        {"a": {"x": 3}},
        {"a": {"x": [1], "y": [1, 2]}},
        {"a": {"x": [1]}, "b": {"y": [1]}},
        {"a": {"x": [[1]]}},
        {"a": {"candidate": [1]}},
    ],
)
def test_anything_else_is_none(document: Any) -> None:
    assert table_of(document) is None


def found(**values: float | None) -> Evaluation:
    metrics = {name: {"mean_payout_cents": MetricValue(each, 1.0, 9)} for name, each in values.items()}
    return Evaluation("0" * 64, 9, 1, {}, Finding(metrics), {}, dict.fromkeys(values, "d"), "d")


def test_a_candidate_whose_metric_is_undefined_somewhere_is_unranked() -> None:
    evaluations = {"s1": found(a=1.0, b=2.0, c=3.0), "s2": found(a=1.0, b=None, c=5.0)}
    board = leaderboard_document(Calcutta(), "cohort", evaluations)
    assert [(row["place"], row["candidateId"], row["value"]) for row in board["rows"]] == [
        (1, "c", 4.0),
        (2, "a", 1.0),
    ]
    assert board["unranked"] == ["b"]
    assert run_metrics(board, evaluations) == {
        "scenarios": 2, "candidates": 3, "units": 18, "mean_payout_cents/c": 4.0, "mean_payout_cents/a": 1.0,
    }  # fmt: skip
    nobody = leaderboard_document(Calcutta(), "cohort", {"s": found(a=None)})
    assert (nobody["rows"], nobody["unranked"]) == ([], ["a"])


@pytest.mark.parametrize(
    ("stored", "now", "told"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "a[1].b: 2 then, 3 now"),
        ({"a": 1}, {"a": 1, "b": 2}, "b: only now"),
        ({"a": 1, "b": 2}, {"a": 1}, "b: only then"),
        ([1, 2], [1], "the list: 2 items then, 1 now"),
        (1, 1.0, "the document: 1 then, 1.0 now"),
        ({"a": [None, "x"]}, {"a": [None, "x"]}, None),
    ],
)
def test_the_first_place_where_documents_part_is_named(stored: Any, now: Any, told: str | None) -> None:
    assert first_difference(stored, now) == told
