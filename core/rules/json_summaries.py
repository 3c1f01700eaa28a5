"""Small summaries of JSON documents; what finds no room is counted, never cut."""

import json
from collections.abc import Iterable
from typing import Any

# Leaves room within the 64 KiB of a summary for the counts around the list.
_ROOM_BYTES = 60 * 1024


def json_summary(value: Any) -> dict[str, Any]:
    """{type: object, keys, keysOmitted?}, {type: array, length} or {type}."""
    match value:
        case dict():
            return {"type": "object", **fitting("keys", sorted(value))}
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


def fitting(name: str, items: Iterable[Any]) -> dict[str, Any]:
    """{name: items, nameOmitted?}: as many as a summary has room for."""
    given = list(items)
    # Escaped text is never shorter than its canonical form.
    if len(json.dumps(given, separators=(",", ":"))) < _ROOM_BYTES:
        return {name: given}
    kept: list[Any] = []
    omitted, room = 0, _ROOM_BYTES
    for item in given:
        room -= len(json.dumps(item)) + 1
        if room < 0:
            omitted += 1
        else:
            kept.append(item)
    return {name: kept, f"{name}Omitted": omitted} if omitted else {name: kept}
