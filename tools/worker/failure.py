"""Exceptions as errors of a run."""

import traceback

from pydantic import ValidationError

from provenlab.core.errors import NotFound
from provenlab.core.models.run import RunError
from provenlab.core.rules.frozen_values import storable, text_of
from provenlab.core.rules.job_errors import error_kind

_TRACE = 50_000
_MESSAGE = 5_000


def run_error(error: BaseException, at_completion: bool = False) -> RunError:
    """Its class, message and traceback, to be redacted by whoever stores it.

    What a completion does not find is an input that its outputs name: `missing_lineage`.
    """
    described = traceback.TracebackException.from_exception(error, limit=100)
    trace = "".join(described.format())
    kind = error_kind(error)
    if isinstance(error, ValidationError):
        kind = "validation"
    if at_completion and isinstance(error, NotFound):
        kind = "missing_lineage"
    return RunError(
        kind=kind,
        type=storable(type(error).__qualname__, 256),
        message=storable(text_of(error), _MESSAGE),
        traceback=storable(trace[-_TRACE:], _TRACE),
    )
