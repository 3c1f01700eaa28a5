"""The part of the composition root that names where blobs are kept."""

from functools import cache
from typing import TYPE_CHECKING

from provenlab.tools.places import StorePlace, blob_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenlab.core.ports.blob_store import BlobStorePort
    from provenlab.tools.compose import Backend

    OpenBlobs = Callable[[], BlobStorePort]


def open_blobs(place: StorePlace) -> "BlobStorePort":
    """The blobs that belong to a store; nothing is created or connected yet."""
    if place.engine == "memory":
        from provenlab.adapters.blobs.memory import MemoryBlobStore

        return MemoryBlobStore()
    root = blob_place(place)
    if root.startswith("s3://"):
        from provenlab.adapters.blobs.s3 import S3BlobStore

        return S3BlobStore(root)
    from provenlab.adapters.blobs.local import LocalBlobStore

    return LocalBlobStore(root)


def read_only_blobs(open_them: "OpenBlobs") -> "OpenBlobs":
    """The same blobs, unable to change."""

    @cache
    def read_only() -> "BlobStorePort":
        from provenlab.adapters.wrappers.read_only_blobs import ReadOnlyBlobs

        return ReadOnlyBlobs(open_them)

    return read_only


def lab_blobs(open_them: "OpenBlobs", backend: "Backend") -> "BlobStorePort":
    """The blobs with what the store knows beside: the metrics of runs, and what a policy let go."""
    from provenlab.adapters.wrappers.expired_blobs import ExpiredBlobs
    from provenlab.adapters.wrappers.run_metrics import RunMetricsBlobs

    return RunMetricsBlobs(ExpiredBlobs(open_them(), backend.retention), backend.runs)
