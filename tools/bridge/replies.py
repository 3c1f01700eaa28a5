"""Replies: a result or a coded error as one JSON document of bounded size."""

import json
import os
import sys
import traceback
from typing import Any

from provenlab.core.errors import InternalError, LimitExceeded, ProvenlabError, ValidationFailed

MAX_REPLY_BYTES = 10_000_000


def encoded(value: Any) -> bytes:
    """One line of JSON in UTF-8; whatever is not finite JSON is a fault of ours."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


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
        traceback.print_exception(error, file=sys.stderr)
    return InternalError(
        f"an unexpected {type(error).__name__}; PROVENLAB_DEBUG=1 prints the traceback to stderr",
        {"exception": type(error).__name__},
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


def written_to_file(path: str, document: bytes) -> dict[str, Any]:
    """Writes a result to a file that does not exist yet, readable by its owner alone."""
    import hashlib

    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ValidationFailed.at("outFile", "exists; name a file that does not") from None
    except OSError as error:
        raise ValidationFailed.at("outFile", f"cannot be written: {error.strerror}") from None
    with os.fdopen(fd, "wb") as stream:
        stream.write(document)
    return {"outFile": path, "bytes": len(document), "sha256": hashlib.sha256(document).hexdigest()}
