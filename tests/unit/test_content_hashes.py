"""The rule of content hashes, byte by byte and case by case."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from provenlab.core.errors import ValidationFailed
from provenlab.core.models.table import Column, ListOf, LogicalType, MapOf, StructOf, type_name
from provenlab.core.rules.cell_encoding import cell_encoder
from provenlab.core.rules.content_hashes import json_content_hash, row_digests, table_content_hash

NAIVE = datetime.fromisoformat("1970-01-01T00:00:01")
PAIR = [Column("p", "text"), Column("q", "text")]


def sized(tag: bytes, data: bytes) -> bytes:
    return tag + len(data).to_bytes(8, "big") + data


def test_the_hash_of_a_small_table_is_what_the_rule_says_byte_by_byte() -> None:
    columns = [Column("n", "integer"), Column("a", "text")]
    rows: list[list[Any]] = [[2, "x"], [1, None]]
    text, name_type = sized(b"s", b"text"), sized(b"s", b"integer")
    two = (2).to_bytes(8, "big")
    header = b"L" + two + b"L" + two + sized(b"s", b"a") + text + b"L" + two + sized(b"s", b"n") + name_type
    encoded = [sized(b"s", b"x") + b"i" + two, b"n" + b"i" + (1).to_bytes(8, "big")]
    digests = sorted(hashlib.sha256(b"content/row/v1\0" + row).digest() for row in encoded)
    expected = hashlib.sha256(b"content/table/v1\0" + header + b"".join(digests)).hexdigest()
    assert table_content_hash(columns, rows) == expected


def test_hashes_of_the_first_version_never_change() -> None:
    # Stored records name these digests: a new rule needs a new tag.
    columns = [
        Column("day", "date"),
        Column("close", "float"),
        Column("tags", ListOf("text")),
        Column("by", MapOf("text", "decimal")),
        Column("at", StructOf((("utc", "instant"), ("ok", "boolean")))),
    ]
    rows: list[list[Any]] = [
        [date(2025, 1, 31), 1.5, ["a"], {"k": Decimal("1.50")}, (datetime(2025, 1, 31, tzinfo=UTC), True)],
        [None, float("nan"), [], {}, None],
    ]
    pinned = "137f53a494c629df67e7b1213abcc5cc1af9b7ea1d90a983c8839213428996d3"
    assert table_content_hash(columns, rows) == pinned


def test_the_hash_of_json_is_that_of_its_canonical_form() -> None:
    canonical = '{"a":"\u20ac","b":[1,null]}'.encode()
    expected = hashlib.sha256(b"content/json/v1\0" + canonical).hexdigest()
    assert json_content_hash({"b": [1.0, None], "a": "\u20ac"}) == expected


def hash_of(columns: Sequence[Column], *rows: Sequence[Any]) -> str:
    return table_content_hash(columns, rows)


def test_cells_do_not_run_into_each_other() -> None:
    cuts = [("a|b", "c"), ("a", "b|c"), ("ab|", "c"), ("", "a|bc"), ("a|bc", "")]
    assert len({hash_of(PAIR, cut) for cut in cuts}) == len(cuts)
    assert hash_of(PAIR, ("a", "b")) != hash_of(PAIR, ("b", "a"))


def test_null_is_no_text() -> None:
    column = [Column("c", "text")]
    texts: list[str | None] = [None, "\\N", "", "NULL", "null", "n", "None"]
    assert len({hash_of(column, [text]) for text in texts}) == len(texts)


def test_values_of_different_types_differ() -> None:
    as_types: list[tuple[LogicalType, Any]] = [
        ("integer", 1),
        ("text", "1"),
        ("boolean", True),
        ("float", 1.0),
        ("decimal", Decimal(1)),
        ("binary", b"1"),
        ("date", 1),
        ("time", 1),
        ("timestamp", 1),
        ("instant", 1),
        (ListOf("integer"), [1]),
        (ListOf("null"), []),
        (MapOf("text", "integer"), {}),
        (MapOf("text", "float"), {}),
        (StructOf((("a", "integer"),)), (1,)),
        (StructOf((("b", "integer"),)), (1,)),
    ]
    assert len({hash_of([Column("c", kind)], [value]) for kind, value in as_types}) == len(as_types)


def test_an_empty_table_still_has_its_columns() -> None:
    kinds: list[LogicalType] = ["text", "integer"]
    hashes = {hash_of([Column(name, kind)]) for name in ("a", "b") for kind in kinds}
    assert len(hashes | {hash_of(PAIR)}) == 5


def test_order_of_rows_and_columns_says_nothing_and_repetition_does() -> None:
    assert hash_of(PAIR, ("a", "b"), ("c", "d")) == hash_of(PAIR[::-1], ("d", "c"), ("b", "a"))
    assert hash_of(PAIR, ("a", "b")) != hash_of(PAIR, ("a", "b"), ("a", "b"))


def test_renaming_a_column_changes_the_hash() -> None:
    assert hash_of(PAIR, ("a", "a")) != hash_of([Column("p", "text"), Column("r", "text")], ("a", "a"))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("float", 0.0, -0.0),
        ("float", float("nan"), -float("nan")),
        ("float", 1, 1.0),
        ("decimal", Decimal("1.50"), Decimal("1.5")),
        ("decimal", Decimal("1E+3"), Decimal("1000.000")),
        ("decimal", Decimal("-0.00"), Decimal(0)),
        ("decimal", 10, Decimal("10.0")),
        ("date", date(1969, 12, 31), -1),
        ("time", time(0, 0, 1, 5), 1_000_005_000),
        ("timestamp", NAIVE, 10**9),
        ("instant", datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), 0),
        ("uuid", "550E8400-E29B-41D4-A716-446655440000", "550e8400e29b41d4a716446655440000"),
        (MapOf("text", "integer"), {"a": 1, "b": 2}, [("b", 2), ("a", 1)]),
        (StructOf((("b", "integer"), ("a", "text"))), (1, "x"), {"a": "x", "b": 1}),
        (ListOf("float"), [0.0], (-0.0,)),
    ],
)
def test_forms_of_one_value_share_a_hash(kind: LogicalType, one: object, other: object) -> None:
    column = [Column("c", kind)]
    assert hash_of(column, [one]) == hash_of(column, [other])


def test_fields_of_a_struct_have_no_order() -> None:
    one = Column("c", StructOf((("b", "integer"), ("a", "text"))))
    other = Column("c", StructOf((("a", "text"), ("b", "integer"))))
    assert hash_of([one], [(1, "x")]) == hash_of([other], [("x", 1)])


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer", [0, -1, 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 255, 256, 2**200]),
        ("decimal", [Decimal(text) for text in ("0", "1", "-1", "10", "0.1", "101", "1.01", "11")]),
        ("decimal", [Decimal("1" * 40), Decimal("1" * 39 + "2"), Decimal("1" * 39)]),
        ("text", ["", "a", "\u00e9", "e\u0301", "\0", "\0\0", "A"]),
        ("float", [0.1, 0.1 + 2**-56, float("inf"), -float("inf"), 5e-324]),
        (ListOf("text"), [[], [None], [""], ["", ""], None, ["a", "b"], ["b", "a"]]),
        (ListOf(ListOf("integer")), [[[1], [2]], [[1, 2]], [[], [1, 2]], [[1, 2], []]]),
        (MapOf("text", "integer"), [{}, {"a": 1}, {"a": None}, {"b": 1}, [("a", 1), ("a", 1)]]),
        (StructOf((("a", "text"), ("b", "text"))), [("x", None), (None, "x"), (None, None), None]),
        ("timestamp", [0, 1, -1, 2**63 - 1, 2**63, 10**22]),
    ],
)
def test_different_values_have_different_bytes(kind: LogicalType, values: list[object]) -> None:
    encode = cell_encoder(kind)
    assert len({encode(value) for value in values}) == len(values)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.0),
        ("integer", "1"),
        ("boolean", 1),
        ("float", 2**53 + 1),
        ("float", 10**400),
        ("float", Decimal(1)),
        ("decimal", Decimal("NaN")),
        ("decimal", 1.5),
        ("text", b"a"),
        ("text", "\ud800"),
        ("binary", "a"),
        ("date", NAIVE),
        ("time", time(1, tzinfo=UTC)),
        ("timestamp", datetime(2025, 1, 1, tzinfo=UTC)),
        ("instant", NAIVE),
        ("uuid", "55"),
        ("null", 0),
        (ListOf("integer"), [1, "2"]),
        (MapOf("text", "integer"), [("a", "b")]),
        (StructOf((("a", "text"),)), ("x", "y")),
        (StructOf((("a", "text"),)), {"b": "x"}),
    ],
)
def test_a_cell_of_another_type_is_refused_with_its_place(kind: LogicalType, value: object) -> None:
    columns = [Column("first", "integer"), Column("second", kind)]
    batches: list[list[list[Any]]] = [[[1, None]] * 3, [[1, None], [2, value]]]
    with pytest.raises(ValidationFailed) as refused:
        list(row_digests(columns, batches))
    assert refused.value.details["faults"][0]["path"] == "rows[4].second"


def test_rows_of_another_length_are_refused_with_their_place() -> None:
    for row in (["a"], ["a", "b", "c"]):
        with pytest.raises(ValidationFailed, match=r"rows\[1\]: has \d cells where there are 2"):
            hash_of(PAIR, ("a", "b"), row)
    with pytest.raises(ValidationFailed, match=r"rows\[0\]"):
        hash_of(PAIR, ["a"], ["b"])


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationFailed, match="two columns are named 'p'"):
        hash_of([PAIR[0], PAIR[0]], ("a", "b"))
    with pytest.raises(ValidationFailed, match="at least one"):
        hash_of([])


def test_types_have_names_for_people() -> None:
    nested = ListOf(MapOf("text", StructOf((("a", "integer"), ("b", ListOf("float"))))))
    assert type_name(nested) == "list<map<text, struct<a: integer, b: list<float>>>>"
