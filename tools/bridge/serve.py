"""Many requests: newline-delimited JSON-RPC for the life of the host."""

import os
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

from provenlab.core.errors import ProvenlabError
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.one_shot import MAX_REQUEST_BYTES, request_too_large
from provenlab.tools.bridge.replies import as_provenlab_error
from provenlab.tools.bridge.rpc import answer_rpc, error_reply
from provenlab.tools.bridge.strict_json import read_json
from provenlab.tools.bridge.wire import write_all

_CHUNK = 256 * 1024


class _Stop(Exception):
    """Ends the wait for the next request."""


class Server:
    """Answers frame by frame, in order. A signal ends it between two frames, never inside one."""

    def __init__(
        self, calls: Calls, read_fd: int, reply_fd: int, max_request: int = MAX_REQUEST_BYTES
    ) -> None:
        self._calls = calls
        self._read_fd = read_fd
        self._reply_fd = reply_fd
        self._max_request = max_request
        self._waiting = False
        self._stopped = False

    def run(self) -> int:
        """0 at the end of the input or on a signal, 1 when the host no longer reads."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            for frame in self._frames():
                reply = self._reply(frame)
                if reply is not None and not write_all(self._reply_fd, reply + b"\n"):
                    return 1
                if self._stopped:
                    break
        except _Stop:
            pass
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopped = True
        if self._waiting:
            raise _Stop

    def _reply(self, frame: bytes | ProvenlabError) -> bytes | None:
        if isinstance(frame, ProvenlabError):
            return error_reply(None, frame)
        try:
            document: Any = read_json(frame)
        except Exception as error:  # noqa: BLE001 - a frame that cannot be read is answered, not fatal
            return error_reply(None, as_provenlab_error(error))
        return answer_rpc(document, self._calls)[0]

    def _frames(self) -> Iterator[bytes | ProvenlabError]:
        """Lines without their end; a line that is too long becomes the error to answer it with."""
        pending = bytearray()
        skipping = False
        while chunk := self._read():
            *lines, rest = chunk.split(b"\n")
            for line in lines:
                pending += line
                frame, too_long = bytes(pending), skipping or len(pending) > self._max_request
                pending.clear()
                skipping = False
                if too_long:
                    yield request_too_large(self._max_request)
                elif frame.strip():
                    yield frame
            pending += rest
            if len(pending) > self._max_request:
                skipping = True
                pending.clear()
        if skipping:
            yield request_too_large(self._max_request)
        elif pending.strip():
            yield bytes(pending)

    def _read(self) -> bytes:
        self._waiting = True
        try:
            return b"" if self._stopped else os.read(self._read_fd, _CHUNK)
        finally:
            self._waiting = False
