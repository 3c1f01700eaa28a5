"""Sorts any number of row digests in bounded memory."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from provenlab.adapters.files.os_errors import os_errors_as_store_errors

DIGEST_BYTES = 32
MOST_IN_MEMORY = 1 << 20
_BUCKETS = 256


def sorted_digests(
    batches: Iterable[Sequence[bytes]], most_in_memory: int = MOST_IN_MEMORY
) -> Iterator[bytes]:
    """The digests of 32 bytes in ascending order, those with one first byte to a piece.

    They are dealt by their first byte, so that only a 256th of them is sorted at once. Holds 32 bytes for
    each of about `most_in_memory`; the others go to an unnamed temporary file of 32 bytes a digest.
    StoreFull when there is no room for it.
    """
    buckets = [bytearray() for _ in range(_BUCKETS)]
    held = 0
    with tempfile.TemporaryFile(buffering=0) as file:
        spill = _Spill(file.fileno())
        for batch in batches:
            for digest in batch:
                buckets[digest[0]] += digest
            held += len(batch)
            if held >= most_in_memory:
                spill.take(buckets)
                held = 0
        for at, bucket in enumerate(buckets):
            yield _in_order(spill.of(at) + bucket)


def _in_order(digests: bytes) -> bytes:
    return b"".join(sorted([digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)]))


class _Spill:
    """Digests of buckets that found no room in memory, in a file."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = 0
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(_BUCKETS)]

    def take(self, buckets: Sequence[bytearray]) -> None:
        """Empties the buckets."""
        for places, bucket in zip(self._places, buckets, strict=True):
            if bucket:
                _append(self._descriptor, bucket)
                places.append((self._size, len(bucket)))
                self._size += len(bucket)
                bucket.clear()

    def of(self, bucket: int) -> bytes:
        """All that was taken from it."""
        return b"".join(os.pread(self._descriptor, size, start) for start, size in self._places[bucket])


def _append(spill: int, data: bytearray) -> None:
    with os_errors_as_store_errors(tempfile.gettempdir()), memoryview(data) as rest:
        written = 0
        while written < len(rest):
            written += os.write(spill, rest[written:])
