"""What windows on contents have in common: cells that every reader understands, and a bound on their size."""

import json
import math
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from provenlab.core.errors import LimitExceeded, ValidationFailed
from provenlab.core.models.content_window import (
    DEFAULT_COLUMNS,
    MOST_NAMES,
    Cell,
    ContentColumn,
    ContentWindow,
    Window,
)
from provenlab.core.rules.canonical_json import MAX_INTEGER

CELL_CHARACTERS, LINE_CHARACTERS = 500, 2_000
_MOST_CHARACTERS = 256 * 1024
_MOST_SCANNED = 64 * 1024 * 1024
_ELLIPSIS = "…"


class Filled(NamedTuple):
    """Rows that fit; `has_more` when another one follows."""

    rows: tuple[tuple[Cell, ...], ...]
    has_more: bool
    cut: int


def filled(rows: Iterable[Sequence[Any]], limit: int, longest: int = CELL_CHARACTERS) -> Filled:
    """At most `limit` rows, and at most about 256 KiB of text, but the first row in any case."""
    kept: list[tuple[Cell, ...]] = []
    size = cut = 0
    for row in rows:
        if len(kept) == limit or size > _MOST_CHARACTERS:
            return Filled(tuple(kept), True, cut)
        cells = tuple(cell(value, longest) for value in row)
        size += sum(len(each) if isinstance(each, str) else 8 for each in cells)
        cut += sum(isinstance(each, str) and len(each) > longest for each in cells)
        kept.append(cells)
    return Filled(tuple(kept), False, cut)


def cell(value: Any, longest: int = CELL_CHARACTERS) -> Cell:
    """The value as JSON has it, or as text; text that was cut is one character longer than `longest`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= MAX_INTEGER else _cut(str(value), longest)
    if isinstance(value, float):
        return value if math.isfinite(value) else _NOT_FINITE[str(value)]
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False, default=str)
    return _cut(value, longest)


_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def _cut(text: str, longest: int) -> str:
    # A lone surrogate is no text that could be sent.
    text = text[: longest + 1].encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= longest else f"{text[:longest]}{_ELLIPSIS}"


def skipped(rows: Iterable[Sequence[str]], offset: int) -> Iterable[Sequence[str]]:
    """The rows behind the first `offset`; LimitExceeded when those are more than 64 MiB."""
    remaining = iter(rows)
    scanned = 0
    for row in islice(remaining, offset):
        scanned += sum(map(len, row)) + len(row)
        if scanned > _MOST_SCANNED:
            raise LimitExceeded(
                f"offset: the rows before number {offset:,} take more than 64 MiB to read; download the file",
                {"field": "offset", "limit": _MOST_SCANNED, "unit": "bytes"},
            )
    return remaining


def chosen(names: Sequence[str], window: Window) -> list[int]:
    """Where the columns that are asked for stand; ValidationFailed names the nearest of one that is not."""
    if window.column_names is None:
        return list(range(min(len(names), DEFAULT_COLUMNS)))
    places = {name: at for at, name in enumerate(names)}
    for at, name in enumerate(window.column_names):
        if name not in places:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]:.100}?" if near else f"there are {len(names)}"
            raise ValidationFailed.at(f"columnNames[{at}]", f"no column of that name; {hint}")
    return [places[name] for name in dict.fromkeys(window.column_names)]


def others(names: Sequence[str], places: Iterable[int]) -> tuple[str, ...]:
    """Names of the columns that are not shown."""
    shown = {names[at] for at in places}
    return tuple(islice((str(cell(name)) for name in names if name not in shown), MOST_NAMES))


def table_window(
    window: Window,
    columns: Iterable[ContentColumn],
    other_columns: tuple[str, ...],
    found: Filled,
    row_count: int | None,
) -> ContentWindow:
    """A window on a table; at its end the number of rows is known."""
    return ContentWindow(
        shape="table",
        columns=tuple(columns),
        other_columns=other_columns,
        rows=found.rows,
        offset=window.offset,
        next_offset=_next_offset(window, found),
        row_count=_row_count(window, found) if row_count is None else row_count,
        cut=found.cut,
    )


def lines_window(lines: Iterable[str], window: Window) -> ContentWindow:
    """Lines without their ends."""
    if window.column_names is not None:
        raise ValidationFailed.at("columnNames", "is for tables; this is a text")
    found = filled(skipped(((line,) for line in lines), window.offset), window.limit, LINE_CHARACTERS)
    return ContentWindow(
        shape="text",
        lines=tuple(str(line) for (line,) in found.rows),
        offset=window.offset,
        next_offset=_next_offset(window, found),
        row_count=_row_count(window, found),
        cut=found.cut,
    )


def _next_offset(window: Window, found: Filled) -> int | None:
    return window.offset + len(found.rows) if found.has_more else None


def _row_count(window: Window, found: Filled) -> int | None:
    """Of the whole, where the window ends with it; nobody knows how far behind its end a window is."""
    is_at_end = not found.has_more and (found.rows or window.offset == 0)
    return window.offset + len(found.rows) if is_at_end else None


def column(name: str, type_name: str) -> ContentColumn:
    """A column with a name that can be sent."""
    return ContentColumn(name=str(cell(name)), type=type_name)
