"""What nobody expected, in the log under the id of its request."""

import logging
import traceback

from starlette.types import Scope

from provenlab.core.errors import InternalError, ProvenlabError
from provenlab.tools.bridge.replies import as_provenlab_error

REQUEST_ID = "provenlab.request_id"
_log = logging.getLogger("provenlab.http")


def told_error(error: Exception, scope: Scope) -> ProvenlabError:
    """The error to answer with. Of one that is a fault of ours the log keeps the type and the place.

    Never its text, which may quote a payload.
    """
    told = as_provenlab_error(error)
    if isinstance(told, InternalError):
        _log.error("%s %s at %s", scope.get(REQUEST_ID, "-"), type(error).__name__, _place(error))
    return told


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
