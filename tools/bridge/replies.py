"""Replies: a result or a coded error as one JSON document of bounded size."""

import json
import os
import sys
from typing import Any

from provenlab.core.errors import InternalError, LimitExceeded, MissingExtra, ProvenlabError

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def encoded(value: Any) -> bytes:
    """One line of JSON in UTF-8; whatever is not finite JSON is a fault of ours."""
    return _encode(value).encode("utf-8")


def error_document(error: ProvenlabError) -> dict[str, Any]:
    """`{error, type, code, details, retryable}`."""
    return {
        "error": error.message,
        "type": type(error).__name__,
        "code": error.code,
        "details": error.details,
        "retryable": error.retryable,
    }


def as_provenlab_error(error: Exception) -> ProvenlabError:
    """Our own errors as they are; any other is told by its type alone, since it may quote a payload."""
    if isinstance(error, ProvenlabError):
        return error
    if os.environ.get("PROVENLAB_DEBUG"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, ImportError):
        return _missing_package(error)
    return InternalError(
        f"an unexpected {type(error).__name__}; PROVENLAB_DEBUG=1 prints the traceback to stderr",
        {"exception": type(error).__name__},
    )


def _missing_package(error: ImportError) -> MissingExtra:
    package = (error.name or "a package").partition(".")[0]
    return MissingExtra(
        f"{package} cannot be imported by {sys.executable}; install provenlab there with what it needs",
        {"package": package, "python": sys.executable},
    )


def bounded(document: bytes, limit: int) -> bytes:
    """The reply, or LimitExceeded telling how to get the rest."""
    if len(document) > limit:
        raise LimitExceeded(
            f"the reply has {len(document):,} bytes, at most {limit:,} are sent; "
            "use outFile, or a smaller limit with a cursor",
            {"field": "reply", "limit": limit, "found": len(document), "unit": "bytes"},
        )
    return document
