"""Blob stores to hold to the contract, each with the means to damage and to age a blob behind its back."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from provenlab.adapters.blobs.local import LocalBlobStore
from provenlab.adapters.blobs.memory import MemoryBlobStore
from provenlab.adapters.blobs.s3 import S3BlobStore
from provenlab.adapters.wrappers.run_metrics import RunMetricsBlobs
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.tools.compose import open_parts
from tests.object_storage import object_storage


@dataclass(frozen=True)
class BlobBench:
    """`overwrite(uri, bytes)` and `make_older(uri, seconds)` go past the store under test."""

    store: BlobStorePort
    overwrite: Callable[[str, bytes], object]
    make_older: Callable[[str, float], None]


def local_bench(directory: Path) -> BlobBench:
    root = directory / "blobs"

    def make_older(uri: str, seconds: float) -> None:
        info = os.stat(root / uri)
        os.utime(root / uri, (info.st_atime - seconds, info.st_mtime - seconds))

    return BlobBench(LocalBlobStore(root), lambda uri, data: (root / uri).write_bytes(data), make_older)


def memory_bench(directory: Path) -> BlobBench:
    store = MemoryBlobStore()
    blobs = store._blobs

    def overwrite(uri: str, data: bytes) -> None:
        blobs[uri] = (data, blobs[uri][1])

    def make_older(uri: str, seconds: float) -> None:
        blobs[uri] = (blobs[uri][0], blobs[uri][1] - seconds)

    return BlobBench(store, overwrite, make_older)


def s3_bench(directory: Path) -> BlobBench:
    service = object_storage()
    bucket = service.new_bucket()
    with service.environment():
        store = S3BlobStore(f"s3://{bucket}/labs/one")

    def make_older(uri: str, seconds: float) -> None:
        service.make_older(bucket, f"labs/one/{uri}", seconds)

    return BlobBench(store, lambda uri, data: service.put(bucket, f"labs/one/{uri}", data), make_older)


def run_metrics_bench(directory: Path) -> BlobBench:
    """What it keeps of runs is left to tests/contract/test_runs.py; for the rest it is the store below."""
    below = memory_bench(directory)
    runs = open_parts("memory:").runs.registry
    return BlobBench(RunMetricsBlobs(below.store, lambda: runs), below.overwrite, below.make_older)


BENCHES: dict[str, Callable[[Path], BlobBench]] = {
    "local": local_bench,
    "memory": memory_bench,
    "s3": s3_bench,
    "with run metrics": run_metrics_bench,
}
