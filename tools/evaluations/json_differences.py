"""Where two JSON documents part."""

from collections.abc import Iterator
from typing import Any

_LONGEST = 60


def first_difference(stored: Any, found: Any) -> str | None:
    """`path: one then, other now` of the first place that differs, in the order of the stored document."""
    return next(_differences(stored, found, ""), None)


def _differences(stored: Any, found: Any, path: str) -> Iterator[str]:
    if isinstance(stored, dict) and isinstance(found, dict):
        for key in [*stored, *(each for each in found if each not in stored)]:
            yield from _at(stored, found, key, f"{path}.{key}" if path else str(key))
    elif isinstance(stored, list) and isinstance(found, list):
        for at in range(min(len(stored), len(found))):
            yield from _differences(stored[at], found[at], f"{path}[{at}]")
        if len(stored) != len(found):
            yield f"{path or 'the list'}: {len(stored)} items then, {len(found)} now"
    elif stored != found or type(stored) is not type(found):
        yield f"{path or 'the document'}: {_short(stored)} then, {_short(found)} now"


def _at(stored: dict[str, Any], found: dict[str, Any], key: str, path: str) -> Iterator[str]:
    if key in stored and key in found:
        yield from _differences(stored[key], found[key], path)
    else:
        yield f"{path}: only {'then' if key in stored else 'now'}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
