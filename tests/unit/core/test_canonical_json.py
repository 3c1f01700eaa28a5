"""Canonical JSON by RFC 8785, and what has no canonical form."""

import json
from typing import Any

import pytest

from provenlab.core.errors import LimitExceeded, ValidationFailed
from provenlab.core.rules.canonical_json import MAX_DEPTH, canonical_json, parse_canonical_json

# Appendix B of the RFC: bits of a double, and how it is written.
DOUBLES = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize(("bits", "text"), DOUBLES)
def test_doubles_are_written_as_the_rfc_writes_them(bits: str, text: str) -> None:
    import struct

    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number) == text.encode()
    assert canonical_json({"x": [number]}) == f'{{"x":[{text}]}}'.encode()
    restored = parse_canonical_json(text)
    assert restored == number
    assert canonical_json(restored) == text.encode()


def test_the_example_of_the_rfc_has_its_bytes() -> None:
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '\u20ac$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical_json(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_their_utf_16_units() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\u00f6"]
    ordered = list(json.loads(canonical_json(dict.fromkeys(names, 0))))
    assert ordered == ["\r", "1", "\x80", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    ("left", "right"),
    [(1.0, 1), (-0.0, 0), (1e15, 10**15), ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}), ((1, 2), [1, 2])],
)
def test_values_that_a_javascript_host_cannot_tell_apart_are_one(left: Any, right: Any) -> None:
    assert canonical_json(left) == canonical_json(right)


@pytest.mark.parametrize(
    ("left", "right"), [(1, "1"), (0, False), (None, "null"), ([], {}), ("\u00e9", "e\u0301")]
)
def test_values_of_other_types_and_spellings_stay_apart(left: Any, right: Any) -> None:
    assert canonical_json(left) != canonical_json(right)


@pytest.mark.parametrize("value", [1e20, 1e16, 2.0**60, 1e21, 123456789012345680000.0, -1e20])
def test_a_large_double_survives_its_stored_text(value: float) -> None:
    restored = parse_canonical_json(canonical_json({"x": value}).decode())
    assert restored == {"x": value}
    assert canonical_json(restored) == canonical_json({"x": value})


REFUSED: list[tuple[Any, str]] = [
    (float("nan"), "config"),
    ({"a": float("inf")}, "config.a"),
    ({"a": [1, {"b": float("-inf")}]}, "config.a[1].b"),
    ({"a": 2**53}, "config.a"),
    ([-(2**53)], "config[0]"),
    ({"a": ["\ud800"]}, "config.a[0]"),
    ({"a": {"\udfff": 1}}, "config.a"),
    ({"a": {1: 2}}, "config.a"),
    ({"a": {1, 2}}, "config.a"),
    ({"a": b"x"}, "config.a"),
    ({"a": object()}, "config.a"),
]


@pytest.mark.parametrize(("value", "path"), REFUSED)
def test_what_has_no_canonical_form_is_refused_with_its_path(value: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        canonical_json(value, "config")
    assert refused.value.details["faults"][0]["path"] == path


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1])
def test_the_largest_exact_integers_are_kept(number: int) -> None:
    assert parse_canonical_json(canonical_json(number).decode()) == number


@pytest.mark.parametrize("innermost", [1, "x", None, 1.5, 1e20])
def test_nesting_is_bounded_whatever_is_at_the_bottom(innermost: Any) -> None:
    value = innermost
    for _ in range(MAX_DEPTH):
        value = [value]
    assert canonical_json(value).startswith(b"[" * MAX_DEPTH)
    for too_deep in ([value], {"x": value}):
        with pytest.raises(LimitExceeded):
            canonical_json(too_deep)


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(LimitExceeded):
        canonical_json(endless)
