"""Reads a blob from an open file, holding it to the digest in its name."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from provenlab.core.errors import BlobMissing, DigestMismatch, StoreUnavailable

CHUNK_BYTES = 1024 * 1024


def chunks_of(descriptor: int, promised_hash: str | None, location: str) -> Iterator[bytes]:
    """The rest of the file; DigestMismatch at the end when it is not what was promised.

    Takes the descriptor over, and closes it at the end or when the iterator is disposed of.
    """
    chunks = _chunks_of(descriptor, promised_hash, location)
    # A generator runs its `finally` only once it has been started.
    next(chunks)
    return chunks


def _chunks_of(descriptor: int, promised_hash: str | None, location: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    try:
        yield b""
        while chunk := _read(descriptor, location):
            digest.update(chunk)
            yield chunk
    finally:
        os.close(descriptor)
    require_digest(promised_hash or digest.hexdigest(), digest.hexdigest())


def _read(descriptor: int, location: str) -> bytes:
    with read_errors(location, None):
        return os.read(descriptor, CHUNK_BYTES)


def require_digest(expected_hash: str, found_hash: str) -> None:
    """DigestMismatch with both unless they are equal."""
    if expected_hash != found_hash:
        raise DigestMismatch(
            "the stored bytes are not those that were recorded; "
            "publish the original again, which replaces the damaged copy",
            {"expected": expected_hash, "found": found_hash},
        )


def require_same_bytes(file_hash: str, size_bytes: int, found_hash: str, found_bytes: int) -> None:
    """DigestMismatch unless digest and size are those that were recorded."""
    require_digest(file_hash, found_hash)
    if size_bytes != found_bytes:
        raise DigestMismatch(
            f"the record says {size_bytes:,} bytes, the blob of that digest has {found_bytes:,}",
            {"expectedBytes": size_bytes, "foundBytes": found_bytes},
        )


@contextmanager
def read_errors(location: str, promised_hash: str | None) -> Iterator[None]:
    """What the system says while opening or reading, as BlobMissing or StoreUnavailable."""
    try:
        yield
    except FileNotFoundError:
        details = {} if promised_hash is None else {"fileHash": promised_hash}
        raise BlobMissing(f"no blob of that name is stored at {location}", details) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreUnavailable(
            f"the blobs at {location} cannot be read: {reason}", {"store": location, "reason": reason}
        ) from error
