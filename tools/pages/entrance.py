"""Who may act through the pages: a token from the terminal buys a cookie, once."""

import hmac
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from provenlab.core.errors import Forbidden

_ENTROPY_BYTES = 32


class Entrance:
    """The secrets of one server, gone when it ends. `actor` is whose name a form suggests.

    A token is spent when it is used, since addresses stay in the history of a browser; `on_spent` is called
    when there is another one, for another browser.
    """

    def __init__(self, actor: str = "", on_spent: Callable[[], None] = lambda: None) -> None:
        self.actor = actor
        self.on_spent = on_spent
        self.token = _new_secret()
        self._secret = _new_secret()

    @property
    def address(self) -> str:
        """Where a browser brings the token, below the address of the server."""
        return f"/session?token={self.token}"

    def let_in(self, request: Request) -> Response:
        """The first page with a cookie, for the token; Forbidden without."""
        answer = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
        if self.knows(request):
            return answer
        if not _is_same(request.query_params.get("token", ""), self.token):
            raise Forbidden(
                "this is not the token that the server showed last in its terminal; each is taken once", {}
            )
        self.token = _new_secret()
        self.on_spent()
        # No `Secure` and no `__Host-`: what only this machine reaches is served without TLS.
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


def _new_secret() -> str:
    return secrets.token_urlsafe(_ENTROPY_BYTES)


def _cookie_name(request: Request) -> str:
    # Browsers send cookies to every port of a host, so that two servers would overwrite each other's.
    return f"provenlab-{request.url.port or 80}"


def _is_same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
