"""Small summaries of content; what finds no room is counted, never cut."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from provenlab.core.models.table import Column, type_name

# Leaves room within the 64 KiB of a summary for the counts around the list.
_ROOM_BYTES = 60 * 1024


def table_summary(columns: Sequence[Column], n_rows: int) -> dict[str, Any]:
    """{rows, columns: [{name, type}], columnsOmitted?}"""
    described = [{"name": column.name, "type": type_name(column.type)} for column in columns]
    return {"rows": n_rows, **_fitting("columns", described)}


def json_summary(value: Any) -> dict[str, Any]:
    """{type: object, keys, keysOmitted?}, {type: array, length} or {type}."""
    match value:
        case dict():
            return {"type": "object", **_fitting("keys", sorted(value))}
        case list():
            return {"type": "array", "length": len(value)}
        case None:
            return {"type": "null"}
        case bool():
            return {"type": "boolean"}
        case str():
            return {"type": "string"}
        case _:
            return {"type": "number"}


def _fitting(name: str, items: Iterable[Any]) -> dict[str, Any]:
    fitting: list[Any] = []
    omitted, room = 0, _ROOM_BYTES
    for item in items:
        # Escaped text is never shorter than its canonical form.
        room -= len(json.dumps(item)) + 1
        if room < 0:
            omitted += 1
        else:
            fitting.append(item)
    return {name: fitting, f"{name}Omitted": omitted} if omitted else {name: fitting}
