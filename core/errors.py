"""Every error provenlab raises on purpose; each has a stable `code` that the doors pass on.

ProvenlabError
├── InvalidRequest            invalid_request      the request has the wrong shape
│   ├── InvalidJson           invalid_json         not a JSON document, or one that would lose something
│   ├── UnknownOperation      unknown_operation
│   └── ValidationFailed      validation_failed    a field has a wrong value; details name the path
├── LimitExceeded             limit_exceeded       well formed, too large; details name the limit
├── NotFound                  not_found
│   └── NoChampion            no_champion          a model without champion (also a ValueError)
├── Conflict                  conflict             the same id stands for something else
│   ├── InvalidTransition     invalid_transition
│   ├── Immutable             immutable            the record has ended, or is insert-only
│   ├── LeaseLost             lease_lost           a write by an owner that was given up
│   ├── NoRollbackTarget      no_rollback_target   no earlier champion to go back to (also a ValueError)
│   └── Drift                 drift                an alias was moved by somebody else
├── Unauthenticated           unauthenticated      no token, or one that is not known
├── Forbidden                 forbidden            a token that may not, or a request from a foreign page
├── TimedOut                  timed_out            a reader that did not wait for the answer (retryable)
├── UriRefused                uri_refused          a storage URI outside the allowed roots
├── BlobMissing               blob_missing
│   └── Expired               expired              the bytes were let go under a retention policy
├── DigestMismatch            digest_mismatch      bytes are not those that were recorded
├── UnreadableContent         unreadable_content   bytes are not of the declared format
├── UnusableModel             unusable_model       a model that cannot be kept, or not be read, safely
├── StoreError                store_error          the store cannot serve now
│   ├── NotInitialised        not_initialised
│   ├── StoreLocked           store_locked         (retryable)
│   ├── StoreUnavailable      store_unavailable    (retryable)
│   ├── StoreFull             store_full           (retryable once there is room)
│   ├── StoreReadOnly         store_read_only
│   ├── StoreCorrupt          store_corrupt
│   ├── ForeignStore          foreign_store        a database that is not ours
│   ├── SchemaNewer           schema_newer
│   └── SchemaOutdated        schema_outdated
├── MissingExtra              missing_extra        an optional dependency is not installed
├── ComputeLost               compute_lost         workers died over a task, again and again
├── Interrupted               interrupted          stopped by a signal before the work began
└── InternalError             internal_error       a fault of ours
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class ProvenlabError(Exception):
    """Base of all; `details` is a JSON object that never repeats a payload."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class InvalidRequest(ProvenlabError):
    code = "invalid_request"


class InvalidJson(InvalidRequest):
    code = "invalid_json"


class UnknownOperation(InvalidRequest):
    code = "unknown_operation"


class ValidationFailed(InvalidRequest):
    """`details["faults"]` is a list of {path, message, expected?}."""

    code = "validation_failed"

    @classmethod
    def at(cls, path: str, message: str) -> "ValidationFailed":
        return cls(f"{path}: {message}", {"faults": [{"path": path, "message": message}]})


class LimitExceeded(ProvenlabError):
    code = "limit_exceeded"


class NotFound(ProvenlabError):
    code = "not_found"


class NoChampion(NotFound, ValueError):
    code = "no_champion"


class Conflict(ProvenlabError):
    code = "conflict"


class InvalidTransition(Conflict):
    code = "invalid_transition"


class Immutable(Conflict):
    code = "immutable"


class LeaseLost(Conflict):
    code = "lease_lost"


class NoRollbackTarget(Conflict, ValueError):
    code = "no_rollback_target"


class Drift(Conflict):
    """`details["drift"]` is a list of {alias, expected, found}."""

    code = "drift"


class Unauthenticated(ProvenlabError):
    code = "unauthenticated"


class Forbidden(ProvenlabError):
    code = "forbidden"


class TimedOut(ProvenlabError):
    code = "timed_out"
    retryable = True


class UriRefused(ProvenlabError):
    code = "uri_refused"


class BlobMissing(ProvenlabError):
    code = "blob_missing"


class Expired(BlobMissing):
    """`details` are {artifactId, expiredAt, policy, collectionId}."""

    code = "expired"


class DigestMismatch(ProvenlabError):
    code = "digest_mismatch"


class UnreadableContent(ProvenlabError):
    code = "unreadable_content"


class UnusableModel(ProvenlabError):
    code = "unusable_model"


class StoreError(ProvenlabError):
    code = "store_error"


class NotInitialised(StoreError):
    code = "not_initialised"


class StoreLocked(StoreError):
    code = "store_locked"
    retryable = True


class StoreUnavailable(StoreError):
    code = "store_unavailable"
    retryable = True


class StoreFull(StoreError):
    code = "store_full"
    retryable = True


class StoreReadOnly(StoreError):
    code = "store_read_only"


class StoreCorrupt(StoreError):
    code = "store_corrupt"


class ForeignStore(StoreError):
    code = "foreign_store"


class SchemaNewer(StoreError):
    code = "schema_newer"


class SchemaOutdated(StoreError):
    code = "schema_outdated"


class MissingExtra(ProvenlabError):
    code = "missing_extra"


class ComputeLost(ProvenlabError):
    """`details["task"]` is the index of the task."""

    code = "compute_lost"


class Interrupted(ProvenlabError):
    code = "interrupted"
    retryable = True


class InternalError(ProvenlabError):
    code = "internal_error"
