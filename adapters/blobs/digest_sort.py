"""Sorts any number of row digests in bounded memory."""

import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice

from provenlab.adapters.files.os_errors import os_errors_as_store_errors

DIGEST_BYTES = 32
RUN_DIGESTS = 1 << 20
_BLOCK_BYTES = DIGEST_BYTES * 1_024


def sorted_digests(digests: Iterable[bytes], run_digests: int = RUN_DIGESTS) -> Iterator[bytes]:
    """The digests of 32 bytes in ascending order, one or several to a piece.

    Holds about 110 MB in memory; what does not fit goes to an unnamed temporary file of 32 bytes a
    digest. StoreFull when there is no room for it.
    """
    remaining = iter(digests)
    run = sorted(islice(remaining, run_digests))
    if len(run) < run_digests:
        yield b"".join(run)
        return
    with tempfile.TemporaryFile(buffering=0) as spill:
        lengths = []
        while run:
            _append(spill.fileno(), b"".join(run))
            lengths.append(len(run) * DIGEST_BYTES)
            run = sorted(islice(remaining, run_digests))
        del run
        yield from heapq.merge(*_runs(spill.fileno(), lengths))


def _append(spill: int, data: bytes) -> None:
    with os_errors_as_store_errors(tempfile.gettempdir()), memoryview(data) as rest:
        written = 0
        while written < len(rest):
            written += os.write(spill, rest[written:])


def _runs(spill: int, lengths: list[int]) -> Iterator[Iterator[bytes]]:
    start = 0
    for length in lengths:
        yield _run(spill, start, start + length)
        start += length


def _run(spill: int, start: int, end: int) -> Iterator[bytes]:
    for offset in range(start, end, _BLOCK_BYTES):
        block = os.pread(spill, min(_BLOCK_BYTES, end - offset), offset)
        for position in range(0, len(block), DIGEST_BYTES):
            yield block[position : position + DIGEST_BYTES]
