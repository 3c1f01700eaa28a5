"""A connection that is given up when no whole head of a request arrives."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle


def with_head_within(seconds: float) -> type[H11Protocol]:
    """The protocol whose connections wait so long for a request, twice as long between two; bytes that
    trickle in do not count.
    """

    class TimedHead(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._seen: RequestResponseCycle | None = None
            self._watch = self.loop.call_later(seconds, self._require_request)

        def connection_lost(self, exc: Exception | None) -> None:
            self._watch.cancel()
            super().connection_lost(exc)

        def _require_request(self) -> None:
            last: RequestResponseCycle | None = self.cycle
            if last is None or last.response_complete:
                if last is self._seen:
                    self.transport.abort()
                    return
                self._seen = last
            self._watch = self.loop.call_later(seconds, self._require_request)

    return TimedHead
