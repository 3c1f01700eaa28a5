"""A request around the parameters of its operation: which operation, which store, which limits."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.errors import InvalidRequest, ValidationFailed

MAX_LOCK_TIMEOUT_MS = 3_600_000
_SPELLINGS = {
    "operation": "operation",
    "op": "operation",
    "dbPath": "db_path",
    "db_path": "db_path",
    "lockTimeoutMs": "lock_timeout_ms",
    "lock_timeout_ms": "lock_timeout_ms",
    "outFile": "out_file",
    "out_file": "out_file",
}
_KEY_LIMIT = 200


class Envelope:
    """What the bridge itself needs to know, and the rest."""

    __slots__ = ("db_path", "lock_timeout_ms", "operation", "out_file", "params")

    def __init__(self, own: Mapping[str, Any], params: Mapping[str, Any]) -> None:
        self.operation = _text(own, "operation", "operation") or ""
        self.db_path = _text(own, "db_path", "dbPath")
        self.out_file = _text(own, "out_file", "outFile")
        self.lock_timeout_ms = _milliseconds(own)
        self.params = params


def read_envelope(document: Any) -> Envelope:
    """From `{"operation": ..., "dbPath": ..., ...fields}`, the fields flat or under `params`."""
    if not isinstance(document, dict):
        raise InvalidRequest('expected a JSON object such as {"operation": "describe"}')
    own, rest = _split(document)
    if "operation" not in own:
        raise InvalidRequest("operation is missing; describe lists them all", {"path": "operation"})
    if "params" in rest:
        params = rest.pop("params")
        if rest:
            raise ValidationFailed.at(_first(rest), "stands beside params; put it inside")
        inner, rest = _split(_object(params))
        if "operation" in inner:
            raise ValidationFailed.at("params.operation", "stands outside of params")
        for key in params:
            if _SPELLINGS.get(key) in own:
                raise ValidationFailed.at(key, "is given inside and outside of params")
        own.update(inner)
    return Envelope(own, rest)


def read_call(method: str, params: Any) -> Envelope:
    """From the method and parameters of a JSON-RPC call; `dbPath` and its like are parameters."""
    own, rest = _split(_object({} if params is None else params))
    if "operation" in own:
        raise ValidationFailed.at("params.operation", "the method names the operation")
    return Envelope({**own, "operation": method}, rest)


def _object(params: Any) -> dict[str, Any]:
    if not isinstance(params, dict):
        raise ValidationFailed.at("params", "expected a JSON object; parameters go by name")
    return params


def _first(rest: Mapping[str, Any]) -> str:
    return next(iter(rest))[:_KEY_LIMIT]


def _split(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    own: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in document.items():
        name = _SPELLINGS.get(key)
        if name is None:
            rest[key] = value
        elif name in own:
            raise ValidationFailed.at(key, "is given in two spellings")
        else:
            own[name] = value
    return own, rest


def _text(own: Mapping[str, Any], name: str, wire: str) -> str | None:
    value = own.get(name)
    if value is None and name != "operation":
        return None
    if isinstance(value, str) and value and "\0" not in value:
        return value
    raise ValidationFailed.at(wire, "expected text that is not empty")


def _milliseconds(own: Mapping[str, Any]) -> int | None:
    value = own.get("lock_timeout_ms")
    if value is None or (type(value) is int and 0 <= value <= MAX_LOCK_TIMEOUT_MS):
        return value
    raise ValidationFailed.at(
        "lockTimeoutMs", f"expected milliseconds as an integer from 0 to {MAX_LOCK_TIMEOUT_MS}"
    )
