"""The quick encoder gives the bytes of the exact one, or steps aside."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from provenlab.core.errors import ProvenlabError
from provenlab.core.rules.canonical_json import canonical_json

numbers = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1.0, -0.0, 1e15, 1e16, 1e20, 1e21, 1e-5, 1e-6, 1e-7, 123456789012345.6, 5e-324]),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner), st.tuples(inner, inner)),
    max_leaves=20,
)


@given(values)
@example({"\U00010000": 1, "\uffff": 2})
@example({"a": 2.0, "b": "1.0 e-5 1234567890123456"})
@example(['\u2028\x7f\x00\x1f"\\/'])
def test_the_quick_form_is_the_exact_form(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {None: 1}}, [{True: 1}], {1.5: 2}, {"a": 2**53}])
def test_what_python_would_turn_into_text_is_refused(value: object) -> None:
    with pytest.raises(ProvenlabError):
        canonical_json(value)
