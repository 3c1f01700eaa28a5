"""JSON-RPC 2.0: one call, or a batch of them."""

from typing import Any

from provenlab.core.errors import (
    InternalError,
    InvalidJson,
    InvalidRequest,
    LimitExceeded,
    ProvenlabError,
    UnknownOperation,
    ValidationFailed,
)
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.envelope import read_call
from provenlab.tools.bridge.replies import as_provenlab_error, encoded, error_document

MAX_BATCH = 10_000
_CODES: tuple[tuple[type[ProvenlabError], int], ...] = (
    (InvalidJson, -32700),
    (UnknownOperation, -32601),
    (ValidationFailed, -32602),
    (InvalidRequest, -32600),
    (InternalError, -32603),
)
_OURS = -32000
_PATH_LIMIT = 200
_KEYS = frozenset({"jsonrpc", "id", "method", "params"})


def answer_rpc(document: Any, calls: Calls) -> tuple[bytes | None, bool]:
    """The reply, None when the specification wants none, and whether everything succeeded."""
    if not isinstance(document, list):
        return _answer(document, calls, calls.max_reply)
    if not document or len(document) > MAX_BATCH:
        wanted = f"a batch holds 1 to {MAX_BATCH:,} calls"
        return error_reply(None, InvalidRequest(wanted)), False
    replies: list[bytes] = []
    room, all_succeeded = calls.max_reply, True
    for call in document:
        reply, succeeded = _answer(call, calls, room)
        all_succeeded = all_succeeded and succeeded
        if reply is not None:
            replies.append(reply)
            room -= len(reply)
    return (b"[" + b",".join(replies) + b"]" if replies else None), all_succeeded


def _answer(call: Any, calls: Calls, room: int) -> tuple[bytes | None, bool]:
    call_id = call.get("id") if isinstance(call, dict) else None
    silent = isinstance(call, dict) and "id" not in call
    try:
        _require_call(call)
        if room <= 0:
            raise _batch_too_large(calls.max_reply)
        result = calls.result(read_call(call["method"], call.get("params")), room)
    except Exception as error:  # noqa: BLE001 - every fault becomes the reply to its own call
        failed = as_provenlab_error(error)
        if silent and type(failed) is not InvalidRequest:
            return None, False
        return error_reply(call_id, failed), False
    if silent:
        return None, True
    return b'{"jsonrpc":"2.0","id":' + _encoded_id(call_id) + b',"result":' + result + b"}", True


def _encoded_id(call_id: Any) -> bytes:
    # Most hosts count, and an encoder costs more to set up than a number to write.
    return b"%d" % call_id if type(call_id) is int else encoded(call_id)


def _batch_too_large(limit: int) -> LimitExceeded:
    return LimitExceeded(
        f"not carried out: the replies of this batch have reached {limit:,} bytes; send the rest in another",
        {"field": "batch", "limit": limit, "unit": "bytes"},
    )


def _require_call(call: Any) -> None:
    if not isinstance(call, dict) or call.get("jsonrpc") != "2.0":
        raise InvalidRequest('a call is {"jsonrpc": "2.0", "id": ..., "method": ..., "params": {...}}')
    unknown = sorted(set(call) - _KEYS)
    if unknown:
        raise InvalidRequest(
            f"{unknown[0][:_PATH_LIMIT]}: is no field of a call", {"path": unknown[0][:_PATH_LIMIT]}
        )
    if not isinstance(call.get("method"), str):
        raise InvalidRequest("method: expected the name of an operation", {"path": "method"})
    if not isinstance(call.get("id"), (str, int, float, type(None))) or isinstance(call.get("id"), bool):
        raise InvalidRequest("id: expected text, a number or null", {"path": "id"})


def error_reply(call_id: Any, error: ProvenlabError) -> bytes:
    """An error object; `data` is what the plain form would have sent."""
    code = next((number for kind, number in _CODES if isinstance(error, kind)), _OURS)
    if isinstance(error, LimitExceeded) and error.details.get("field") == "request":
        code = -32600
    usable = call_id if isinstance(call_id, (str, int, float)) and not isinstance(call_id, bool) else None
    body = {"code": code, "message": error.message, "data": error_document(error)}
    return encoded({"jsonrpc": "2.0", "id": usable, "error": body})
