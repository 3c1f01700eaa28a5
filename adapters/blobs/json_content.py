"""JSON documents: strict reading, canonical hash."""

import json
import math
from collections import Counter
from typing import Any, BinaryIO

from provenlab.core.errors import LimitExceeded, UnreadableContent, ValidationFailed
from provenlab.core.models.content import Content
from provenlab.core.rules.canonical_json import MAX_DEPTH, MAX_INTEGER
from provenlab.core.rules.content_hashes import json_content_hash
from provenlab.core.rules.json_summaries import json_summary
from provenlab.core.rules.limits import require_at_most

MAX_JSON_BYTES = 64 * 1024 * 1024
MAX_CONTAINERS = 4_000_000
_ALWAYS_EXACT_DIGITS = 15


def json_content(file: BinaryIO) -> Content:
    """Refuses what two readers could take for two things: NaN, repeated keys, lone surrogates, a byte
    order mark, whole numbers that no double holds exactly. At most 64 MiB, 4,000,000 lists and objects,
    nested at most 64 deep.
    """
    value = _parsed(_text(_bounded(file)))
    try:
        return Content(json_content_hash(value), json_summary(value))
    except ValidationFailed as fault:
        raise UnreadableContent(f"JSON has no canonical form: {fault.message}", fault.details) from None


def _bounded(file: BinaryIO) -> bytes:
    data = file.read(MAX_JSON_BYTES + 1)
    require_at_most("content", len(data), MAX_JSON_BYTES, "bytes of JSON")
    # An empty list of two characters takes seventy bytes of memory.
    require_at_most("content", data.count(b"[") + data.count(b"{"), MAX_CONTAINERS, "lists and objects")
    return data


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableContent(f"JSON line {line}: not UTF-8", {"line": line}) from None
    if text.startswith("\ufeff"):
        raise UnreadableContent("JSON line 1: starts with a byte order mark; leave it out", {"line": 1})
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_number, parse_constant=float)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise UnreadableContent(
            f"JSON line {error.lineno} column {error.colno}: {error.msg}", place
        ) from None
    except RecursionError:
        raise LimitExceeded(f"JSON is nested deeper than {MAX_DEPTH}", {"limit": MAX_DEPTH}) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise UnreadableContent(f"JSON: an object has the key {repeated!r:.80} twice", {"key": repeated[:80]})
    return found


def _number(digits: str) -> int | float:
    """Whole numbers as hosts with doubles read them, where that loses nothing.

    What does lose something, or is too long to tell, is left to the canonical form, which refuses it by
    its place.
    """
    if len(digits) <= _ALWAYS_EXACT_DIGITS:
        return int(digits)
    try:
        number = int(digits)
        double = float(number)
    except (ValueError, OverflowError):
        return math.inf
    return double if abs(number) > MAX_INTEGER and int(double) == number else number
