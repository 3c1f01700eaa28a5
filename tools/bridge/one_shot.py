"""One request from standard input, one reply."""

import os

from provenlab.core.errors import LimitExceeded
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.envelope import read_envelope
from provenlab.tools.bridge.replies import as_provenlab_error, encoded, error_document
from provenlab.tools.bridge.rpc import answer_rpc, is_rpc
from provenlab.tools.bridge.strict_json import read_json

MAX_REQUEST_BYTES = 8 * 1024 * 1024
_CHUNK = 1024 * 1024


def read_request(fd: int, limit: int) -> bytes:
    """Everything up to the end of the stream; LimitExceeded as soon as it is longer than that."""
    chunks: list[bytes] = []
    size = 0
    while chunk := os.read(fd, _CHUNK):
        size += len(chunk)
        if size > limit:
            raise request_too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def request_too_large(limit: int) -> LimitExceeded:
    """What a longer request is answered with."""
    return LimitExceeded(
        f"the request has more than {limit:,} bytes; publish large content by path",
        {"field": "request", "limit": limit, "unit": "bytes"},
    )


def answer_once(fd: int, calls: Calls, max_request: int = MAX_REQUEST_BYTES) -> tuple[bytes, int]:
    """The reply document and the exit code that agrees with it."""
    try:
        document = read_json(read_request(fd, max_request))
        if is_rpc(document):
            reply, succeeded = answer_rpc(document, calls)
            return (b"null" if reply is None else reply), 0 if succeeded else 1
        return calls.result(read_envelope(document)), 0
    except Exception as error:  # noqa: BLE001 - whatever happens, the host gets one document
        return encoded(error_document(as_provenlab_error(error))), 1
