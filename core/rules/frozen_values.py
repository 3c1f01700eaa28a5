"""Any value of a host program as bounded JSON: what a run keeps of its config, whatever it holds.

Unlike `canonical_json`, which refuses what has no one form, this never refuses: what cannot be kept as it
is becomes text in angle brackets that says what it was. Nothing a value does can raise out of here.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from itertools import islice
from typing import Any

MAX_DEPTH = 24
MAX_NODES = 4_000
MAX_TEXT = 4_000
MAX_CHARACTERS = 400_000
_LARGEST_INTEGER = 2**53 - 1
_KEY_LENGTH = 200


Passes = Callable[[BaseException], bool]


def is_interrupt(error: BaseException) -> bool:
    """Whether it is the user who wants the program to end."""
    return isinstance(error, KeyboardInterrupt)


def frozen(value: Any, passes: Passes = is_interrupt) -> Any:
    """The value as JSON: at most `MAX_NODES` values, `MAX_DEPTH` deep, `MAX_CHARACTERS` of text.

    What a value raises becomes text, but for the errors that `passes`: they are not the value's.
    """
    return _Freezing(passes).of(value, 0)


def frozen_config(value: Any, passes: Passes = is_interrupt) -> dict[str, Any]:
    """As `frozen`, and always an object: anything else stands under the key `value`."""
    if value is None:
        return {}
    found = frozen(value, passes)
    return found if isinstance(found, dict) else {"value": found}


def text_of(value: object, passes: Passes = is_interrupt) -> str:
    """What `str` says of a value, or what kind of value it is when it does not say."""
    try:
        return str(value)
    except BaseException as error:
        if passes(error):
            raise
        return f"<unreadable {_type_name(value)}: {_type_name(error)}>"


def storable(text: str, limit: int) -> str:
    """Text that every store can keep: no NUL, no lone surrogate, at most `limit` characters."""
    clean = str.__str__(text)[:limit].replace("\0", "�")
    return clean.encode("utf-8", "replace").decode("utf-8")


class _Freezing:
    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._nodes = MAX_NODES
        self._characters = MAX_CHARACTERS
        self._inside: set[int] = set()

    def of(self, value: Any, depth: int) -> Any:
        self._nodes -= 1
        try:
            return self._of(value, depth)
        except RecursionError:
            return "<too deep>"
        except BaseException as error:
            # A host's value may raise anything, even an exit.
            if self._passes(error):
                raise
            return self._text(f"<unreadable {_type_name(value)}: {_type_name(error)}>")

    def _of(self, value: Any, depth: int) -> Any:
        if value is None or value is True or value is False:
            return value
        kind = type(value)
        if kind is str:
            return self._text(value)
        if kind is int:
            return self._integer(value)
        if kind is float:
            return self._number(value)
        if depth >= MAX_DEPTH:
            return "<too deep>"
        if id(value) in self._inside:
            return "<itself>"
        self._inside.add(id(value))
        try:
            return self._composed(value, depth)
        finally:
            self._inside.discard(id(value))

    def _composed(self, value: Any, depth: int) -> Any:
        if isinstance(value, Enum):
            return self.of(value.value, depth + 1)
        if isinstance(value, (bool, int, float, str)):
            return self._plain(value)
        if isinstance(value, Mapping):
            return self._object(value.items(), len(value), depth)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return f"<{len(value)} bytes>"
        if isinstance(value, Sequence) and not isinstance(value, range):
            return self._array(value, len(value), depth)
        if isinstance(value, Set):
            # The order of a set differs between processes.
            ordered = sorted(islice(value, self._nodes), key=self._sort_key)
            return self._array(ordered, len(value), depth)
        if hasattr(type(value), "__fspath__"):
            return self._text(str(value))
        if isinstance(value, (date, time)):
            return self._text(value.isoformat())
        return self._foreign(value, depth)

    def _foreign(self, value: Any, depth: int) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            named = [(each.name, getattr(value, each.name, None)) for each in fields(value)]
            return self._object(named, len(named), depth)
        if callable(getattr(value, "model_dump", None)):
            return self.of(value.model_dump(), depth + 1)
        if getattr(value, "shape", None) == () and callable(getattr(value, "item", None)):
            return self.of(value.item(), depth + 1)
        if callable(value):
            name = getattr(value, "__qualname__", None)
            return self._text(f"<{getattr(value, '__module__', '')}.{name}>" if name else repr(value))
        kept = getattr(value, "__dict__", None)
        # An object without a text of its own, and argparse's namespace, are what their attributes are.
        if _type_name(value) != "Namespace" and _has_own_text(value):
            return self._text(repr(value))
        if isinstance(kept, dict) and kept:
            return self._object(kept.items(), len(kept), depth)
        return self._text(f"<{_type_name(value)}>")

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, float):
            return self._number(float.__float__(value))
        return self._integer(int.__int__(value))

    def _object(self, items: Iterable[tuple[Any, Any]], length: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, each in items:
            if self._nodes <= 0 or self._characters <= 0:
                found["<more>"] = f"{length - len(found)} keys were left out"
                break
            found[self._key(key)] = self.of(each, depth + 1)
        return found

    def _array(self, items: Iterable[Any], length: int, depth: int) -> list[Any]:
        found: list[Any] = []
        for each in items:
            if self._nodes <= 0 or self._characters <= 0:
                found.append(f"<{length - len(found)} more were left out>")
                break
            found.append(self.of(each, depth + 1))
        return found

    def _key(self, key: Any) -> str:
        if type(key) is str:
            text = storable(key, _KEY_LENGTH)
        else:
            frozen_key = self.of(key, MAX_DEPTH - 1)
            text = storable(frozen_key if isinstance(frozen_key, str) else repr(frozen_key), _KEY_LENGTH)
        self._characters -= len(text)
        return text

    def _text(self, text: str) -> str:
        room = max(min(MAX_TEXT, self._characters), 0)
        kept = storable(text, room)
        self._characters -= len(kept)
        return kept if len(text) <= room else f"{kept}<{len(text) - room} more characters>"

    def _integer(self, value: int) -> Any:
        if -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER:
            return value
        # int() of text refuses more digits than this, and str() of such an int raises.
        return str(value) if value.bit_length() < 10_000 else f"<integer of {value.bit_length()} bits>"

    def _sort_key(self, value: Any) -> tuple[str, str]:
        try:
            return _type_name(value), repr(value)
        except BaseException as error:
            if self._passes(error):
                raise
            return _type_name(value), ""

    @staticmethod
    def _number(value: float) -> Any:
        if math.isfinite(value):
            return value
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def _has_own_text(value: Any) -> bool:
    return any("__repr__" in vars(each) for each in type(value).__mro__[:-1])


def _type_name(value: Any) -> str:
    return type(value).__name__
