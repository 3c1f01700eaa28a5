"""Gower distance between configs."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.similarity import flattened, nearest

LEAVES = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["a", "True", "[]"])
)
CONFIGS = st.dictionaries(
    st.sampled_from(["a", "b", "a/b"]),
    LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["b", "~"]), LEAVES, max_size=2),
    max_size=3,
)


def distances(config: dict[str, Any], *tried: dict[str, Any]) -> dict[str, float]:
    named = [(number, str(number), each) for number, each in enumerate(tried)]
    return {each.config_hash: each.distance for each in nearest(config, named, len(tried))}


def test_positive_numbers_are_compared_by_their_logarithms() -> None:
    found = distances({"lr": 0.01}, {"lr": 0.1}, {"lr": 1.0})
    assert found == {"0": pytest.approx(0.5), "1": 1.0}


def test_numbers_that_reach_zero_are_compared_by_their_difference() -> None:
    assert distances({"x": 0}, {"x": 1}, {"x": 4}) == {"0": 0.25, "1": 1.0}


def test_categories_differ_by_all_or_nothing_and_what_is_missing_counts_one() -> None:
    base = {"kind": "tree", "on": True, "n": 1}
    found = distances(base, base, {**base, "kind": "line"}, {**base, "on": 1}, {"kind": "tree", "on": True})
    assert found == {
        "0": 0.0,
        "1": pytest.approx(1 / 3),
        "2": pytest.approx(1 / 3),
        "3": pytest.approx(1 / 3),
    }
    assert distances({}, {}, {"a": 1}) == {"0": 0.0, "1": 1.0}


def test_the_nearest_come_first_and_no_more_than_asked_for() -> None:
    tried = [(0, name, {"x": value}) for name, value in (("b", 1), ("a", 1), ("far", 10), ("same", 2))]
    assert [each.config_hash for each in nearest({"x": 2}, tried, 3)] == ["same", "a", "b"]


@given(CONFIGS, st.lists(CONFIGS, max_size=4))
def test_a_distance_lies_between_nothing_and_one_and_the_config_itself_is_at_none(
    config: dict[str, Any], others: list[dict[str, Any]]
) -> None:
    found = distances(config, config, *others)
    assert found["0"] == 0.0
    assert all(0.0 <= each <= 1.0 and math.isfinite(each) for each in found.values())


@given(CONFIGS, CONFIGS)
def test_only_configs_with_one_canonical_form_have_the_same_parameters(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert (flattened(one) == flattened(other)) == (canonical_json(one) == canonical_json(other))
