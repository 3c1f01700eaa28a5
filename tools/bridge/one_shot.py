"""One request from standard input, one reply."""

from contextlib import suppress

from provenlab.core.errors import InvalidRequest, LimitExceeded
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.envelope import read_envelope
from provenlab.tools.bridge.limits import MAX_REQUEST_BYTES
from provenlab.tools.bridge.replies import as_provenlab_error, encoded, error_document
from provenlab.tools.bridge.signals import StopWish
from provenlab.tools.bridge.strict_json import read_json
from provenlab.tools.bridge.wire import read_some, write_all

_CHUNK = 1024 * 1024
_DRAINED_AT_MOST = 1024**3


def read_request(fd: int, limit: int) -> bytes:
    """Everything up to the end of the stream; LimitExceeded when it is longer than that.

    The rest of a request that is too long is read and dropped, since a host that is still writing would
    die of a broken pipe before it reads the reply.
    """
    document = bytearray()
    size = 0
    try:
        while size <= _DRAINED_AT_MOST and (chunk := read_some(fd, _CHUNK)):
            size += len(chunk)
            if size <= limit:
                document += chunk
            else:
                document.clear()
    except OSError as error:
        raise InvalidRequest(f"standard input cannot be read: {error.strerror}") from None
    if size > limit:
        raise request_too_large(limit)
    return bytes(document)


def request_too_large(limit: int) -> LimitExceeded:
    """What a longer request is answered with."""
    return LimitExceeded(
        f"the request has more than {limit:,} bytes; publish large content by path",
        {"field": "request", "limit": limit, "unit": "bytes"},
    )


def send_answer(calls: Calls, stop: StopWish, reply_fd: int, max_request: int = MAX_REQUEST_BYTES) -> int:
    """Answers the request on standard input; the exit code."""
    reply, exit_code = answer_once(0, calls, stop, max_request)
    stop.ignore()
    is_sent = write_all(reply_fd, reply + b"\n")
    # What was written is on disk, and the host has been told so.
    with suppress(Exception):
        calls.close()
    return exit_code if is_sent else 1


def answer_once(
    fd: int, calls: Calls, stop: StopWish, max_request: int = MAX_REQUEST_BYTES
) -> tuple[bytes, int]:
    """The reply document and the exit code that agrees with it."""
    try:
        with stop.interruptible():
            document = read_json(read_request(fd, max_request))
        if isinstance(document, list) or (isinstance(document, dict) and "jsonrpc" in document):
            from provenlab.tools.bridge.rpc import answer_rpc

            reply, succeeded = answer_rpc(document, calls)
            return (b"null" if reply is None else reply), 0 if succeeded else 1
        return calls.result(read_envelope(document)), 0
    except Exception as error:  # noqa: BLE001 - whatever happens, the host gets one document
        return encoded(error_document(as_provenlab_error(error))), 1
