"""What a value does not tell by itself, but the values beside it or below it do."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from provenlab.core.rules.redaction.key_names import Evidence
from provenlab.core.rules.redaction.value_shapes import is_stand_in
from provenlab.core.rules.redaction.verdicts import LEAST_NUMBER, is_secret_text

_NAMING_KEYS = ("name", "key", "Name", "Key", "NAME", "KEY", "field", "header", "variable")
_VALUE_KEYS = ("value", "Value", "VALUE")
_BESIDE_USER = (
    ("pass", Evidence.NAME),
    ("pw", Evidence.NAME),
    ("key", Evidence.RANDOM),
    ("token", Evidence.PASSWORD),
)
_PRIVATE_JWK = ("d", "k", "p", "q", "dp", "dq", "qi")
_AWS_SECRET = re.compile(r"(?![0-9a-f]{40}|[0-9A-F]{40})[A-Za-z0-9/+]{40}")
_MAX_LOOKS = 1_000


def named_value(
    mapping: Mapping[Any, Any], evidence_of: Callable[[str], Evidence | None]
) -> tuple[str, Evidence] | None:
    """The key of a value that another entry names, and what the name says: `{name: API_KEY, value: ...}`."""
    for value_key in _VALUE_KEYS:
        if value_key in mapping:
            name = next((mapping[key] for key in _NAMING_KEYS if type(mapping.get(key)) is str), "")
            evidence = None if len(name) > 128 or " " in name else evidence_of(name)
            return None if evidence is None else (value_key, evidence)
    return None


def given_away(mapping: Mapping[Any, Any], hidden: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """(key, rule) of entries, not hidden yet, that are secrets because of their company."""
    if "username" in mapping or "user" in mapping:
        yield from _beside_user(mapping, hidden)
    if "kty" in mapping:
        own = (key for key in _PRIVATE_JWK if key in mapping and key not in hidden)
        yield from ((key, "private_key") for key in own if may_hold_secret(mapping[key]))
    if mapping.get("kind") == "Secret":
        held = (key for key in ("data", "stringData") if key in mapping)
        yield from ((key, "secret_name") for key in held if may_hold_secret(mapping[key]))
    if hidden and "[redacted:aws_access_key]" in hidden.values():
        for key, value in mapping.items():
            if type(value) is str and key not in hidden and _AWS_SECRET.fullmatch(value):
                yield key, "aws_secret_key"


def _beside_user(mapping: Mapping[Any, Any], hidden: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, evidence in _BESIDE_USER:
        value = mapping.get(key)
        if type(value) is str and key not in hidden and is_secret_text(value, evidence):
            yield key, "secret_name"


def may_hold_secret(value: Any) -> bool:
    """Whether anything below could be a secret: text that is no stand-in, bytes, or a long number."""
    waiting = [value]
    for _ in range(_MAX_LOOKS):
        if not waiting:
            return False
        item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += item.values()
        elif isinstance(item, (list, tuple, set, frozenset)):
            waiting += item
        elif isinstance(item, str):
            if not is_stand_in(item):
                return True
        elif type(item) is int:
            if abs(item) >= LEAST_NUMBER:
                return True
        elif type(item) not in {bool, float, type(None)}:
            return True
    return True
