"""Which numbers of a document are metrics, and under which keys."""

import math
from typing import Any

import pytest

from provenlab.core.rules.experiment_metrics import MAX_METRICS, document_metrics


def test_numbers_are_found_by_their_path() -> None:
    document = {"auc": 0.5, "test": {"auc": 1, "by": {"month": -0.25}}, "n": 10**20}
    assert document_metrics(document) == {"auc": 0.5, "n": 1e20, "test.auc": 1.0, "test.by.month": -0.25}


def test_numbers_that_json_has_not_come_by_their_tags() -> None:
    found = document_metrics({"a": "NaN", "b": "Infinity", "c": "-Infinity"})
    assert math.isnan(found.pop("a"))
    assert found == {"b": math.inf, "c": -math.inf}


def test_what_is_no_number_is_no_metric() -> None:
    assert document_metrics({"a": True, "b": None, "c": "0.5", "d": {}, "e": [], "f": 10**400}) == {}


def test_curves_and_tables_are_no_metrics() -> None:
    assert document_metrics({"auc": 0.5, "curve": [0.1, 0.2], "rows": [{"x": 1}]}) == {"auc": 0.5}


@pytest.mark.parametrize("document", [None, 1.5, "NaN", [1, 2], [{"auc": 1}]])
def test_a_document_that_is_no_object_has_none(document: Any) -> None:
    assert document_metrics(document) == {}


@pytest.mark.parametrize("key", ["", "x" * 257, "a\0b", "\ud800"])
def test_a_path_that_no_store_takes_as_a_key_is_left_out(key: str) -> None:
    assert document_metrics({key: 1, "auc": 0.5}) == {"auc": 0.5}


def test_of_too_many_those_nearest_to_the_root_are_kept() -> None:
    deep = {f"k{n:05}": n for n in range(MAX_METRICS)}
    found = document_metrics({"a": {"b": deep}, "z": deep, "y": 1})
    assert len(found) == MAX_METRICS
    assert set(found) == {"y", *(f"z.k{n:05}" for n in range(MAX_METRICS - 1))}
