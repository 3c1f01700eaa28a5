"""Blobs in this process: the reference for the port's contract."""

import hashlib
import io
import threading
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from provenlab.adapters.files.reading import CHUNK_BYTES, require_digest, require_same_bytes
from provenlab.core.errors import BlobMissing, UriRefused
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.rules.storage_uris import blob_file_hash, blob_uri, parse_storage_uri


class MemoryBlobStore:
    """BlobStorePort that ends with the process; `file:` URIs are refused, for it has no directory."""

    def __init__(self) -> None:
        self._blobs: dict[str, tuple[bytes, float]] = {}
        self._lock = threading.Lock()

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        data = b"".join(chunks)
        file_hash = hashlib.sha256(data).hexdigest()
        blob = StoredBlob(file_hash, len(data), blob_uri(file_hash))
        with self._lock:
            self._blobs[blob.storage_uri] = (data, time.monotonic())
        return blob

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        return _chunks_of(self._bytes(storage_uri), blob_file_hash(parse_storage_uri(storage_uri)))

    def open_file(self, storage_uri: str) -> BinaryIO:
        return io.BytesIO(self._bytes(storage_uri))

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        data = self._bytes(storage_uri)
        require_same_bytes(file_hash, size_bytes, hashlib.sha256(data).hexdigest(), len(data))

    def exists(self, storage_uri: str) -> bool:
        parse_storage_uri(storage_uri)
        return storage_uri in self._blobs

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        if blob_file_hash(parse_storage_uri(storage_uri)) is None:
            raise UriRefused(
                "storage URI refused: only blobs this store wrote itself can be deleted", {"rule": "foreign"}
            )
        with self._lock:
            if storage_uri not in self._blobs:
                return False
            if _age_seconds(self._blobs[storage_uri][1]) < min_age_seconds:
                return False
            del self._blobs[storage_uri]
            return True

    def list_blobs(self) -> Iterator[ListedBlob]:
        with self._lock:
            blobs = sorted(self._blobs.items())
        for uri, (data, put_at) in blobs:
            yield ListedBlob(uri, len(data), _age_seconds(put_at))

    def count_unfinished(self, min_age_seconds: float) -> int:
        return 0

    def remove_unfinished(self, min_age_seconds: float) -> int:
        return 0

    def location(self) -> str:
        return "memory:"

    def _bytes(self, storage_uri: str) -> bytes:
        file_hash = blob_file_hash(parse_storage_uri(storage_uri))
        try:
            return self._blobs[storage_uri][0]
        except KeyError:
            details = {} if file_hash is None else {"fileHash": file_hash}
            raise BlobMissing("no blob of that name is stored in memory", details) from None


def _age_seconds(put_at: float) -> float:
    return max(0.0, time.monotonic() - put_at)


def _chunks_of(data: bytes, promised_hash: str | None) -> Iterator[bytes]:
    for start in range(0, len(data), CHUNK_BYTES):
        yield data[start : start + CHUNK_BYTES]
    found_hash = hashlib.sha256(data).hexdigest()
    require_digest(promised_hash or found_hash, found_hash)
