"""Windows on text: its lines, or the objects of JSON Lines."""

import io
import json
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from provenlab.adapters.blobs.json_window import records_window
from provenlab.adapters.blobs.windows import lines_window, skipped
from provenlab.core.errors import UnreadableContent
from provenlab.core.models.content_window import ContentWindow, Window

_SNIFFED = 64 * 1024
_LONGEST_LINE = 1024 * 1024
_FIRST_RECORDS = 100


def bytes_window(file: BinaryIO, window: Window) -> ContentWindow:
    """Of bytes nothing is declared of; UnreadableContent when they are no text."""
    _require_text(file.read(_SNIFFED))
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    try:
        first = list(islice(_lines(text), _FIRST_RECORDS))
        records = _records(first)
        lines = chain(first, _lines(text))
        return lines_window(lines, window) if records is None else _jsonl_window(records, lines, window)
    finally:
        text.detach()


def _jsonl_window(records: list[Any], lines: Iterable[str], window: Window) -> ContentWindow:
    """The columns are those of the first hundred objects and of the window."""
    shown = skipped(((line,) for line in lines if line.strip()), window.offset)
    wanted = [line for (line,) in islice(shown, window.limit + 1)]
    parsed = [_object(line) for line in wanted]
    return records_window(records, parsed, window)


def _records(lines: list[str]) -> list[Any] | None:
    """The objects of the first lines; None when one is none, and the text is no JSON Lines."""
    found = [_parsed(line) for line in lines if line.strip()]
    return found if found and all(isinstance(each, dict) for each in found) else None


def _object(line: str) -> dict[str, Any]:
    found = _parsed(line)
    return found if isinstance(found, dict) else {"": line}


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    # A line that never ends is given in pieces.
    while line := text.readline(_LONGEST_LINE):
        yield line.rstrip("\r\n")


def _require_text(beginning: bytes) -> None:
    try:
        # The last character may be there in part.
        text = getincrementaldecoder("utf-8-sig")("strict").decode(beginning, len(beginning) < _SNIFFED)
    except UnicodeDecodeError as error:
        raise UnreadableContent(
            f"byte {error.start}: not UTF-8, so this is no text that could be shown", {"byte": error.start}
        ) from None
    if "\0" in text:
        raise UnreadableContent(
            f"byte {beginning.index(0)}: a NUL character, so this is no text that could be shown",
            {"byte": beginning.index(0)},
        )
