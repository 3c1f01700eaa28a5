"""Who may act through the pages: a token from the terminal buys a cookie."""

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from provenlab.core.errors import Forbidden

_ENTROPY_BYTES = 32


def _new_secret() -> str:
    return secrets.token_urlsafe(_ENTROPY_BYTES)


@dataclass(frozen=True, slots=True)
class Entrance:
    """The secrets of one server, gone when it ends. `actor` is whose name a form suggests."""

    actor: str = ""
    token: str = field(default_factory=_new_secret)
    _secret: str = field(default_factory=_new_secret)

    @property
    def address(self) -> str:
        """Where a browser brings the token, below the address of the server."""
        return f"/session?token={self.token}"

    def let_in(self, request: Request) -> Response:
        """The first page with a cookie, for the token; Forbidden without."""
        if not _is_same(request.query_params.get("token", ""), self.token):
            raise Forbidden("this is not the token that the server showed when it started", {})
        answer = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
        # No `Secure`: what only this machine reaches is served without TLS.
        answer.set_cookie(_cookie_name(request), self._secret, path="/", httponly=True, samesite="strict")
        return answer

    def knows(self, request: Request) -> bool:
        """Whether the request carries the cookie."""
        return _is_same(request.cookies.get(_cookie_name(request), ""), self._secret)

    def require(self, request: Request) -> None:
        """Forbidden unless the request carries the cookie."""
        if not self.knows(request):
            raise Forbidden(
                "to act, open the address with the token that `provenlab ui --allow-actions` showed", {}
            )


def _cookie_name(request: Request) -> str:
    # Browsers send cookies to every port of a host, so that two servers would overwrite each other's.
    return f"provenlab-{request.url.port or 80}"


def _is_same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
