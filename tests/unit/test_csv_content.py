"""Content of CSV tables, and what is refused as not being one."""

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.adapters.blobs import csv_content
from provenlab.adapters.blobs.content import content_of
from provenlab.adapters.blobs.digest_sort import sorted_digests
from provenlab.core.errors import LimitExceeded, StoreFull, UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column
from provenlab.core.rules.content_hashes import table_content_hash


def content(data: bytes | str) -> Content:
    return content_of(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "csv")


def hash_of(data: bytes | str) -> str | None:
    return content(data).content_hash


PLAIN = "id,name\n1,Ann\n2,Bo\n"


@pytest.mark.parametrize(
    "data",
    [
        "id,name\r\n1,Ann\r\n2,Bo\r\n",
        "id,name\r1,Ann\r2,Bo",
        '"id","name"\n"1","Ann"\n"2","Bo"',
        "id,name\n2,Bo\n1,Ann\n",
        "name,id\nBo,2\nAnn,1\n",
        "\ufeffid,name\n1,Ann\n2,Bo\n",
        "id,name\n1,Ann\n\n2,Bo\n\n\n",
    ],
    ids=["crlf", "cr", "quoted", "rows", "columns", "mark", "blank"],
)
def test_saving_a_table_in_another_way_keeps_its_hash(data: str) -> None:
    assert content(data) == Content(hash_of(PLAIN), {**content(PLAIN).summary, **content(data).summary})
    assert content(data).summary["rows"] == 2


@pytest.mark.parametrize(
    "data",
    [
        "id,name\n1,Ann\n2,bo\n",
        "id,name\n1,Ann\n2, Bo\n",
        "id,name\n01,Ann\n2,Bo\n",
        "id,name\n1.0,Ann\n2,Bo\n",
        "id,name\n1,Ann\n2,\n",
        "id,name\n1,Ann\n2,NULL\n",
        "id,name\n1,Ann\n2,\\N\n",
        'id,name\n1,Ann\n2,"""Bo"""\n',
        "id,name\n1,Ann\n2,Bo\n2,Bo\n",
        "id,name\n1,Ann\n",
        "id,Name\n1,Ann\n2,Bo\n",
        "id,name,x\n1,Ann,\n2,Bo,\n",
        "name,id\n1,Ann\n2,Bo\n",
    ],
)
def test_any_other_cell_row_or_name_changes_the_hash(data: str) -> None:
    assert hash_of(data) != hash_of(PLAIN)


def test_cells_are_text_and_empty_cells_are_empty_text() -> None:
    columns = [Column("id", "text"), Column("name", "text")]
    assert hash_of('id,name\n1,"a,""b""\nc"\n,\n') == (
        table_content_hash(columns, [["1", 'a,"b"\nc'], ["", ""]])
    )
    assert content(PLAIN).summary == {
        "rows": 2,
        "columns": [{"name": "id", "type": "text"}, {"name": "name", "type": "text"}],
    }


def test_a_blank_line_is_a_cell_where_there_is_one_column() -> None:
    assert hash_of("c\n\nx\n") == hash_of('c\n""\nx\n')
    assert content("c\n\nx\n").summary["rows"] == 2
    assert content("c\n").summary["rows"] == 0


@pytest.mark.parametrize(
    ("data", "says", "line"),
    [
        (b"", "expected a header", 1),
        (b"\na,b\n", "expected a header", 1),
        (b"a,b\n1,2\n3\n", "1 cells where the header names 2", 3),
        (b"a,b\n1,2,3\n", "3 cells where the header names 2", 2),
        (b'a,b\n"1\n1",2\n3\n', "1 cells", 4),
        (b'a,b\n1,"2', "unexpected end of data", 2),
        (b'a,b\n"1"x,2\n', "expected after", 2),
        (b"a,b\n1,\0\n", "NUL", 2),
        (b"a,b\n" + b"1,2\n" * 5_000 + b"1,x\xff\n", "column 4: not UTF-8", 5_002),
        ("a,b\n".encode("utf-16"), "not UTF-8", 1),
    ],
)
def test_what_is_no_csv_is_refused_with_its_line(data: bytes, says: str, line: int) -> None:
    with pytest.raises(UnreadableContent, match=says) as refused:
        content(data)
    assert refused.value.details["line"] == line


def test_columns_of_one_name_are_refused() -> None:
    with pytest.raises(UnreadableContent, match="two columns are named 'a'"):
        content("a,b,a\n1,2,3\n")


def test_endless_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableContent, match="line 2: field larger"):
        content("a\n" + "x" * 200_000)
    monkeypatch.setattr(csv_content, "MAX_LINE_CHARACTERS", 1_000)
    with pytest.raises(LimitExceeded, match="content line 2"):
        content("a\n" + "x," * 600)


CELLS = st.text(st.sampled_from('aA ,"\n\r;|\\\u00e9\u2028\x1f'), max_size=4)


@given(st.data())
def test_what_a_csv_writer_wrote_is_read_back_whichever_its_dialect(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(CELLS, min_size=1, max_size=3, unique=True).filter(lambda found: found != [""])
    )
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=5))
    expected = table_content_hash([Column(name, "text") for name in names], rows)
    for dialect, line_end in (("excel", "\r\n"), ("unix", "\n"), ("unix", "\r")):
        text = io.StringIO(newline="")
        csv.writer(text, dialect, lineterminator=line_end).writerows([names, *rows])
        assert hash_of(text.getvalue()) == expected


def test_a_file_and_a_stream_give_the_same_and_the_stream_stays_open(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(PLAIN)
    stream = io.BytesIO(PLAIN.encode())
    assert content_of(tmp_path / "table.csv", "csv") == content_of(stream, "csv")
    assert not stream.closed


@pytest.mark.parametrize("n_digests", [0, 1, 9, 10, 11, 25_000])
def test_digests_are_sorted_whether_they_fit_in_memory_or_not(n_digests: int) -> None:
    digests = [hashlib.sha256(number.to_bytes(4)).digest() for number in range(n_digests)]
    expected = b"".join(sorted(digests))
    batches = [digests[at : at + 7] for at in range(0, n_digests, 7)]
    assert b"".join(sorted_digests(batches, 10)) == expected
    assert b"".join(sorted_digests(iter(batches), 5_000)) == expected
    assert b"".join(sorted_digests(iter([digests]))) == expected


def test_no_room_for_sorting_is_a_full_store(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", refuse)
    with pytest.raises(StoreFull):
        list(sorted_digests([[bytes(32)] * 20], 10))
