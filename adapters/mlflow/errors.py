"""MLflow's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from provenlab.core.errors import StoreError, StoreReadOnly, StoreUnavailable

_ABSENT = ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE")
_REFUSED = ("PERMISSION_DENIED", "UNAUTHENTICATED")


def is_absent(error: MlflowException) -> bool:
    """Whether MLflow says that what was named is not there; of aliases it calls the name invalid."""
    return error.error_code in _ABSENT


def already_exists(error: MlflowException) -> bool:
    """Whether somebody else created it first."""
    return str(error.error_code) == "RESOURCE_ALREADY_EXISTS"


@contextmanager
def mlflow_errors(location: str) -> Iterator[None]:
    """What MLflow raises beyond that, as a StoreError; StoreUnavailable when it may be tried again."""
    try:
        yield
    except MlflowException as error:
        raise _store_error(str(error.error_code), str(error), location) from error
    except (SQLAlchemyError, OSError) as error:
        raise _store_error(type(error).__name__, str(error), location) from error


def _store_error(code: str, said: str, location: str) -> StoreError:
    reason = f"{code}: {' '.join(said.split())[:300]}"
    details = {"store": location, "reason": reason}
    kind = StoreReadOnly if code in _REFUSED else StoreUnavailable
    return kind(f"the MLflow registry at {location} cannot serve: {reason}", details)
