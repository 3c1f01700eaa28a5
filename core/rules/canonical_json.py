"""Canonical JSON by RFC 8785: one text for one value, whichever language wrote it.

A config `1.0` that came through a JavaScript host returns as `1` and must hash the same.
"""

import json
import math
import re
from typing import Any

import rfc8785

from provenlab.core.errors import LimitExceeded, ValidationFailed

MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SAME_FORM = frozenset({str, bool, type(None)})
_CONTAINERS = (dict, list, tuple)
_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class _Doubtful(Exception):
    """Python's own encoder may write this value otherwise than RFC 8785."""


def canonical_json(value: Any, path: str = "") -> bytes:
    """The RFC 8785 form as UTF-8.

    ValidationFailed names the path of what has none: NaN, infinities, integers beyond 2^53-1, lone
    surrogates, keys that are not text, other types. LimitExceeded beyond a nesting of 64.
    """
    try:
        return _quick_form(value)
    except (_Doubtful, TypeError, ValueError, RecursionError):
        pass  # the exact encoder decides, and the fault gets its name
    raise_first_fault(value, path)
    return rfc8785.dumps(value)


def _quick_form(value: Any) -> bytes:
    if not value and type(value) in _CONTAINERS:
        return b"{}" if type(value) is dict else b"[]"
    # Python's encoder in C is five times as fast, and right but for a few numbers and keys.
    text = _encoder.encode(_with_exact_numbers(value, 0))
    if not text.isascii() and _ASTRAL.search(text):
        raise _Doubtful  # RFC 8785 orders keys by UTF-16
    return text.encode("utf-8")


def _with_exact_numbers(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind is float:
        return _exact_float(value)
    if depth == MAX_DEPTH and kind in _CONTAINERS:
        raise _Doubtful
    if kind is dict:
        for key in value:
            if type(key) is not str:
                raise _Doubtful
        return {
            key: item if type(item) in _SAME_FORM else _with_exact_numbers(item, depth + 1)
            for key, item in value.items()
        }
    if kind is list or kind is tuple:
        return [item if type(item) in _SAME_FORM else _with_exact_numbers(item, depth + 1) for item in value]
    return _exact_whole(kind, value)


def _exact_whole(kind: type, value: Any) -> Any:
    if kind in _SAME_FORM or (kind is int and -MAX_INTEGER <= value <= MAX_INTEGER):
        return value
    raise _Doubtful


def _exact_float(value: float) -> float | int:
    if -1e15 < value < 1e15:
        if value.is_integer():
            return int(value)
        if value >= 1e-4 or value <= -1e-4:
            return value
    raise _Doubtful


def raise_first_fault(value: Any, path: str = "", depth: int = 0) -> None:
    """Raises for the first value that has no canonical form, with its path."""
    if depth >= MAX_DEPTH and isinstance(value, _CONTAINERS):
        raise LimitExceeded(f"{path or 'value'}: nested deeper than {MAX_DEPTH}", {"path": path})
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValidationFailed.at(path or "value", f"key {key!r:.50} is not text")
            _raise_unless_text(key, path or "value")
            raise_first_fault(item, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            raise_first_fault(item, f"{path}[{index}]", depth + 1)
    else:
        _raise_for_scalar(value, path or "value")


def _raise_for_scalar(value: Any, path: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _raise_unless_text(value, path)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValidationFailed.at(path, "an integer beyond 2^53-1; send it as text")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValidationFailed.at(path, "not a finite number; JSON has no NaN or infinity")
    else:
        raise ValidationFailed.at(path, f"{type(value).__name__} is not a JSON value")


def _raise_unless_text(value: str, path: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValidationFailed.at(path, "contains a lone surrogate, which is not text") from None


def parse_canonical_json(text: str) -> Any:
    """The value of a canonical text.

    Canonical form writes 1e20 as digits; read back as an integer it would have no canonical form.
    """
    return _decoder.decode(text)


def _integer_or_float(digits: str) -> int | float:
    number = int(digits)
    return number if abs(number) <= MAX_INTEGER else float(digits)


_decoder = json.JSONDecoder(parse_int=_integer_or_float)
