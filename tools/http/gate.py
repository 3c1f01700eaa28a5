"""What every request passes: an id, Host and Origin, a token, and an answer whatever happens."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from provenlab.core.errors import (
    Forbidden,
    ProvenlabError,
    StoreUnavailable,
    Unauthenticated,
    ValidationFailed,
)
from provenlab.tools.http.faults import REQUEST_ID, told_error
from provenlab.tools.http.replies import error_reply
from provenlab.tools.http.tokens import Token, TokenFile

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
OPEN_PATHS = frozenset({"/healthz", "/openapi.json"})
"""Need no token: they say nothing about the store."""

_SAFE = ("GET", "HEAD", "OPTIONS")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_log = logging.getLogger("provenlab.http")


class Gate:
    """ASGI middleware around all routes; nothing is reached past it.

    `hosts` are the names this server answers to, as browsers send them; without `tokens` everybody who
    reaches the server may do everything that `writes` leaves. `refusal` is how it says no.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Collection[str],
        tokens: TokenFile | None,
        writes: bool,
        refusal: Callable[[ProvenlabError], Response] = error_reply,
    ) -> None:
        self._app = app
        self._hosts = frozenset(each.lower() for each in hosts)
        self._tokens = tokens
        self._writes = writes
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passing = _Passing(scope, send)
        try:
            passing.token = self._admitted(scope["method"], scope["path"], passing.headers)
            await self._app(scope, receive, passing.send)
        except Exception as error:  # noqa: BLE001 - whatever happens, the sender is told or cut off
            told = told_error(error, scope)
            if passing.status:
                # The answer has begun; the server breaks it off when it is left without its end.
                _log.error("%s broken off: %s", passing.request_id, told.message)
            else:
                await self._refusal(told)(scope, receive, passing.send)
        finally:
            passing.log()

    def _admitted(self, method: str, path: str, headers: Headers) -> Token | None:
        _require_host(headers, self._hosts)
        _require_own_page(headers)
        if path in OPEN_PATHS:
            return None
        token = self._known(headers)
        is_safe = method in _SAFE
        if token is not None and not token.may("read" if is_safe else "write"):
            raise Forbidden("the token may read only", {"scope": token.scope})
        if not is_safe and not self._writes:
            raise Forbidden("this server only reads", {})
        return token

    def _known(self, headers: Headers) -> Token | None:
        if self._tokens is None:
            return None
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthenticated("send a token: Authorization: Bearer <token>")
        try:
            token = self._tokens.known(secret.strip())
        except ValidationFailed as error:
            # Whoever asks can do nothing about it, and learns no path of this machine.
            _log.error("%s", error.message)
            raise StoreUnavailable("the server cannot read its tokens; its log tells why") from None
        if token is None:
            raise Unauthenticated("the token is not known here, or was withdrawn")
        return token


class _Passing:
    """One request on its way: its id, who sent it, and what became of it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.headers = Headers(scope=scope)
        given = self.headers.get("x-request-id", "")
        self.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
        scope[REQUEST_ID] = self.request_id
        self._method, self._path = scope["method"], scope["path"]
        self._send = send
        self._began = time.monotonic()
        self.status = 0
        self.token: Token | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["X-Request-Id"] = self.request_id
            for name, value in _HEADERS.items():
                # Only an answer that says otherwise itself has another policy.
                headers.setdefault(name, value)
        await self._send(message)

    def log(self) -> None:
        """One line, without the query: configs and ids are nobody's business here."""
        if _log.isEnabledFor(logging.INFO):
            spent_ms = (time.monotonic() - self._began) * 1000
            who = "-" if self.token is None else self.token.name
            path = ascii(self._path[:200])
            _log.info(
                "%s %s %s %s %d %.1fms", self.request_id, who, self._method, path, self.status, spent_ms
            )


def _require_host(headers: Headers, known: Collection[str]) -> None:
    """A page of another name that resolves to this address (DNS rebinding) sends its own name."""
    if _name_of(f"//{headers.get('host', '')}") not in known:
        raise Forbidden("the Host of the request is none of this server's names", {"header": "Host"})


def _require_own_page(headers: Headers) -> None:
    """A browser tells which page sends; only pages of this very server may."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise Forbidden("the Origin of the request is another page", {"header": "Origin"})
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Forbidden("the request comes from a page of another site", {"header": "Sec-Fetch-Site"})


def _name_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        # Asking for the port refuses what is none.
        return parts.hostname if parts.port is None or parts.port else None
    except ValueError:
        return None
