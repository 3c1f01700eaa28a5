"""Which HTTP status an error has: that of its own class, else of the nearest parent."""

from collections.abc import Mapping

from provenlab.core import errors
from provenlab.core.errors import ProvenlabError

RETRY_AFTER_S = 1

_STATUSES: Mapping[type[ProvenlabError], int] = {
    errors.InvalidRequest: 400,
    errors.UnknownOperation: 404,
    errors.ValidationFailed: 422,
    errors.LimitExceeded: 413,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.TimedOut: 504,
    errors.UriRefused: 422,
    errors.BlobMissing: 410,
    errors.DigestMismatch: 422,
    errors.UnreadableContent: 422,
    errors.UnusableModel: 422,
    # The store is not there yet, or from an earlier release; a write or init_store changes that.
    errors.NotInitialised: 409,
    errors.SchemaOutdated: 409,
    errors.StoreLocked: 503,
    errors.StoreUnavailable: 503,
    errors.StoreFull: 507,
    errors.StoreReadOnly: 403,
    errors.StoreError: 500,
    errors.MissingExtra: 501,
    errors.ComputeLost: 500,
    errors.Interrupted: 503,
    errors.InternalError: 500,
}


def status_of(error: type[ProvenlabError]) -> int:
    """The status of an error; every code has exactly one."""
    return next(_STATUSES[each] for each in error.__mro__ if each in _STATUSES)


def statuses_by_code() -> dict[str, int]:
    """The status of every code, for the documentation."""
    found = vars(errors).values()
    kinds = [each for each in found if isinstance(each, type) and issubclass(each, ProvenlabError)]
    return {each.code: status_of(each) for each in kinds if each is not ProvenlabError}
