"""Classes of job errors: which are final at once, and how long to wait after the others."""

from datetime import timedelta

from provenlab.core.errors import (
    ComputeLost,
    DigestMismatch,
    InvalidRequest,
    LimitExceeded,
    MissingExtra,
    ProvenlabError,
    StoreError,
    StoreLocked,
    UnreadableContent,
)

FINAL_KINDS = frozenset({"validation", "missing_lineage", "determinism_violation", "unknown_kind"})
"""Trying again cannot help."""

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=15)
_DOUBLINGS_TO_LONGEST = 8


class JobError(Exception):
    """What a handler raises to name the class of its failure itself."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def error_kind(error: BaseException) -> str:
    """The class of an exception: `validation`, `lock`, `io`, `lost`, `timeout`, `oom`, else `exception`."""
    if isinstance(error, JobError):
        return error.kind
    for kinds, name in _CLASSES:
        if isinstance(error, kinds):
            return name
    return "exception"


_CLASSES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((InvalidRequest, LimitExceeded, UnreadableContent, MissingExtra), "validation"),
    ((StoreLocked,), "lock"),
    ((StoreError, DigestMismatch), "io"),
    ((ComputeLost,), "lost"),
    ((ProvenlabError,), "exception"),
    ((TimeoutError,), "timeout"),
    ((MemoryError,), "oom"),
    ((OSError,), "io"),
)


def is_final(kind: str) -> bool:
    """Whether a failure of this class is never tried again."""
    return kind in FINAL_KINDS


def retry_delay(failures: int, jitter: float) -> timedelta:
    """5 s * 2^(failures-1), at most 15 minutes, shortened by up to a half as `jitter` goes from 0 to 1.

    The jitter spreads jobs that failed together (AWS Architecture Blog, "Exponential Backoff And
    Jitter", 2015: equal jitter).
    """
    doublings = min(max(failures, 1) - 1, _DOUBLINGS_TO_LONGEST)
    whole = min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)
    return whole * (1 - min(max(jitter, 0.0), 1.0) / 2)
