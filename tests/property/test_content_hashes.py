"""What holds of content hashes for any table and any document."""

import copy
import json
import random
from collections import Counter
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.models.table import Column, ListOf, LogicalType, MapOf, StructOf
from provenlab.core.rules.content_hashes import json_content_hash, table_content_hash

TEXT = st.text(st.sampled_from('aA|\\N\0\u00e9\u0301,"1'), max_size=3)
# Where two values of a column are the same content, their keys are equal, and only there.
VALUES: list[tuple[LogicalType, st.SearchStrategy[Any]]] = [
    ("boolean", st.booleans()),
    ("integer", st.integers(-3, 3) | st.integers()),
    ("float", st.sampled_from([0.0, 1.0, float("inf")]) | st.floats(allow_nan=False).map(lambda x: x + 0.0)),
    ("text", TEXT),
    ("binary", st.binary(max_size=3)),
    ("decimal", st.decimals(-2, 2, places=1).map(lambda number: Decimal(number) + 0)),
    ("date", st.dates(date(1969, 12, 1), date(1970, 2, 1))),
    ("timestamp", st.datetimes()),
    ("instant", st.datetimes(timezones=st.just(UTC))),
    (ListOf("text"), st.lists(TEXT | st.none(), max_size=2)),
    (MapOf("text", "integer"), st.dictionaries(TEXT, st.integers(0, 2), max_size=2)),
    (StructOf((("x", "text"), ("y", "integer"))), st.tuples(TEXT, st.integers(0, 2) | st.none())),
]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Column], list[list[Any]]]:
    chosen = draw(st.lists(st.sampled_from(range(len(VALUES))), min_size=1, max_size=4))
    names = draw(st.lists(TEXT, min_size=len(chosen), max_size=len(chosen), unique=True))
    columns = [Column(name, VALUES[kind][0]) for name, kind in zip(names, chosen, strict=True)]
    row = st.tuples(*(st.none() | VALUES[kind][1] for kind in chosen)).map(list)
    return columns, draw(st.lists(row, max_size=6))


def meaning(columns: list[Column], rows: list[list[Any]]) -> object:
    """A model of 'the same content' that knows nothing of bytes."""
    order = sorted(range(len(columns)), key=lambda position: columns[position].name)
    header = tuple((columns[position].name, repr(columns[position].type)) for position in order)
    return header, Counter(tuple(repr(_ordered(row[position])) for position in order) for row in rows)


def _ordered(value: Any) -> Any:
    return sorted(value.items()) if isinstance(value, dict) else value


@given(tables(), st.randoms())
def test_neither_the_order_of_rows_nor_that_of_columns_counts(
    table: tuple[list[Column], list[list[Any]]], dice: random.Random
) -> None:
    columns, rows = table
    order = list(range(len(columns)))
    dice.shuffle(order)
    shuffled = [[row[position] for position in order] for row in rows]
    dice.shuffle(shuffled)
    assert table_content_hash([columns[position] for position in order], shuffled) == (
        table_content_hash(columns, rows)
    )


@given(tables(), tables())
def test_two_tables_share_a_hash_exactly_when_they_mean_the_same(
    one: tuple[list[Column], list[list[Any]]], other: tuple[list[Column], list[list[Any]]]
) -> None:
    same = meaning(*one) == meaning(*other)
    assert (table_content_hash(*one) == table_content_hash(*other)) == same


@given(st.data())
def test_any_change_of_a_single_cell_changes_the_hash(data: st.DataObject) -> None:
    columns, rows = data.draw(tables().filter(lambda table: bool(table[1])))
    changed = copy.deepcopy(rows)
    row = data.draw(st.integers(0, len(rows) - 1))
    position = data.draw(st.integers(0, len(columns) - 1))
    value = {repr(kind): strategy for kind, strategy in VALUES}[repr(columns[position].type)]
    changed[row][position] = data.draw(st.none() | value)
    same = meaning(columns, rows) == meaning(columns, changed)
    assert (table_content_hash(columns, rows) == table_content_hash(columns, changed)) == same


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from([0.5, 1e20, -0.1]) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_share_a_hash_exactly_when_they_are_the_same(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (json_content_hash(one) == json_content_hash(other)) == same


@given(st.dictionaries(TEXT, DOCUMENTS, max_size=4), st.randoms())
def test_the_order_of_keys_says_nothing(document: dict[str, Any], dice: random.Random) -> None:
    keys = list(document)
    dice.shuffle(keys)
    assert json_content_hash({key: document[key] for key in keys}) == json_content_hash(document)
