"""What ContentReaderPort promises of parts of contents, over every blob store."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenlab.adapters.blobs import csv_window, json_window, parquet_window, windows
from provenlab.adapters.blobs.content import BlobContentReader
from provenlab.adapters.blobs.local import LocalBlobStore
from provenlab.adapters.blobs.memory import MemoryBlobStore
from provenlab.core.errors import LimitExceeded, UnreadableContent, ValidationFailed
from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content_window import ContentWindow, Window

Show = Callable[..., ContentWindow]


def _csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=7)
    return file.getvalue()


def _jsonl(rows: list[dict[str, Any]]) -> bytes:
    return "\n\n".join(json.dumps(row) for row in rows).encode()


WRITERS: dict[str, tuple[ArtifactFormat, Callable[[list[dict[str, Any]]], bytes]]] = {
    "csv": ("csv", _csv),
    "parquet": ("parquet", _parquet),
    "json": ("json", lambda rows: json.dumps(rows).encode()),
    "columns": (
        "json",
        lambda rows: json.dumps({key: [row[key] for row in rows] for key in rows[0]}).encode(),
    ),
    "json lines": ("bytes", _jsonl),
}


@pytest.fixture(params=["local", "memory"])
def show(request: pytest.FixtureRequest, tmp_path: Path) -> Show:
    store = LocalBlobStore(tmp_path / "blobs") if request.param == "local" else MemoryBlobStore()
    return shown_by(store)


def shown_by(store: LocalBlobStore | MemoryBlobStore) -> Show:
    def show(content: bytes, declared_format: ArtifactFormat, **window: Any) -> ContentWindow:
        uri = store.put_stream([content]).storage_uri
        return BlobContentReader(store.open_file).read_window(uri, declared_format, Window(**window))

    return show


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_a_window_has_rows_and_columns_that_are_asked_for(show: Show, form: str) -> None:
    declared_format, written = WRITERS[form]
    content = written([{"n": at, "name": f"row {at}", "x": at / 4} for at in range(20)])
    found = show(content, declared_format, offset=5, limit=2, column_names=["x", "n"])
    assert [each.name for each in found.columns] == ["x", "n"]
    assert found.other_columns == ("name",)
    expected = ((1.25, 5), (1.5, 6))
    assert found.rows == (
        tuple(tuple(str(cell) for cell in row) for row in expected) if form == "csv" else expected
    )
    assert (found.shape, found.offset, found.next_offset) == ("table", 5, 7)
    types = [each.type for each in show(content, declared_format).columns]
    assert types == (["text"] * 3 if form == "csv" else ["integer", "text", "float"])


def test_what_has_no_rows_says_so(show: Show) -> None:
    no_rows = pa.table({"a": pa.array([], pa.int64())})
    file = io.BytesIO()
    pq.write_table(no_rows, file)
    for content, declared_format in ((b"a,b\r\n", "csv"), (file.getvalue(), "parquet"), (b"", "bytes")):
        assert show(content, declared_format).row_count == 0, declared_format
    assert show(b"a,b\r\n", "csv", offset=1).row_count is None


_NAMES = st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=4, unique=True)


@settings(max_examples=20)
@given(data=st.data(), names=_NAMES, count=st.integers(1, 40), limit=st.integers(1, 15))
def test_windows_one_after_another_give_every_row_once(
    data: st.DataObject, names: list[str], count: int, limit: int
) -> None:
    show = shown_by(MemoryBlobStore())
    text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
    rows = [{name: data.draw(text) for name in names} for _ in range(count)]
    form = data.draw(st.sampled_from(sorted(WRITERS)))
    declared_format, written = WRITERS[form]
    content, found, offset = written(rows), [], 0
    while True:
        part = show(content, declared_format, offset=offset, limit=limit)
        found += [dict(zip((each.name for each in part.columns), row, strict=True)) for row in part.rows]
        if part.next_offset is None:
            break
        assert part.next_offset > offset
        offset = part.next_offset
    assert found == rows
    assert part.row_count == count
    assert show(content, declared_format, offset=count + 3).rows == ()


def test_the_cells_of_any_type_are_json_scalars(show: Show) -> None:
    import datetime
    import decimal

    row = {
        "when": datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC),
        "price": decimal.Decimal("12.50"),
        "many": [1, 2],
        "far": float("inf"),
        "huge": 2**60,
        "raw": b"\x00\xff",
        "none": None,
        "yes": True,
    }
    found = show(_parquet([row]), "parquet")
    cells = dict(zip((each.name for each in found.columns), found.rows[0], strict=True))
    assert cells == {
        "when": "2025-03-01 12:00:00+00",
        "price": "12.50",
        "many": "[1, 2]",
        "far": "Infinity",
        "huge": str(2**60),
        "raw": "\\x00\\xFF",
        "none": None,
        "yes": True,
    }
    assert [each.type for each in found.columns][:3] == ["instant", "decimal", "list<integer>"]


def test_json_that_is_no_table_is_its_indented_lines(show: Show) -> None:
    found = show(b'{"a":[1,2],"b":"\xc3\xa9"}', "json", offset=1, limit=2)
    assert (found.shape, found.lines, found.next_offset) == ("text", ('  "a": [', "    1,"), 3)
    assert show(b"[]", "json").lines == ("[]",)
    assert show(b'[3, {"a": null}, "x"]', "json").rows == ((3, None), (None, None), ("x", None))
    with pytest.raises(ValidationFailed, match="columnNames: is for tables"):
        show(b"{}", "json", column_names=["a"])


def test_text_that_is_no_json_lines_is_its_lines(show: Show) -> None:
    found = show("\ufeffone\r\ntwo\n{}\n".encode(), "bytes")
    assert (found.lines, found.row_count) == (("one", "two", "{}"), 3)
    assert show(b'{"a": 1}\n{"a": 2\n', "bytes").shape == "text"
    assert show(b'{"a":' * 2_000, "bytes").shape == "text"
    assert show(b"", "bytes").lines == ()


def test_what_is_long_is_cut_and_says_so(show: Show) -> None:
    found = show(json.dumps([{"a": "x" * 600, "b": "y"}]).encode(), "json")
    assert found.rows == (("x" * 500 + "…", "y"),)
    assert found.cut == 1
    assert show(b"z" * 3_000, "bytes").lines == ("z" * 2_000 + "…",)
    wide = [{f"c{at}": "w" * 400 for at in range(100)}] * 50
    part = show(_jsonl(wide), "bytes", limit=50, column_names=[f"c{at}" for at in range(100)])
    assert part.next_offset == len(part.rows) < 10
    assert len(show(_jsonl(wide), "bytes").columns) == 30


def test_a_column_that_is_not_there_is_refused_with_the_nearest(show: Show) -> None:
    for form, (declared_format, written) in WRITERS.items():
        with pytest.raises(ValidationFailed, match=r"columnNames\[1\].*did you mean close") as refused:
            show(written([{"open": 1, "close": 2}]), declared_format, column_names=["open", "closes"])
        assert refused.value.details["faults"][0]["path"] == "columnNames[1]", form


@pytest.mark.parametrize("content", [b"\x89PNG\x00\x01", b"\xff\xfe", b"a\0b"])
def test_bytes_that_are_no_text_are_refused(show: Show, content: bytes) -> None:
    with pytest.raises(UnreadableContent, match="no text that could be shown"):
        show(content, "bytes")


def test_a_character_at_the_end_of_what_is_looked_at_does_not_make_a_text_unreadable(show: Show) -> None:
    assert show(b"a" * (64 * 1024 - 1) + "\u4e2d".encode(), "bytes").shape == "text"


def test_hostile_text_can_be_sent(show: Show) -> None:
    found = show(b'{"\\ud800": "\\udfff<script>", "n": NaN}', "bytes")
    assert found.rows == (("?<script>", "NaN"),)
    found.model_dump_json().encode()


def test_names_of_columns_never_become_sql(show: Show) -> None:
    hostile = ['") FROM x; DROP TABLE t; --', "c1", "'", "c0"]
    content = _parquet([dict.fromkeys(hostile, 1)])
    assert [each.name for each in show(content, "parquet", column_names=hostile[::-1]).columns] == hostile[
        ::-1
    ]


def test_parquet_that_is_elsewhere_is_copied_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    show = shown_by(MemoryBlobStore())
    content = _parquet([{"a": at} for at in range(100)])
    assert show(content, "parquet").row_count == 100
    monkeypatch.setattr(parquet_window, "MAX_COPIED_BYTES", 100)
    with pytest.raises(LimitExceeded, match="Parquet file that is elsewhere"):
        show(content, "parquet")


def test_the_work_is_bounded(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "_MOST_SCANNED", 1_000)
    monkeypatch.setattr(json_window, "MAX_WINDOW_BYTES", 1_000)
    rows = [{"a": "x" * 90} for _ in range(50)]
    assert show(_csv(rows), "csv", offset=5, limit=1).rows
    for content, declared_format in (
        (_csv(rows), "csv"),
        (_jsonl(rows), "bytes"),
        (b"y" * 90 + b"\n" * 2_000, "bytes"),
    ):
        with pytest.raises(LimitExceeded, match="offset: the rows before number"):
            show(content, declared_format, offset=1_500 if content[:1] == b"y" else 45)
    with pytest.raises(LimitExceeded, match="bytes of JSON"):
        show(json.dumps(rows).encode(), "json")
    assert csv_window.csv_window(io.BytesIO(_csv(rows)), Window(limit=3)).next_offset == 3
