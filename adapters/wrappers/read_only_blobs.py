"""A blob store that takes nothing and gives nothing up, for operations that read."""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NoReturn

from provenlab.core.errors import StoreReadOnly
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.ports.blob_store import BlobStorePort


class ReadOnlyBlobs:
    """BlobStorePort over another; whatever would change a byte is refused with StoreReadOnly."""

    def __init__(self, inner: Callable[[], BlobStorePort]) -> None:
        self._inner = inner

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        self._refuse()

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        return self._inner().open_stream(storage_uri)

    def open_file(self, storage_uri: str) -> BinaryIO:
        return self._inner().open_file(storage_uri)

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        self._inner().verify(storage_uri, file_hash, size_bytes)

    def exists(self, storage_uri: str) -> bool:
        return self._inner().exists(storage_uri)

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        self._refuse()

    def list_blobs(self) -> Iterator[ListedBlob]:
        return self._inner().list_blobs()

    def count_unfinished(self, min_age_seconds: float) -> int:
        return self._inner().count_unfinished(min_age_seconds)

    def remove_unfinished(self, min_age_seconds: float) -> int:
        self._refuse()

    def location(self) -> str:
        return self._inner().location()

    def _refuse(self) -> NoReturn:
        location = self.location()
        raise StoreReadOnly(f"the blobs at {location} are open for reading only", {"store": location})
