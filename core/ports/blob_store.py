"""Where the bytes of artifacts are kept, addressed by their SHA-256."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

from provenlab.core.models.blob import ListedBlob, StoredBlob


class BlobStorePort(Protocol):
    """Write-once storage of bytes under `sha256/aa/bb/<64 hex digits>`.

    Every `storage_uri` is checked by `core.rules.storage_uris` before anything is read or written;
    UriRefused when it may not be followed. Reading methods write nothing and do not create the store.
    Errors of the system come as StoreFull, StoreReadOnly or StoreUnavailable. All methods may be called
    from several threads and processes at once.
    """

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        """Stores the joined chunks and returns once they would survive a power cut.

        Atomic: a blob appears whole under its final name or not at all; when `chunks` raises, or the
        store is full, nothing stays. Idempotent: the same bytes give the same StoredBlob and are kept
        once; their age starts anew, so that a sweep leaves them alone. A stored copy that turns out
        to be damaged is replaced by the bytes just given. Memory does not grow with the size.
        """
        ...

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        """The bytes in chunks of at most 1 MiB.

        UriRefused and BlobMissing come from the call itself. DigestMismatch comes in place of the end
        of the stream when the bytes are not those the URI was made for: what was read is then void.
        Deleting the blob meanwhile does not disturb a stream that is open.
        """
        ...

    def open_file(self, storage_uri: str) -> BinaryIO:
        """The blob as a file that can seek, for who wants a part of it; the caller closes it.

        Errors as in `open_stream`, but nobody compares the digest.
        """
        ...

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        """Reads every byte; BlobMissing, or DigestMismatch when size or SHA-256 differ."""
        ...

    def exists(self, storage_uri: str) -> bool:
        """Whether there is a blob of that name; its bytes are not looked at."""
        ...

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        """Whether a blob was removed; False when it is missing or was put within `min_age_seconds`.

        Age check and removal are one step with regard to `put_stream`: a blob that a publisher has
        just put again is never taken. UriRefused for a name this store did not make itself.
        """
        ...

    def list_blobs(self) -> Iterator[ListedBlob]:
        """Every blob by ascending `storage_uri`; puts and deletes meanwhile may or may not show."""
        ...

    def count_unfinished(self, min_age_seconds: float) -> int:
        """How many `remove_unfinished` would remove."""
        ...

    def remove_unfinished(self, min_age_seconds: float) -> int:
        """Removes what interrupted puts left behind, when older than that; returns how many.

        A put that has not written for `min_age_seconds` counts as interrupted; should it go on, it
        fails with StoreUnavailable and stores nothing.
        """
        ...

    def location(self) -> str:
        """Where the blobs are, for people: a `file://` URI or `memory:`."""
        ...
