"""Blobs in object storage that speaks S3: `s3://bucket/prefix/sha256/aa/bb/<64 hex digits>`."""

import hashlib
import io
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO

from provenlab.adapters.blobs.s3_bucket import bucket_at, bucket_errors, obstore
from provenlab.adapters.blobs.s3_removals import DECIDE_WITHIN_S, S3Removals
from provenlab.adapters.files.os_errors import os_errors_as_store_errors
from provenlab.adapters.files.reading import CHUNK_BYTES, require_digest, require_same_bytes
from provenlab.core.errors import BlobMissing, UriRefused
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.rules.storage_uris import blob_file_hash, blob_uri, parse_storage_uri

if TYPE_CHECKING:
    from obstore import BytesStream, ReadableFile

_KEPT_IN_MEMORY_BYTES = 8 * 1024 * 1024
_PART_BYTES = 8 * 1024 * 1024


class S3BlobStore:
    """BlobStorePort over a bucket, or a prefix of one, that may hold other things beside.

    Credentials, region and endpoint come from the `AWS_*` variables. What is put lies in a temporary
    file until its digest, and so its name, is known. A put replaces an object of the same name: by the
    same bytes, since the name is their digest and the service checks what arrives. An upload that
    was broken off leaves parts that only the service can see: give the bucket a rule that ends such.
    """

    def __init__(self, url: str) -> None:
        self._location = url.rstrip("/")
        self._bucket = bucket_at(url)
        removing = bucket_at(url, retry_for_s=DECIDE_WITHIN_S, answer_within_s=DECIDE_WITHIN_S)
        self._removals = S3Removals(self._bucket, removing, self._location)

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        digest, size_bytes = hashlib.sha256(), 0
        with SpooledTemporaryFile(_KEPT_IN_MEMORY_BYTES) as file:
            for chunk in chunks:
                digest.update(chunk)
                size_bytes += len(chunk)
                with os_errors_as_store_errors(self._location):
                    file.write(chunk)
            blob = StoredBlob(digest.hexdigest(), size_bytes, blob_uri(digest.hexdigest()))
            self._upload(blob, file)
            if self._removals.await_announced(blob.file_hash) or not self.exists(blob.storage_uri):
                self._upload(blob, file)
        return blob

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        file_hash = blob_file_hash(parse_storage_uri(storage_uri))
        with bucket_errors(self._location, file_hash):
            stream = obstore.get(self._bucket, storage_uri).stream(CHUNK_BYTES)
        return self._chunks_of(stream, file_hash)

    def open_file(self, storage_uri: str) -> BinaryIO:
        file_hash = blob_file_hash(parse_storage_uri(storage_uri))
        with bucket_errors(self._location, file_hash):
            reader = obstore.open_reader(self._bucket, storage_uri, buffer_size=CHUNK_BYTES)
        return io.BufferedReader(_ObjectFile(reader, self._location), CHUNK_BYTES)

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        parse_storage_uri(storage_uri)
        digest, found_bytes = hashlib.sha256(), 0
        with bucket_errors(self._location, file_hash):
            for chunk in obstore.get(self._bucket, storage_uri).stream(CHUNK_BYTES):
                digest.update(chunk)
                found_bytes += len(chunk)
        require_same_bytes(file_hash, size_bytes, digest.hexdigest(), found_bytes)

    def exists(self, storage_uri: str) -> bool:
        parse_storage_uri(storage_uri)
        try:
            with bucket_errors(self._location):
                obstore.head(self._bucket, storage_uri)
        except BlobMissing:
            return False
        return True

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        file_hash = blob_file_hash(parse_storage_uri(storage_uri))
        if file_hash is None:
            raise UriRefused(
                "storage URI refused: only blobs this store wrote itself can be deleted", {"rule": "foreign"}
            )
        return self._removals.remove(file_hash, min_age_seconds)

    def list_blobs(self) -> Iterator[ListedBlob]:
        with bucket_errors(self._location):
            for batch in obstore.list(self._bucket, "sha256/"):
                for found in batch:
                    if blob_file_hash(tuple(found["path"].split("/"))) is not None:
                        yield ListedBlob(found["path"], found["size"], _age_seconds(found["last_modified"]))

    def count_unfinished(self, min_age_seconds: float) -> int:
        return len(self._removals.abandoned(datetime.now(UTC), min_age_seconds))

    def remove_unfinished(self, min_age_seconds: float) -> int:
        return self._removals.forget_abandoned(datetime.now(UTC), min_age_seconds)

    def location(self) -> str:
        return self._location

    def _upload(self, blob: StoredBlob, file: IO[bytes]) -> None:
        file.seek(0)
        with bucket_errors(self._location):
            obstore.put(self._bucket, blob.storage_uri, file, chunk_size=_PART_BYTES, max_concurrency=4)

    def _chunks_of(self, stream: "BytesStream", promised_hash: str | None) -> Iterator[bytes]:
        digest = hashlib.sha256()
        with bucket_errors(self._location, promised_hash):
            for part in stream:
                data = bytes(part)
                digest.update(data)
                for start in range(0, len(data), CHUNK_BYTES):
                    yield data[start : start + CHUNK_BYTES]
        require_digest(promised_hash or digest.hexdigest(), digest.hexdigest())


class _ObjectFile(io.RawIOBase):
    """An object read by ranges, as a file that can seek."""

    def __init__(self, reader: "ReadableFile", location: str) -> None:
        self._reader = reader
        self._location = location

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        return self._reader.tell()

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        with bucket_errors(self._location):
            data = self._reader.read(len(buffer))
        buffer[: len(data)] = bytes(data)
        return len(data)


def _age_seconds(put_at: datetime) -> float:
    return max(0.0, time.time() - put_at.timestamp())
