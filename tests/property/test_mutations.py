"""A change of a config, as operations and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.errors import ValidationFailed
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.mutations import applied, config_diff

KEYS = st.sampled_from(["a", "b", "", "/", "~", "~1", "a/b", "0", "-", "\u00e9"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.5, 1.0, -0.0, 1e20, "", "1", "a"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
CONFIGS = st.dictionaries(KEYS, VALUES, max_size=4)


@given(CONFIGS, CONFIGS)
def test_applying_the_difference_gives_the_other_config(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    was = json.dumps(before)
    operations = json.loads(json.dumps(config_diff(before, after)))
    assert canonical_json(applied(before, operations)) == canonical_json(after)
    assert json.dumps(before) == was


@given(CONFIGS, CONFIGS)
def test_there_is_no_difference_exactly_when_the_canonical_forms_agree(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert (config_diff(before, after) == []) == (canonical_json(before) == canonical_json(after))


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert config_diff({"n": 1, "b": 1}, {"n": 1.0, "b": True}) == [
        {"op": "replace", "path": "/b", "value": True}
    ]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/missing"},
        {"op": "replace", "path": "/missing", "value": 1},
        {"op": "replace", "path": "/list/7", "value": 1},
        {"op": "replace", "path": "/n/deeper", "value": 1},
        {"op": "replace", "path": "", "value": {}},
        {"op": "move", "path": "/n", "from": "/list"},
        {"op": "add", "path": "/n"},
    ],
)
def test_an_operation_that_does_not_fit_is_named(operation: dict[str, Any]) -> None:
    fitting = {"op": "add", "path": "/new", "value": 1}
    with pytest.raises(ValidationFailed, match=r"configDiff\[1\]"):
        applied({"n": 1, "list": [0]}, [fitting, operation])
