"""A blob store that knows why a blob is missing: a retention policy may have let it go."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from provenlab.core.errors import BlobMissing
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.retention import RetentionPort
from provenlab.core.rules.expiries import expired_error


class ExpiredBlobs:
    """BlobStorePort over another; BlobMissing becomes Expired where no artifact needs the blob any more."""

    def __init__(self, blobs: BlobStorePort, retention: Callable[[], RetentionPort]) -> None:
        self._blobs = blobs
        self._retention = retention

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        return self._blobs.put_stream(chunks)

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        try:
            return self._blobs.open_stream(storage_uri)
        except BlobMissing as missing:
            raise self._explained(missing, storage_uri) from missing

    def open_file(self, storage_uri: str) -> BinaryIO:
        try:
            return self._blobs.open_file(storage_uri)
        except BlobMissing as missing:
            raise self._explained(missing, storage_uri) from missing

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        try:
            self._blobs.verify(storage_uri, file_hash, size_bytes)
        except BlobMissing as missing:
            raise self._explained(missing, storage_uri) from missing

    def exists(self, storage_uri: str) -> bool:
        return self._blobs.exists(storage_uri)

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        return self._blobs.delete(storage_uri, min_age_seconds)

    def list_blobs(self) -> Iterator[ListedBlob]:
        return self._blobs.list_blobs()

    def count_unfinished(self, min_age_seconds: float) -> int:
        return self._blobs.count_unfinished(min_age_seconds)

    def remove_unfinished(self, min_age_seconds: float) -> int:
        return self._blobs.remove_unfinished(min_age_seconds)

    def location(self) -> str:
        return self._blobs.location()

    def _explained(self, missing: BlobMissing, storage_uri: str) -> BlobMissing:
        expiry = self._retention().expiry_of_blob(storage_uri)
        return missing if expiry is None else expired_error(expiry)
