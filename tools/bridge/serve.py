"""Many requests: newline-delimited JSON-RPC for the life of the host."""

from collections.abc import Iterator
from typing import Any

from provenlab.core.errors import Interrupted, ProvenlabError
from provenlab.tools.bridge.calls import Calls
from provenlab.tools.bridge.limits import MAX_REQUEST_BYTES
from provenlab.tools.bridge.one_shot import request_too_large
from provenlab.tools.bridge.replies import as_provenlab_error
from provenlab.tools.bridge.rpc import answer_rpc, error_reply
from provenlab.tools.bridge.signals import StopWish
from provenlab.tools.bridge.strict_json import read_json
from provenlab.tools.bridge.wire import read_some, write_all

_CHUNK = 256 * 1024
_WHITE_SPACE = b" \t\r"


class Server:
    """Answers frame by frame, in order. A signal ends it between two frames, never inside one."""

    def __init__(
        self,
        calls: Calls,
        stop: StopWish,
        read_fd: int,
        reply_fd: int,
        max_request: int = MAX_REQUEST_BYTES,
    ) -> None:
        self._calls = calls
        self._stop = stop
        self._read_fd = read_fd
        self._reply_fd = reply_fd
        self._max_request = max_request

    def run(self) -> int:
        """0 at the end of the input or on a signal, 1 when the host no longer reads."""
        for frame in self._frames():
            reply = self._reply(frame)
            if reply is not None and not self._sent(reply):
                return 1
        return 0

    def _sent(self, reply: bytes) -> bool:
        try:
            return write_all(self._reply_fd, reply + b"\n")
        except Interrupted:
            # A second signal, while the host does not read.
            return False

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
                elif frame.strip(_WHITE_SPACE):
                    yield frame
            pending += rest
            if len(pending) > self._max_request:
                skipping = True
                pending.clear()
        if self._stop.given:
            return
        if skipping:
            yield request_too_large(self._max_request)
        elif pending.strip(_WHITE_SPACE):
            yield bytes(pending)

    def _read(self) -> bytes:
        try:
            with self._stop.interruptible():
                return read_some(self._read_fd, _CHUNK)
        except Interrupted:
            return b""
