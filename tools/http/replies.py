"""Responses: JSON documents, and errors with their status."""

from collections.abc import Mapping

from starlette.responses import Response

from provenlab.core.errors import LimitExceeded, ProvenlabError, Unauthenticated
from provenlab.tools.bridge.replies import encoded, error_document
from provenlab.tools.http.statuses import RETRY_AFTER_S, status_of

JSON = "application/json"


def json_reply(document: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """An answer; nobody may keep it, since the store moves on."""
    return Response(
        document, status, headers={"Cache-Control": "no-store", **(headers or {})}, media_type=JSON
    )


def error_reply(
    error: ProvenlabError, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """`{error, type, code, details, retryable}` with the status of the error's code, unless told another."""
    more = dict(headers or {})
    code = status_of(type(error)) if status is None else status
    if error.retryable and code in (503, 504):
        more["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(error, Unauthenticated):
        more["WWW-Authenticate"] = 'Bearer realm="provenlab"'
    return Response(
        encoded(error_document(error)),
        code,
        headers={"Cache-Control": "no-store", **more},
        media_type=JSON,
    )


def bounded(document: bytes, limit: int) -> bytes:
    """The document, or LimitExceeded that tells how to get the rest."""
    if len(document) > limit:
        raise LimitExceeded(
            f"the answer has {len(document):,} bytes, at most {limit:,} are sent; "
            "ask for a smaller limit and follow the link to the next page",
            {"field": "reply", "limit": limit, "found": len(document), "unit": "bytes"},
        )
    return document
