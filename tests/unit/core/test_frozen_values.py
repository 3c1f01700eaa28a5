"""Any value as bounded JSON: what is plain stays itself, and everything else says what it was."""

import dataclasses
import enum
import json
import math
import pathlib
from argparse import Namespace
from collections import OrderedDict, namedtuple
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.rules.frozen_values import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    MAX_TEXT,
    frozen,
    frozen_config,
    storable,
    text_of,
)

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("abc", max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=50)
    | st.binary(max_size=50)
    | st.complex_numbers()
    | st.datetimes(),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers() | st.text() | st.none() | st.tuples(st.floats()), inner, max_size=5)
        | st.builds(Namespace, x=inner)
    ),
    max_leaves=30,
)


@given(PLAIN)
def test_what_json_can_say_stays_as_it_is(value: Any) -> None:
    assert frozen(value) == value


@given(ANY)
def test_whatever_is_given_every_parser_can_read_what_is_kept(value: Any) -> None:
    text = json.dumps(frozen(value), allow_nan=False)
    text.encode("utf-8")
    assert "\\u0000" not in text
    assert frozen(json.loads(text)) == json.loads(text)


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


@dataclasses.dataclass
class Config:
    lr: float = 0.1
    inner: Any = None


class Silent:
    def __init__(self) -> None:
        self.lr = 0.1


class Word(str):
    def __str__(self) -> str:
        raise ValueError("no")


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (2**53, str(2**53)),
        (10**4_000, f"<integer of {(10**4_000).bit_length()} bits>"),
        (b"ab", "<2 bytes>"),
        (memoryview(b"abc"), "<3 bytes>"),
        ("a\0b\ud800", "a\ufffdb?"),
        ({3, 1, 2}, [1, 2, 3]),
        (Pair(1, 2), [1, 2]),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (Config(inner=Config()), {"lr": 0.1, "inner": {"lr": 0.1, "inner": None}}),
        (Silent(), {"lr": 0.1}),
        (Namespace(lr=1), {"lr": 1}),
        (pathlib.Path("data") / "FD004", "data/FD004"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, tzinfo=UTC), "2025-03-01T00:00:00+00:00"),
        (Word("plain"), "plain"),
        (math.sqrt, "<math.sqrt>"),
        (range(3), "range(0, 3)"),
        (1 + 2j, "(1+2j)"),
        ({1: "a", None: "b", 1.5: "c"}, {"1": "a", "None": "b", "1.5": "c"}),
        (object(), "<object>"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_json_cannot_say_says_what_it_was(value: Any, kept: Any) -> None:
    assert frozen(value) == kept


def test_numbers_of_numpy_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    assert frozen({"lr": numpy.float32(0.5), "n": numpy.int64(7), "gap": numpy.float64("nan")}) == {
        "lr": 0.5,
        "n": 7,
        "gap": "NaN",
    }


def test_a_value_inside_itself_is_kept_once_and_one_met_twice_is_kept_twice() -> None:
    inside: dict[str, Any] = {"a": 1}
    inside["me"] = inside
    assert frozen(inside) == {"a": 1, "me": "<itself>"}
    shared = [1]
    assert frozen([shared, shared]) == [[1], [1]]


def test_depth_ends_in_words() -> None:
    value: Any = "end"
    for _ in range(MAX_DEPTH + 10):
        value = [value]
    kept, depth = frozen(value), 0
    while isinstance(kept, list):
        kept, depth = kept[0], depth + 1
    assert (kept, depth) == ("<too deep>", MAX_DEPTH)


def test_of_many_values_the_first_are_kept_and_the_others_counted() -> None:
    kept = frozen({str(number): number for number in range(MAX_NODES * 2)})
    assert (kept["0"], len(kept)) == (0, MAX_NODES)
    assert kept["<more>"] == f"{MAX_NODES * 2 - (MAX_NODES - 1)} keys were left out"
    listed = frozen(list(range(MAX_NODES * 2)))
    assert (len(listed), listed[-1]) == (MAX_NODES, f"<{MAX_NODES * 2 - (MAX_NODES - 1)} more were left out>")


def test_long_text_is_kept_in_part_and_all_text_together_has_an_end() -> None:
    assert frozen("x" * (MAX_TEXT + 7)) == "x" * MAX_TEXT + "<7 more characters>"
    kept = frozen(["x" * MAX_TEXT] * 1_000)
    assert sum(map(len, kept)) < MAX_CHARACTERS + 1_000 * 30


class Rude:
    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __repr__(self) -> str:
        raise self._error


@pytest.mark.parametrize(
    "error", [ValueError(), SystemExit(3), GeneratorExit(), MemoryError(), RecursionError()]
)
def test_a_value_that_defends_itself_is_named_and_its_neighbours_are_kept(error: BaseException) -> None:
    kept = frozen({"a": 1, "rude": Rude(error), "b": 2})
    assert (kept["a"], kept["b"]) == (1, 2)
    assert kept["rude"] in (f"<unreadable Rude: {type(error).__name__}>", "<too deep>")
    assert text_of(Rude(error)) == f"<unreadable Rude: {type(error).__name__}>"


def test_only_an_interrupt_of_the_user_goes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        frozen([Rude(KeyboardInterrupt())])


def test_a_config_is_always_an_object() -> None:
    assert frozen_config(None) == {}
    assert frozen_config([1]) == {"value": [1]}
    assert frozen_config({"a": 1}) == {"a": 1}


@given(st.text(st.characters(), max_size=100), st.integers(0, 50))
def test_storable_text_has_no_nul_no_surrogate_and_its_length(text: str, limit: int) -> None:
    kept = storable(text, limit)
    assert len(kept) <= limit
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert storable(kept, limit) == kept
