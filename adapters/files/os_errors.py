"""The operating system's refusals as store errors."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provenlab.core.errors import StoreError, StoreFull, StoreReadOnly, StoreUnavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def store_error(error: OSError, store: Path | str) -> StoreError:
    """StoreFull, StoreReadOnly or StoreUnavailable; details are {store, reason}."""
    reason = error.strerror or type(error).__name__
    details = {"store": str(store), "reason": reason}
    if error.errno in _FULL:
        return StoreFull(f"no room left for the store at {store}: {reason}", details)
    if error.errno in _REFUSED:
        return StoreReadOnly(f"the store at {store} cannot be written: {reason}", details)
    return StoreUnavailable(f"the store at {store} cannot be reached: {reason}", details)


@contextmanager
def os_errors_as_store_errors(store: Path | str) -> Iterator[None]:
    """OSErrors of the block leave as store errors; whatever else it raises passes."""
    try:
        yield
    except OSError as error:
        raise store_error(error, store) from error
