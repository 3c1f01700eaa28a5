"""Content of Parquet tables, whichever program wrote them and however."""

import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import _duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from provenlab.adapters.blobs import parquet_content
from provenlab.adapters.blobs.content import content_of
from provenlab.core.errors import LimitExceeded, ProvenlabError, UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column, ListOf, LogicalType, MapOf, StructOf
from provenlab.core.rules.content_hashes import table_content_hash

N_ROWS = 1_000
NAIVE = datetime.fromisoformat("2025-01-31T09:30:00.000001")
ROWS = [
    {
        "symbol": ["AAPL", "IBM", None, "", "\\N", "\u20ac"][number % 6],
        "n": None if number % 7 == 0 else number - 500,
        "close": [0.1 * number, float("nan"), -0.0, None][number % 4],
        "ok": [True, False, None][number % 3],
        "day": date(1969, 1, 1) + timedelta(days=number),
        "at": datetime(2025, 1, 31, 9, 30, 0, 1, UTC) + timedelta(seconds=number),
        "naive": NAIVE + timedelta(seconds=number),
        "clock": time(number % 24, 1, 2, number),
        "price": Decimal(number).scaleb(-2),
        "raw": bytes([number % 256]) if number % 5 else None,
        "tags": [["a", None], [], None][number % 3],
        "by": [("k", number)] if number % 2 else [],
        "box": {"x": number, "y": None if number % 2 else "q"} if number % 9 else None,
    }
    for number in range(N_ROWS)
]
ARROW = pa.schema(
    [
        ("symbol", pa.string()),
        ("n", pa.int64()),
        ("close", pa.float64()),
        ("ok", pa.bool_()),
        ("day", pa.date32()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("naive", pa.timestamp("us")),
        ("clock", pa.time64("us")),
        ("price", pa.decimal128(18, 2)),
        ("raw", pa.binary()),
        ("tags", pa.list_(pa.string())),
        ("by", pa.map_(pa.string(), pa.int64())),
        ("box", pa.struct([("x", pa.int64()), ("y", pa.string())])),
    ]
)
LOGICAL: list[tuple[str, LogicalType]] = [
    ("symbol", "text"),
    ("n", "integer"),
    ("close", "float"),
    ("ok", "boolean"),
    ("day", "date"),
    ("at", "instant"),
    ("naive", "timestamp"),
    ("clock", "time"),
    ("price", "decimal"),
    ("raw", "binary"),
    ("tags", ListOf("text")),
    ("by", MapOf("text", "integer")),
    ("box", StructOf((("x", "integer"), ("y", "text")))),
]
TABLE = pa.Table.from_pylist(ROWS, ARROW)


def written(table: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def content(data: bytes) -> Content:
    return content_of(io.BytesIO(data), "parquet")


def hash_of(table: Any, **options: Any) -> str | None:
    return content(written(table, **options)).content_hash


EXPECTED = table_content_hash(
    [Column(name, kind) for name, kind in LOGICAL], [list(row.values()) for row in ROWS]
)


def test_the_hash_is_that_of_the_rows_in_python() -> None:
    found = content(written(TABLE))
    assert found.content_hash == EXPECTED
    assert found.summary["rows"] == N_ROWS
    assert found.summary["columns"][-2:] == [
        {"name": "by", "type": "map<text, integer>"},
        {"name": "box", "type": "struct<x: integer, y: text>"},
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "none"},
        {"compression": "zstd"},
        {"compression": "gzip"},
        {"compression": "brotli"},
        {"compression": "lz4"},
        {"row_group_size": 37},
        {"use_dictionary": False},
        {"data_page_size": 64},
        {"data_page_version": "2.0"},
        {"version": "1.0"},
        {"version": "2.4"},
        {"write_statistics": False},
        {"store_schema": False},
        {
            "use_dictionary": False,
            "column_encoding": {"n": "DELTA_BINARY_PACKED", "close": "BYTE_STREAM_SPLIT"},
        },
    ],
    ids=str,
)
def test_the_way_of_writing_says_nothing(options: dict[str, Any]) -> None:
    assert hash_of(TABLE, **options) == EXPECTED


def test_the_order_of_rows_and_columns_says_nothing() -> None:
    order = list(range(N_ROWS))
    random.Random(1).shuffle(order)
    assert hash_of(TABLE.take(order), row_group_size=100) == EXPECTED
    assert hash_of(TABLE.select(TABLE.column_names[::-1])) == EXPECTED


def test_another_writer_gives_the_same_hash(tmp_path: Path) -> None:
    (tmp_path / "one.parquet").write_bytes(written(TABLE))
    with _duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        connection.execute(
            f"COPY (FROM read_parquet('{tmp_path}/one.parquet')) TO '{tmp_path}/two.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)"
        )
    assert (tmp_path / "one.parquet").read_bytes() != (tmp_path / "two.parquet").read_bytes()
    assert content_of(tmp_path / "two.parquet", "parquet").content_hash == EXPECTED


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("n", pa.int16()),
        ("at", pa.timestamp("ns", tz="Europe/Vienna")),
        ("naive", pa.timestamp("ns")),
        ("clock", pa.time64("ns")),
        ("price", pa.decimal128(30, 6)),
        ("symbol", pa.large_string()),
        ("symbol", pa.dictionary(pa.int32(), pa.string())),
        ("tags", pa.large_list(pa.string())),
    ],
    ids=str,
)
def test_the_width_of_a_type_says_nothing(name: str, kind: Any) -> None:
    position = TABLE.column_names.index(name)
    wider = TABLE.set_column(position, name, TABLE.column(name).cast(kind))
    assert hash_of(wider) == EXPECTED


@pytest.mark.parametrize(
    ("name", "kind"),
    [("n", pa.float64()), ("n", pa.string()), ("naive", pa.timestamp("us", tz="UTC"))],
    ids=str,
)
def test_the_meaning_of_a_type_counts(name: str, kind: Any) -> None:
    position = TABLE.column_names.index(name)
    assert hash_of(TABLE.set_column(position, name, TABLE.column(name).cast(kind))) != EXPECTED


@pytest.mark.parametrize("name", [name for name, _ in LOGICAL])
def test_a_single_changed_cell_changes_the_hash(name: str) -> None:
    rows = [dict(row) for row in ROWS]
    rows[500][name] = rows[501][name]
    assert rows[500] != ROWS[500]
    assert hash_of(pa.Table.from_pylist(rows, ARROW)) != EXPECTED


def test_times_beyond_those_of_python_are_told_apart() -> None:
    far = [2**62, 2**62 + 1, -(2**62), 2**63 - 1, None, 0]
    for kind in (pa.timestamp("us"), pa.timestamp("us", tz="UTC")):
        hashes = {hash_of(pa.table({"t": pa.array([value], pa.int64()).cast(kind)})) for value in far}
        assert len(hashes) == len(far)
    nanoseconds = {hash_of(pa.table({"t": pa.array([value], pa.timestamp("ns"))})) for value in (0, 1, 999)}
    assert len(nanoseconds) == 3
    days = [2**31 - 1, -(2**31) + 2, 4_000_000, None]
    assert len({hash_of(pa.table({"d": pa.array([day], pa.date32())})) for day in days}) == len(days)


def test_whole_numbers_keep_their_64_bits() -> None:
    values = [2**64 - 1, 2**64 - 2, 2**63, 0]
    assert len({hash_of(pa.table({"n": pa.array([value], pa.uint64())})) for value in values}) == 4
    assert hash_of(pa.table({"n": pa.array([5], pa.uint64())})) == hash_of(pa.table({"n": pa.array([5])}))


def test_nested_times_are_exact_too() -> None:
    kind = pa.struct([("ts", pa.list_(pa.timestamp("ns"))), ("m", pa.map_(pa.string(), pa.date32()))])
    logical = StructOf((("ts", ListOf("timestamp")), ("m", MapOf("text", "date"))))
    value = {"ts": [1, None], "m": [("k", date(2025, 1, 31))]}
    expected = table_content_hash([Column("c", logical)], [[([1, None], value["m"])], [None]])
    assert hash_of(pa.table({"c": pa.array([value, None], kind)})) == expected


def test_names_of_columns_are_only_names() -> None:
    names = ['"; DROP TABLE x; --', "a", "A", "", "c0", "\u20ac"]
    table = pa.table([[number] for number in range(len(names))], names=names)
    found = content(written(table))
    assert found.content_hash == (
        table_content_hash([Column(name, "integer") for name in names], [list(range(len(names)))])
    )
    assert [column["name"] for column in found.summary["columns"]] == names


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as Parquet"),
        (b"a,b\n1,2\n", "not readable as Parquet"),
        (written(TABLE)[:-20], "not readable as Parquet"),
        (written(TABLE)[1_000:], "not readable as Parquet"),
        (written(TABLE.select(["naive"]), use_deprecated_int96_timestamps=True), "column naive: INT96"),
        (
            written(
                pa.table({"l": pa.array([[1]], pa.list_(pa.timestamp("ns")))}),
                use_deprecated_int96_timestamps=True,
            ),
            r"column l\.list\.element: INT96",
        ),
        (
            written(pa.table({"d": pa.array([Decimal(1)], pa.decimal256(50, 2))})),
            "column d: decimals of more",
        ),
        (written(pa.table([[1], [2]], names=["a", "a"])), "two columns are named 'a'"),
        (
            written(pa.table({"s": pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], ["x", "X"])})),
            "column s: two fields",
        ),
    ],
    ids=["empty", "csv", "cut end", "cut start", "int96", "nested int96", "wide decimal", "names", "fields"],
)
def test_what_cannot_be_read_exactly_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableContent, match=says):
        content(data)


def test_a_type_without_canonical_content_is_refused_by_name(tmp_path: Path) -> None:
    with _duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY (SELECT INTERVAL 1 MONTH AS gap) TO '{tmp_path}/gap.parquet'")
    with pytest.raises(UnreadableContent, match="column gap: values of type 'interval'"):
        content_of(tmp_path / "gap.parquet", "parquet")


def test_a_path_is_never_taken_for_a_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "lab [1]*?'; --"
    folder.mkdir()
    (folder / "t.parquet").write_bytes(written(TABLE))
    assert content_of(folder / "t.parquet", "parquet").content_hash == EXPECTED


def test_the_reader_can_open_that_one_file_and_nothing_else(tmp_path: Path) -> None:
    for name in ("allowed", "other"):
        (tmp_path / f"{name}.parquet").write_bytes(written(TABLE))
    count = "SELECT count(*) FROM read_parquet(?)"
    with parquet_content.parquet_connection(str(tmp_path / "allowed.parquet")) as connection:
        assert connection.execute(count, [str(tmp_path / "allowed.parquet")]).fetchall() == [(N_ROWS,)]
        for statement, values in (
            (count, [str(tmp_path / "other.parquet")]),
            ("SELECT * FROM read_text('/etc/passwd')", []),
            (f"COPY (SELECT 1) TO '{tmp_path}/planted.csv'", []),
            ("SET enable_external_access = true", []),
        ):
            with pytest.raises(_duckdb.Error):
                connection.execute(statement, values)
    assert not (tmp_path / "planted.csv").exists()


def test_damaged_files_give_an_error_of_ours_or_another_hash() -> None:
    original = written(TABLE.slice(0, 50), compression="none", write_statistics=False)
    dice = random.Random(7)
    n_refused = 0
    for _ in range(100):
        damaged = bytearray(original)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        try:
            content(bytes(damaged))
        except ProvenlabError:
            n_refused += 1
    assert n_refused > 10


def test_a_row_group_larger_than_the_memory_limit_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parquet_content._CONFIG, "memory_limit", "48MB")
    texts = [f"{number:06}" * 170 for number in range(100_000)]
    data = written(pa.table({"s": texts}), compression="none", use_dictionary=False)
    assert content(data).content_hash == table_content_hash([Column("s", "text")], ([text] for text in texts))


def test_a_cell_beyond_the_memory_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parquet_content._CONFIG, "memory_limit", "48MB")
    with pytest.raises(LimitExceeded, match="smaller row groups"):
        content(written(pa.table({"s": ["x" * 100_000_000]}), compression="none", use_dictionary=False))


def test_reading_leaves_no_descriptor_open(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(written(TABLE))
    content_of(tmp_path / "t.parquet", "parquet")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        content_of(tmp_path / "t.parquet", "parquet")
    assert len(os.listdir("/proc/self/fd")) == before


def test_only_the_parquet_reader_loads_an_engine() -> None:
    script = (
        "import io, sys\n"
        "from provenlab.adapters.blobs.content import content_of\n"
        "from provenlab.adapters.blobs.local import LocalBlobStore\n"
        "content_of(io.BytesIO(b'[]'), 'json'), content_of(io.BytesIO(b'a\\n'), 'csv')\n"
        "print([name for name in ('duckdb', '_duckdb', 'numpy', 'pyarrow') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _nested(levels: int, within: Callable[[Any], Any], kind: Callable[[pa.DataType], pa.DataType]) -> bytes:
    value, type_ = 1, pa.int32()
    for _ in range(levels):
        value, type_ = within(value), kind(type_)
    sink = io.BytesIO()
    pq.write_table(pa.table({"a": pa.array([value], type_)}), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("within", "kind", "read", "refused"),
    [
        (lambda value: [value], pa.list_, 14, 30),
        (lambda value: [(1, value)], lambda kind: pa.map_(pa.int32(), kind), 6, 30),
        (
            lambda value: [{"x": value, "y": value}],
            lambda kind: pa.list_(pa.struct([("x", kind), ("y", kind)])),
            6,
            10,
        ),
        (lambda value: {"x": value}, lambda kind: pa.struct([("x", kind)]), 60, 100),
        (
            lambda value: {"x": value, "y": value},
            lambda kind: pa.struct([("x", kind), ("y", kind)]),
            7,
            10,
        ),
    ],
    ids=["lists", "maps", "lists of two", "structs", "structs of two"],
)
def test_a_small_file_whose_types_are_deep_takes_no_endless_time(
    within: Callable[[Any], Any],
    kind: Callable[[pa.DataType], pa.DataType],
    read: int,
    refused: int,
) -> None:
    """DuckDB takes twice as long with each list around a value: 7 KB took longer than anybody waits."""
    assert content_of(io.BytesIO(_nested(read, within, kind)), "parquet").content_hash is not None
    with pytest.raises(UnreadableContent, match="deep"):
        content_of(io.BytesIO(_nested(refused, within, kind)), "parquet")
