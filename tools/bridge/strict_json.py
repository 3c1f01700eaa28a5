"""Reads JSON (RFC 8259) and refuses what Python's reader would silently accept, change or lose.

Refused: bytes that are not UTF-8, a byte order mark, NaN and infinities, duplicate keys, numbers
that a double or an exact JavaScript integer cannot hold, lone surrogates, NUL characters, deep nesting,
and more values than fit in the memory a bridge may take.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from provenlab.core.errors import InvalidJson, LimitExceeded
from provenlab.tools.bridge.outline import outline_of, without_escapes

MAX_DEPTH = 64
MAX_CONTAINERS = 250_000
MAX_KEYS = 250_000
MAX_VALUES = 1_000_000
MAX_INTEGER = 2**53 - 1
_MAX_DIGITS = 17
_SAFE_DIGITS = 15
# Below, doubles have fewer digits.
_LEAST_EXACT = 2.3e-308
_INFINITY = float("inf")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
# Digits and dots become 0: a number without such a run, nor an exponent of three digits, is kept exactly.
_DIGITS_AS_ZERO = bytes.maketrans(b"123456789.E", b"0000000000e")
_LONG_NUMBER = b"0" * (_SAFE_DIGITS + 1)
_LONG_EXPONENT = b"e000"
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_FAULTY_ESCAPE = rb"\\u(?:0000|[dD][89a-fA-F])"
_PATH_LIMIT = 200


class _Lossy:
    """Stands in the tree where a value was that cannot be kept."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def read_json(document: bytes) -> Any:
    """The value; InvalidJson or LimitExceeded otherwise, naming the place but never the content."""
    text = _decoded(document)
    plain = without_escapes(document)
    outline = outline_of(plain)
    _require_bounded(outline)
    value, keys = _parsed(text, _has_long_number(document))
    if keys != outline.count(b":"):
        value = _decode(text, object_pairs_hook=_pairs)
        _refuse_lossy(value)
    if b"\\u" in plain and re.search(_FAULTY_ESCAPE, re.sub(_PAIR, b"", plain)):
        _refuse_lossy(value)
    return value


def _parsed(text: str, has_long_number: bool) -> tuple[Any, int]:
    """The value and how many keys its objects hold; fewer than were written when one stood twice."""
    keys = 0

    def count(members: dict[str, Any]) -> dict[str, Any]:
        nonlocal keys
        keys += len(members)
        return members

    if not has_long_number:
        return _decode(text, object_hook=count), keys
    faults: list[_Lossy] = []
    integer, real = _number_readers(faults)
    value = _decode(text, object_hook=count, parse_int=integer, parse_float=real)
    if faults:
        _refuse_lossy(value)
    return value, keys


def _decode(text: str, **hooks: Any) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant, **hooks)
    except json.JSONDecodeError as error:
        raise _invalid(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _too_deep() from None


def _number_readers(faults: list[_Lossy]) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    def integer(digits: str) -> Any:
        if len(digits) <= _SAFE_DIGITS:
            return int(digits)
        if faults:
            return 0
        if len(digits) > _MAX_DIGITS or abs(number := int(digits)) > MAX_INTEGER:
            faults.append(_Lossy("an integer beyond 2^53-1; send it as text"))
            return faults[-1]
        return number

    def real(digits: str) -> Any:
        number = float(digits)
        # One fault refuses the document; looking for more would only take time.
        if faults or (len(digits) <= _SAFE_DIGITS and _LEAST_EXACT < abs(number) < _INFINITY):
            return number
        # What most writers send: the shortest digits that mean this double, or 17.
        if repr(number) == digits or f"{number:.17g}" == digits:
            return number
        reason = _loss(digits, number)
        if reason is None:
            return number
        faults.append(_Lossy(reason))
        return faults[-1]

    return integer, real


def _loss(digits: str, number: float) -> str | None:
    """What a double does to the number that these digits write; None when it keeps it."""
    mantissa = digits.lower().partition("e")[0].replace(".", "").lstrip("-0").rstrip("0")
    if abs(number) == _INFINITY:
        return "a number beyond the range of a double"
    if number == 0 and mantissa:
        return "a number too small for a double; it would become 0"
    if len(mantissa) > _MAX_DIGITS:
        return "a number with more digits than a double holds"
    kept = f"{abs(number):.{max(len(mantissa), 1) - 1}e}".partition("e")[0].replace(".", "")
    if mantissa and kept != mantissa:
        return "a number that a double would change; send it as text"
    return None


def _has_long_number(document: bytes) -> bool:
    plain = document.translate(_DIGITS_AS_ZERO, b"+-")
    return _LONG_NUMBER in plain or _LONG_EXPONENT in plain


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        value[key] = _Lossy("a key that stands twice in one object") if key in value else item
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


def _require_bounded(outline: bytes) -> None:
    containers = outline.count(b"[") + outline.count(b"{")
    for found, limit, unit in (
        (containers, MAX_CONTAINERS, "arrays and objects"),
        (outline.count(b":"), MAX_KEYS, "keys"),
        (outline.count(b",") + 1, MAX_VALUES, "values"),
    ):
        if found > limit:
            raise LimitExceeded(f"more than {limit:,} {unit}", {"limit": limit, "unit": unit})
    if containers > MAX_DEPTH and _depth(outline) > MAX_DEPTH:
        raise _too_deep()


def _depth(outline: bytes) -> int:
    depth = deepest = 0
    for bracket in outline.translate(None, b":,"):
        depth += _STEPS[bracket]
        if depth > deepest:
            deepest = depth
    return deepest


def _refuse_lossy(value: Any) -> None:
    for path, reason in _lossy_places(value, ""):
        raise InvalidJson(
            f"{path[:_PATH_LIMIT] or 'the document'}: {reason}",
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
