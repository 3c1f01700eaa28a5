"""The beginning of contents of every format, hostile and broken ones too."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from provenlab.tools.pages.preview import READ_BYTES, preview_of
from tests.integration.pages.browsing import reading_of


def _preview(content: bytes, declared_format: str, size: int | None = None, **summary: Any) -> Any:
    whole = len(content) if size is None else size
    return preview_of({"format": declared_format, "sizeBytes": whole, "summary": summary}, content)


def test_the_first_rows_of_a_csv_file_are_a_table() -> None:
    lines = ["a,b", *(f'{number},"x, {number}"' for number in range(50))]
    found = _preview("\n".join(lines).encode(), "csv")
    assert found.columns == ("a", "b")
    assert found.rows[:2] == (("0", "x, 0"), ("1", "x, 1"))
    assert (len(found.rows), found.note) == (20, "The first 20 rows.")


def test_a_row_that_is_cut_off_is_not_shown() -> None:
    found = _preview(b"a,b\n1,2\n3,4", "csv", size=READ_BYTES * 2)
    assert found.rows == (("1", "2"),)


def test_json_is_indented_where_it_is_whole() -> None:
    assert _preview(b'{"a":[1,"\xc3\xa9"]}', "json").text == '{\n  "a": [\n    1,\n    "\u00e9"\n  ]\n}'
    assert _preview(b'{"a":[1,', "json", size=100).text == '{"a":[1,'
    assert _preview(b"[" * 60_000, "json").text == "[" * 8_000


def test_a_character_that_is_cut_off_does_not_make_a_text_unreadable() -> None:
    assert _preview("ab\u4e2d".encode()[:-1], "bytes", size=100).text == "ab"
    assert _preview("ab\u4e2d".encode()[:-1], "bytes").note == "The bytes are no text."


@pytest.mark.parametrize("content", [b"\x89PNG\x00\x01", b"\xff\xfe", b"a\0b"])
def test_what_is_no_text_is_not_shown(content: bytes) -> None:
    assert _preview(content, "bytes") == _preview(content, "csv")
    assert _preview(content, "bytes").text is None


def test_a_parquet_file_shows_its_columns() -> None:
    found = _preview(b"PAR1", "parquet", rows=7, columns=[{"name": "close", "type": "float"}])
    assert found.rows == (("close", "float"),)
    assert found.note.startswith("7 rows")


def test_the_page_of_an_artifact_shows_what_it_holds(browser: TestClient) -> None:
    page = reading_of(browser.get("/artifacts/bars-1").text)
    assert "Content date close 2024-01-02 185.64" in page.text
    assert '"close": [ 1.5,' in reading_of(browser.get("/artifacts/clean-1").text).text
