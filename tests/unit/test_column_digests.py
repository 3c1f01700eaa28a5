"""Digests by arrays are those of the same rows one by one."""

import io
import os
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.adapters.blobs import parquet_content
from provenlab.adapters.blobs.column_digests import ENCODINGS, column_digests
from provenlab.adapters.blobs.content import content_of
from provenlab.core.errors import ProvenlabError, UnreadableContent, ValidationFailed
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column, LogicalType
from provenlab.core.rules.content_hashes import row_digests

DAMAGED_FILES = int(os.environ.get("PROVENLAB_DAMAGED_FILES", "30"))
INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.sampled_from("aA|\\\0\u00e9\u20ac\U0001f600"), max_size=5)
# Moments come in microseconds, and mean nanoseconds.
VALUES: dict[LogicalType, tuple[Any, st.SearchStrategy[Any]]] = {
    "integer": (pa.int64(), INT64),
    "date": (pa.int64(), INT64),
    "boolean": (pa.bool_(), st.booleans()),
    "float": (pa.float64(), st.floats()),
    "timestamp": (pa.int64(), INT64 | st.integers(-(10**15), 10**15)),
    "instant": (pa.int64(), INT64 | st.integers(-(10**15), 10**15)),
    "text": (pa.string(), TEXT),
}


def in_nanoseconds(value: Any, kind: LogicalType) -> Any:
    return value * 1_000 if kind in ("timestamp", "instant") and value is not None else value


@given(st.data())
def test_arrays_give_the_digests_of_rows(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(VALUES, key=str)), min_size=1, max_size=4))
    names = data.draw(st.lists(TEXT, min_size=len(kinds), max_size=len(kinds), unique=True))
    columns = [Column(*each) for each in zip(names, kinds, strict=True)]
    rows = data.draw(st.lists(st.tuples(*(st.none() | VALUES[kind][1] for kind in kinds)), max_size=9))
    cells = [pa.array([row[at] for row in rows], VALUES[kind][0]) for at, kind in enumerate(kinds)]
    batch = pa.RecordBatch.from_arrays(cells, names=[f"c{at}" for at in range(len(kinds))])
    cut = data.draw(st.integers(0, len(rows)))
    pieces = [batch.slice(0, cut), batch.slice(cut)]
    found = [each for piece in column_digests(columns, pieces) for each in piece]
    meant = [[in_nanoseconds(*each) for each in zip(row, kinds, strict=True)] for row in rows]
    assert found == list(row_digests(columns, [meant] if meant else []))


def test_every_type_that_arrays_take_is_tried() -> None:
    assert set(VALUES) == set(ENCODINGS)


def test_names_are_refused_as_for_rows() -> None:
    with pytest.raises(ValidationFailed, match="two columns are named"):
        list(column_digests([Column("a", "text")] * 2, []))


FIRST = datetime(1969, 12, 31, 23, 59, 59, 5, UTC)
TABLE = pa.table(
    {
        "symbol": ["AAPL", None, "", "\u20ac"] * 50,
        "n8": pa.array([-128, 127, None, 0] * 50, pa.int8()),
        "n32": pa.array([2**32 - 1, 0, 1, None] * 50, pa.uint32()),
        "close": [0.1, float("nan"), -0.0, None] * 50,
        "half": pa.array([0.1, float("inf"), -0.0, None] * 50, pa.float32()),
        "ok": [True, None, False, True] * 50,
        "day": [date(1969, 1, 1) + timedelta(days=n * 9_999) for n in range(200)],
        "at": pa.array([FIRST + timedelta(seconds=n) for n in range(200)], pa.timestamp("us", tz="UTC")),
        "far": pa.array([2**62, -(2**62), None, 0] * 50, pa.int64()).cast(pa.timestamp("us")),
        "in_ms": pa.array([1, -1, None, 0] * 50, pa.timestamp("ms")),
    }
)


def content(table: Any) -> Content:
    file = io.BytesIO()
    pq.write_table(table, file, row_group_size=37)
    return content_of(io.BytesIO(file.getvalue()), "parquet")


def by_arrays(patch: pytest.MonkeyPatch, table: Any) -> Content:
    def refused(*_: Any) -> Any:
        raise AssertionError("read row by row")

    with patch.context() as arrays:
        arrays.setattr(parquet_content, "MANY_ROWS", 0)
        arrays.setattr(parquet_content, "ARRAY_ROWS", 64)
        arrays.setattr(parquet_content, "table_content", refused)
        return content(table)


def test_a_large_table_has_the_content_of_the_same_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in (
        TABLE,
        TABLE.slice(3, 1),
        TABLE.slice(0, 0),
        *(TABLE.select([name]) for name in TABLE.column_names),
    ):
        assert by_arrays(monkeypatch, table) == content(table), table.column_names


def test_types_without_arrays_are_read_row_by_row_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    nested = TABLE.append_column("tags", pa.array([["a"], None] * 100))
    expected = content(nested)
    monkeypatch.setattr(parquet_content, "MANY_ROWS", 0)
    assert content(nested) == expected


def test_a_large_table_that_ends_within_a_page_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    pq.write_table(TABLE, file, use_dictionary=False, compression="none")
    data = bytearray(file.getvalue())
    data[4:400] = bytes(396)
    monkeypatch.setattr(parquet_content, "MANY_ROWS", 0)
    with pytest.raises(UnreadableContent):
        content_of(io.BytesIO(data), "parquet")


def test_without_array_libraries_rows_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = content(TABLE)
    monkeypatch.setattr(parquet_content, "MANY_ROWS", 0)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert content(TABLE) == expected


def test_damaged_large_files_give_an_error_of_ours_or_another_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    pq.write_table(TABLE.slice(0, 50), file, compression="none", write_statistics=False)
    monkeypatch.setattr(parquet_content, "MANY_ROWS", 0)
    dice = random.Random(11)
    n_refused = 0
    for _ in range(DAMAGED_FILES):
        damaged = bytearray(file.getvalue())
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        try:
            content_of(io.BytesIO(damaged), "parquet")
        except ProvenlabError:
            n_refused += 1
    assert n_refused > DAMAGED_FILES // 10
