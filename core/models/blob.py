"""Blobs: bytes by their SHA-256, and where a store keeps them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """Bytes that are durably stored.

    `file_hash` is the SHA-256 of the bytes as 64 lower-case hex digits; `storage_uri` is relative to
    the store, so that a lab folder can be moved.
    """

    file_hash: str
    size_bytes: int
    storage_uri: str


@dataclass(frozen=True, slots=True)
class ListedBlob:
    """A blob as a sweep sees it; `age_seconds` since it was last put, never negative."""

    storage_uri: str
    size_bytes: int
    age_seconds: float
