"""The beginning of an artifact's bytes, as far as people can read it."""

import csv
import io
import json
from codecs import getincrementaldecoder
from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from provenlab.core.errors import ProvenlabError

READ_BYTES = 64 * 1024
_ROWS = 20
_COLUMNS = 50
_CHARACTERS = 8_000


class Preview(NamedTuple):
    """A table with its first rows, or the beginning of a text; `note` says what is left out, or why."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str | None = None
    note: str = ""


def preview_of(artifact: Mapping[str, Any], beginning: bytes) -> Preview:
    """Of the first `READ_BYTES` bytes. What cannot be read as its format is shown as text, or not at all."""
    is_whole = len(beginning) == artifact["sizeBytes"]
    if artifact["format"] == "parquet":
        return _columns_of(artifact["summary"])
    text = _text_of(beginning, is_whole)
    if text is None:
        return Preview(note="The bytes are no text.")
    if artifact["format"] == "csv":
        return _table(text, is_whole)
    if artifact["format"] == "json" and is_whole:
        text = _indented(text)
    return _text(text, is_whole)


def unreadable(error: ProvenlabError) -> Preview:
    """When the bytes are not there or not reached."""
    return Preview(note=error.message)


def _text_of(beginning: bytes, is_whole: bool) -> str | None:
    try:
        # Of what is cut off, the last character may be there in part.
        text = getincrementaldecoder("utf-8-sig")("strict").decode(beginning, final=is_whole)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _columns_of(summary: Mapping[str, Any]) -> Preview:
    named = summary.get("columns", ())
    rows = tuple((str(each.get("name", "")), str(each.get("type", ""))) for each in named[:_COLUMNS])
    return Preview(("column", "type"), rows, note=f"{summary.get('rows', 0)} rows; download it to see them.")


def _table(text: str, is_whole: bool) -> Preview:
    lines = text if is_whole else text[: text.rfind("\n") + 1]
    try:
        found = [row[:_COLUMNS] for row in islice(csv.reader(io.StringIO(lines)), _ROWS + 2)]
    except csv.Error:
        return _text(text, is_whole)
    if not found:
        return _text(text, is_whole)
    more = len(found) > _ROWS + 1 or not is_whole
    rows = tuple(tuple(row) for row in found[1 : _ROWS + 1])
    return Preview(tuple(found[0]), rows, note=f"The first {len(rows)} rows." if more else "")


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text


def _text(text: str, is_whole: bool) -> Preview:
    cut = len(text) > _CHARACTERS or not is_whole
    return Preview(text=text[:_CHARACTERS], note="Only the beginning is shown." if cut else "")
