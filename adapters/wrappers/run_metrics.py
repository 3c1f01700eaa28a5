"""A blob store that also knows the metrics of runs, which the run registry keeps."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from provenlab.core.errors import BlobMissing, DigestMismatch, NotFound, UriRefused
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.rules.run_metrics import metrics_bytes, run_of_metrics_uri


class RunMetricsBlobs:
    """BlobStorePort over another; `metrics_uri` names the metrics of a completed run.

    They were stored when the run completed, in the same transaction, so that completing a run writes
    no file. They are neither listed nor deleted: they go with the run.
    """

    def __init__(self, blobs: BlobStorePort, runs: Callable[[], RunRegistryPort]) -> None:
        self._blobs = blobs
        self._runs = runs

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        return self._blobs.put_stream(chunks)

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        run_id = run_of_metrics_uri(storage_uri)
        if run_id is None:
            return self._blobs.open_stream(storage_uri)
        return iter([self._metrics(run_id)])

    def open_file(self, storage_uri: str) -> BinaryIO:
        run_id = run_of_metrics_uri(storage_uri)
        if run_id is None:
            return self._blobs.open_file(storage_uri)
        return io.BytesIO(self._metrics(run_id))

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        run_id = run_of_metrics_uri(storage_uri)
        if run_id is None:
            self._blobs.verify(storage_uri, file_hash, size_bytes)
            return
        content = self._metrics(run_id)
        found = hashlib.sha256(content).hexdigest()
        if (found, len(content)) != (file_hash, size_bytes):
            raise DigestMismatch(
                f"the metrics of run {run_id} are not those that were recorded",
                {"expected": file_hash, "found": found},
            )

    def exists(self, storage_uri: str) -> bool:
        run_id = run_of_metrics_uri(storage_uri)
        if run_id is None:
            return self._blobs.exists(storage_uri)
        try:
            self._metrics(run_id)
        except BlobMissing:
            return False
        return True

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        if run_of_metrics_uri(storage_uri) is not None:
            raise UriRefused(
                "storage URI refused: the metrics of a run are kept with the run", {"rule": "foreign"}
            )
        return self._blobs.delete(storage_uri, min_age_seconds)

    def list_blobs(self) -> Iterator[ListedBlob]:
        return self._blobs.list_blobs()

    def count_unfinished(self, min_age_seconds: float) -> int:
        return self._blobs.count_unfinished(min_age_seconds)

    def remove_unfinished(self, min_age_seconds: float) -> int:
        return self._blobs.remove_unfinished(min_age_seconds)

    def location(self) -> str:
        return self._blobs.location()

    def _metrics(self, run_id: str) -> bytes:
        try:
            run = self._runs().get_run(run_id)
        except NotFound:
            run = None
        if run is None or run.status != "completed":
            raise BlobMissing(f"the store has no completed run {run_id}", {"runId": run_id})
        return metrics_bytes(run)
