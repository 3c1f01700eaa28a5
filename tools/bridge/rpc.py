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
_KEYS = frozenset({"jsonrpc", "id", "method", "params"})


def is_rpc(document: Any) -> bool:
    """Whether a document speaks JSON-RPC rather than the plain form."""
    return isinstance(document, list) or (isinstance(document, dict) and "jsonrpc" in document)


def answer_rpc(document: Any, calls: Calls) -> tuple[bytes | None, bool]:
    """The reply, None when the specification wants none, and whether everything succeeded."""
    if not isinstance(document, list):
        return _answer(document, calls)
    if not document or len(document) > MAX_BATCH:
        wanted = f"a batch holds 1 to {MAX_BATCH:,} calls"
        return error_reply(None, InvalidRequest(wanted)), False
    answers = [_answer(each, calls) for each in document]
    replies = [reply for reply, _ in answers if reply is not None]
    batch = b"[" + b",".join(replies) + b"]" if replies else None
    return batch, all(succeeded for _, succeeded in answers)


def _answer(call: Any, calls: Calls) -> tuple[bytes | None, bool]:
    call_id = call.get("id") if isinstance(call, dict) else None
    silent = isinstance(call, dict) and "id" not in call
    try:
        _require_call(call)
        result = calls.result(read_call(call["method"], call.get("params")))
    except Exception as error:  # noqa: BLE001 - every fault becomes the reply to its own call
        failed = as_provenlab_error(error)
        if silent and not isinstance(failed, InvalidRequest):
            return None, False
        return error_reply(call_id, failed), False
    if silent:
        return None, True
    return b'{"jsonrpc":"2.0","id":' + encoded(call_id) + b',"result":' + result + b"}", True


def _require_call(call: Any) -> None:
    if not isinstance(call, dict) or call.get("jsonrpc") != "2.0":
        raise InvalidRequest('a call is {"jsonrpc": "2.0", "id": ..., "method": ..., "params": {...}}')
    unknown = sorted(set(call) - _KEYS)
    if unknown:
        raise InvalidRequest(f"{unknown[0][:200]}: is no field of a call", {"path": unknown[0][:200]})
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
