"""Tables and records as lines of text that fit the terminal."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.tools.cli.text import cut, one_line, padded, several_lines, width_of, wrapped

_GAP = "  "
_LEAST = 8
# Compiled where it is used: most tables fit.
_BY_TIME = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-(?P<end>[0-9a-f]{12}(?::[a-z]+)?)"
_MADE = rf"{_BY_TIME}|(?P<beginning>[0-9a-f]{{12}})[0-9a-f]{{52}}"
_GREEN, _YELLOW, _RED, _FAINT = "32", "33", "31", "2"
_COLOURS = {
    **dict.fromkeys(("completed", "champion", "promoted", "active", "succeeded"), _GREEN),
    **dict.fromkeys(("running", "pending", "candidate", "retry_wait"), _YELLOW),
    **dict.fromkeys(("failed", "errored", "timed_out", "tombstoned", "dead"), _RED),
    **dict.fromkeys(("cancelled", "archived", "superseded", "skipped_duplicate"), _FAINT),
}


def plain(value: Any) -> str:
    """Any JSON value in the fewest words: a dash for nothing, text as it is, the rest as JSON."""
    if value is None or value in ([], {}, ""):
        return "-"
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def when(value: Any) -> str:
    """An instant of the wire to the second, in UTC."""
    return "-" if value is None else f"{value[:10]} {value[11:19]}Z"


def short_hash(value: Any) -> str:
    """The beginning of a digest."""
    return "-" if value is None else str(value)[:12]


def short_id(text: str) -> str:
    """The end of an id that begins with the time, the beginning of a digest; anything else as it is."""
    made = re.fullmatch(_MADE, text)
    return text if made is None else made["end"] or made["beginning"]


class Column(NamedTuple):
    """One column: what its head says, where in a row its value is (`origin.createdAt`), and how it reads.

    `whole` is never cut. `extra` goes first when the terminal is too narrow. `right` is for numbers.
    `coloured` is for words that say how something stands. Before a column would become narrower than its
    `comfort`, extra ones go.
    """

    title: str
    path: str
    text: Callable[[Any], str] = plain
    whole: bool = False
    extra: bool = False
    right: bool = False
    coloured: bool = False
    comfort: int = 24


def at(row: Any, path: str) -> Any:
    """The value at a dotted path, None when there is none; a key may hold dots itself."""
    if not path:
        return row
    if not isinstance(row, Mapping):
        return None
    if path in row:
        return row[path]
    parts = path.split(".")
    for size in range(len(parts) - 1, 0, -1):
        head = ".".join(parts[:size])
        if head in row:
            return at(row[head], ".".join(parts[size:]))
    return None


def table(
    columns: Sequence[Column], rows: Iterable[Any], width: int | None, has_colour: bool = False
) -> list[str]:
    """A head and a line for each row, in `width` columns of the terminal; None cuts nothing.

    Too narrow: ids that were made here are shortened to what commands take for them, extra columns with
    nothing in them go, then the extra ones from the right until the others have a comfortable width, and
    then the widest are cut.
    """
    cells = [[one_line(column.text(at(row, column.path))) for column in columns] for row in rows]
    if width is not None and _total(_natural(columns, cells)) > width:
        columns = [column._replace(title=short_id(column.title)) for column in columns]
        cells = [[short_id(cell) for cell in line] for line in cells]
    kept = _kept(columns, cells, width)
    heads = [columns[index] for index in kept]
    grid = [[line[index] for index in kept] for line in cells]
    widths = _fitted(heads, _natural(heads, grid), width)
    head = _line([each.title for each in heads], heads, widths, False)
    return [bold(head) if has_colour else head, *(_line(each, heads, widths, has_colour) for each in grid)]


def _kept(columns: Sequence[Column], cells: list[list[str]], width: int | None) -> list[int]:
    kept = list(range(len(columns)))
    if width is None:
        return kept
    empty = [i for i in kept if columns[i].extra and all(line[i] == "-" for line in cells)]
    extra = [i for i in reversed(kept) if columns[i].extra and i not in empty]
    for index in [*empty, *extra]:
        heads = [columns[i] for i in kept]
        widths = _natural(heads, [[line[i] for i in kept] for line in cells])
        wanted = [
            each if column.whole else min(each, column.comfort)
            for each, column in zip(widths, heads, strict=True)
        ]
        if index not in empty and _total(wanted) <= width:
            break
        kept.remove(index)
    return kept


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _natural(columns: Sequence[Column], grid: list[list[str]]) -> list[int]:
    return [
        max([width_of(column.title), *(width_of(line[index]) for line in grid)])
        for index, column in enumerate(columns)
    ]


def _fitted(columns: Sequence[Column], widths: list[int], width: int | None) -> list[int]:
    if width is None:
        return widths
    excess = _total(widths) - width
    while excess > 0:
        wide = [i for i, column in enumerate(columns) if not column.whole and widths[i] > _LEAST]
        if not wide:
            break
        widest = max(wide, key=lambda i: widths[i])
        widths[widest] -= 1
        excess -= 1
    return widths


def _line(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], has_colour: bool) -> str:
    shown = [
        _coloured(padded(cut(cell, width), width, column.right), cell, has_colour and column.coloured)
        for cell, column, width in zip(cells, columns, widths, strict=True)
    ]
    return _GAP.join(shown).rstrip()


def _coloured(text: str, word: str, wanted: bool) -> str:
    code = _COLOURS.get(word.partition(",")[0]) if wanted else None
    return text if code is None else f"\x1b[{code}m{text}\x1b[0m"


def bold(text: str) -> str:
    """The text as a terminal shows it bold."""
    return f"\x1b[1m{text}\x1b[0m"


def facts(pairs: Iterable[tuple[str, str]], width: int | None, indent: str = "") -> Iterator[str]:
    """Names and values, the values below each other; long ones go on in further lines."""
    known = [(one_line(name), value) for name, value in pairs]
    margin = max((width_of(name) for name, _ in known), default=0) + len(_GAP)
    room = None if width is None else max(width - margin - len(indent), 20)
    for name, value in known:
        head = indent + padded(name, margin)
        for line in several_lines(value).split("\n"):
            for piece in [line] if room is None else wrapped(line, room):
                yield (head + piece).rstrip()
                head = indent + " " * margin


def record(value: Mapping[str, Any], width: int | None) -> Iterator[str]:
    """Every field of a record by its name."""
    yield from facts(((name, plain(each)) for name, each in value.items()), width)


def columns_of(rows: Sequence[Any]) -> list[Column]:
    """Columns for rows that nobody laid out: their simple fields, in the order they come."""
    names = dict.fromkeys(name for row in rows if isinstance(row, Mapping) for name in row)
    return [Column(name.upper(), name, whole=name.endswith("Id")) for name in names] or [Column("VALUE", "")]
