"""Reads JSON (RFC 8259) and refuses what Python's reader would silently accept, change or lose.

Refused: bytes that are not UTF-8, a byte order mark, NaN and infinities, duplicate keys, numbers
that a double or an exact JavaScript integer cannot hold, lone surrogates, NUL characters, deep nesting.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NoReturn

from provenlab.core.errors import InvalidJson, LimitExceeded

MAX_DEPTH = 64
MAX_CONTAINERS = 500_000
MAX_INTEGER = 2**53 - 1
_MAX_DIGITS = 17
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_PATH_LIMIT = 200


@dataclass(frozen=True, slots=True)
class _Lossy:
    """Stands in the tree where a value was that cannot be kept."""

    reason: str


class _Reader:
    """Hooks for one document; `found` tells that the tree holds a `_Lossy`."""

    def __init__(self) -> None:
        self.found = False

    def lossy(self, reason: str) -> Any:
        self.found = True
        return _Lossy(reason)

    def integer(self, digits: str) -> Any:
        if len(digits) > _MAX_DIGITS or abs(number := int(digits)) > MAX_INTEGER:
            return self.lossy("an integer beyond 2^53-1; send it as text")
        return number

    def real(self, digits: str) -> Any:
        number = float(digits)
        mantissa = re.split("[eE]", digits)[0].replace(".", "").lstrip("-0")
        if number in (float("inf"), float("-inf")):
            return self.lossy("a number beyond the range of a double")
        if number == 0 and mantissa:
            return self.lossy("a number too small for a double; it would become 0")
        if len(mantissa.rstrip("0")) > _MAX_DIGITS:
            return self.lossy("a number with more digits than a double holds")
        return number

    def pairs(self, pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        if len(value) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for index, key in enumerate(keys) if key in keys[:index])
            value[twice] = self.lossy("a key that stands twice in one object")
        return value


def read_json(document: bytes) -> Any:
    """The value; InvalidJson or LimitExceeded otherwise, naming the place but never the content."""
    text = _decoded(document)
    _require_shallow(document)
    reader = _Reader()
    try:
        value = json.loads(
            text,
            parse_int=reader.integer,
            parse_float=reader.real,
            parse_constant=_refuse_constant,
            object_pairs_hook=reader.pairs,
        )
    except json.JSONDecodeError as error:
        raise _invalid(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _too_deep() from None
    if reader.found or _SUSPICIOUS.search(document):
        _refuse_lossy(value)
    return value


def _decoded(document: bytes) -> str:
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(f"not UTF-8 at byte {error.start}") from None
    if text.startswith("\ufeff"):
        raise _invalid("begins with a byte order mark")
    return text


def _invalid(reason: str) -> InvalidJson:
    return InvalidJson(f"the request is no JSON document: {reason}", {"reason": reason})


def _refuse_constant(name: str) -> NoReturn:
    raise _invalid(f"{name} is not JSON")


def _too_deep() -> LimitExceeded:
    return LimitExceeded(f"nested deeper than {MAX_DEPTH}", {"limit": MAX_DEPTH, "unit": "levels"})


def _require_shallow(document: bytes) -> None:
    opened = document.count(b"[") + document.count(b"{")
    if opened <= MAX_DEPTH:
        return
    brackets = _STRING.sub(b"", document).translate(None, _NOT_BRACKETS)
    if len(brackets) > 2 * MAX_CONTAINERS:
        raise LimitExceeded(
            f"more than {MAX_CONTAINERS:,} arrays and objects",
            {"limit": MAX_CONTAINERS, "unit": "arrays and objects"},
        )
    if max(accumulate(_STEPS[bracket] for bracket in brackets), default=0) > MAX_DEPTH:
        raise _too_deep()


def _refuse_lossy(value: Any) -> None:
    for path, reason in _lossy_places(value, ""):
        raise InvalidJson(
            f"{path or 'the document'}: {reason}",
            {"path": path[:_PATH_LIMIT], "reason": reason},
        )


def _lossy_places(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Lossy):
        yield path, value.reason
    elif isinstance(value, str):
        yield from _text_faults(value, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _text_faults(key, f"{path or 'the document'} (a key)")
            yield from _lossy_places(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _lossy_places(item, f"{path}[{index}]")


def _text_faults(text: str, path: str) -> Iterator[tuple[str, str]]:
    if "\0" in text:
        yield path, "a NUL character, which stores cannot keep"
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        yield path, "a lone surrogate, which is not text"
