"""Windows on JSON: lists and columns as tables, everything else as indented text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO

from provenlab.adapters.blobs.windows import chosen, column, filled, lines_window, others, table_window
from provenlab.core.errors import LimitExceeded, UnreadableContent
from provenlab.core.models.content_window import ContentWindow, Window
from provenlab.core.rules.limits import require_at_most

MAX_WINDOW_BYTES = 16 * 1024 * 1024
_VALUE = "value"
_TYPES = {bool: "boolean", int: "integer", float: "float", str: "text", list: "list", dict: "object"}


def json_window(file: BinaryIO, window: Window) -> ContentWindow:
    """A list is a table of its items, an object of lists of one length is one of its columns."""
    value = parsed_json(file)
    if isinstance(value, dict) and _is_columns(value):
        names = list(value)
        rows = (dict(zip(names, row, strict=True)) for row in zip(*value.values(), strict=True))
        value = list(rows)
    if isinstance(value, list) and value:
        records = [each if isinstance(each, dict) else {_VALUE: each} for each in value]
        part = records[window.offset : window.offset + window.limit + 1]
        return records_window(records, part, window, len(records))
    return _indented(value, window)


def records_window(
    known: Sequence[Mapping[str, Any]],
    part: Sequence[Mapping[str, Any]],
    window: Window,
    row_count: int | None = None,
) -> ContentWindow:
    """Objects as rows: a column for each key of those that are known and of the part that is shown."""
    names = list(dict.fromkeys(chain.from_iterable(chain(known, part))))
    places = chosen(names, window)
    found = filled(([each.get(names[at]) for at in places] for each in part), window.limit)
    columns = [
        column(names[at], _type_of(each.get(names[at]) for each in chain(part, known))) for at in places
    ]
    return table_window(window, columns, others(names, places), found, row_count)


def parsed_json(file: BinaryIO) -> Any:
    """The value of a document; LimitExceeded above 16 MiB, UnreadableContent when it is none."""
    data = file.read(MAX_WINDOW_BYTES + 1)
    require_at_most("content", len(data), MAX_WINDOW_BYTES, "bytes of JSON; download it")
    try:
        return json.loads(data)
    except RecursionError:
        raise LimitExceeded("JSON is nested too deep to be shown; download it", {}) from None
    except ValueError as error:
        raise UnreadableContent(f"not readable as JSON: {error}", {}) from None


def _is_columns(value: dict[str, Any]) -> bool:
    lengths = {len(each) if isinstance(each, list) else -1 for each in value.values()}
    return len(lengths) == 1 and lengths.isdisjoint({-1, 0})


def _indented(value: Any, window: Window) -> ContentWindow:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return lines_window(text.split("\n"), window)


def _type_of(values: Iterable[Any]) -> str:
    found = {type(each) for each in values if each is not None}
    if found == {int, float}:
        return "float"
    return _TYPES.get(next(iter(found)), "mixed") if len(found) == 1 else ("mixed" if found else "null")
