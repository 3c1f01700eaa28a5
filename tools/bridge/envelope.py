"""A request around the parameters of its operation: which operation, which store, which limits."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the bridge itself needs to know, and the rest."""

    operation: str
    params: Mapping[str, Any]
    db_path: str | None = None
    lock_timeout_ms: int | None = None
    out_file: str | None = None


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
            raise ValidationFailed.at(str(next(iter(rest)))[:200], "stands beside params; put it inside")
        if not isinstance(params, dict):
            raise ValidationFailed.at("params", "expected a JSON object")
        inner, rest = _split(params)
        own = {**inner, **own}
    return _envelope(own, rest)


def read_call(method: str, params: Any) -> Envelope:
    """From the method and parameters of a JSON-RPC call; `dbPath` and its like are parameters."""
    if params is None:
        params = {}
    if not isinstance(params, dict):
        raise ValidationFailed.at("params", "expected a JSON object; parameters go by name")
    own, rest = _split(params)
    own.setdefault("operation", method)
    return _envelope({**own, "operation": method}, rest)


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


def _envelope(own: Mapping[str, Any], params: Mapping[str, Any]) -> Envelope:
    for name, wire in (("operation", "operation"), ("db_path", "dbPath"), ("out_file", "outFile")):
        value = own.get(name)
        if value is not None and (not isinstance(value, str) or not value or "\0" in value):
            raise ValidationFailed.at(wire, "expected text that is not empty")
    timeout = own.get("lock_timeout_ms")
    if timeout is not None and (type(timeout) is not int or not 0 <= timeout <= MAX_LOCK_TIMEOUT_MS):
        raise ValidationFailed.at(
            "lockTimeoutMs", f"expected milliseconds as an integer from 0 to {MAX_LOCK_TIMEOUT_MS}"
        )
    if own.get("operation") is None:
        raise ValidationFailed.at("operation", "expected text that is not empty")
    return Envelope(params=params, **own)
