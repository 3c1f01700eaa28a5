"""Blobs in a directory of this machine: `<root>/sha256/aa/bb/<64 hex digits>`."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader

from provenlab.adapters.blobs.directories import open_regular_file, opened_directories
from provenlab.adapters.blobs.unfinished import UNFINISHED, UnfinishedBlob
from provenlab.adapters.files.os_errors import os_errors_as_store_errors
from provenlab.adapters.files.reading import chunks_of, read_errors, require_same_bytes
from provenlab.core.errors import BlobMissing, UriRefused
from provenlab.core.models.blob import ListedBlob, StoredBlob
from provenlab.core.rules.storage_uris import blob_file_hash, blob_uri, parse_storage_uri


class LocalBlobStore:
    """BlobStorePort over a directory that holds nothing else; the first put creates it.

    Directories are 0700, files 0600. Nothing below the root is reached through a symbolic link.
    Files that somebody else placed below the root can be read by their relative path, never deleted.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.path.abspath(root)

    def put_stream(self, chunks: Iterable[bytes]) -> StoredBlob:
        with UnfinishedBlob(self.root) as unfinished:
            for chunk in chunks:
                unfinished.write(chunk)
            with os_errors_as_store_errors(self.root):
                return self._finished(unfinished)

    def open_stream(self, storage_uri: str) -> Iterator[bytes]:
        segments = self._segments(storage_uri)
        return chunks_of(self._open(segments), blob_file_hash(segments), self.root)

    def open_file(self, storage_uri: str) -> BufferedReader:
        return os.fdopen(self._open(self._segments(storage_uri)), "rb")

    def verify(self, storage_uri: str, file_hash: str, size_bytes: int) -> None:
        with self.open_file(storage_uri) as file, read_errors(self.root, file_hash):
            found_bytes = os.fstat(file.fileno()).st_size
            found_hash = hashlib.file_digest(file, "sha256").hexdigest()
        require_same_bytes(file_hash, size_bytes, found_hash, found_bytes)

    def exists(self, storage_uri: str) -> bool:
        try:
            os.close(self._open(self._segments(storage_uri)))
        except BlobMissing:
            return False
        return True

    def delete(self, storage_uri: str, min_age_seconds: float = 0.0) -> bool:
        segments = self._segments(storage_uri)
        if blob_file_hash(segments) is None:
            raise UriRefused(
                "storage URI refused: only blobs this store wrote itself can be deleted", {"rule": "foreign"}
            )
        with os_errors_as_store_errors(self.root):
            return _removed(self.root, segments, min_age_seconds)

    def list_blobs(self) -> Iterator[ListedBlob]:
        for first in self._names("sha256"):
            for second in self._names("sha256", first):
                yield from self._listed("sha256", first, second)

    def count_unfinished(self, min_age_seconds: float) -> int:
        try:
            with read_errors(self.root, None), opened_directories(self.root, (UNFINISHED,)) as opened:
                ages = [_age_seconds(info) for _, info in _stated(opened[-1])]
        except BlobMissing:
            return 0
        return sum(age >= min_age_seconds for age in ages)

    def remove_unfinished(self, min_age_seconds: float) -> int:
        with os_errors_as_store_errors(self.root):
            names = self._names(UNFINISHED)
            return sum(_removed(self.root, (UNFINISHED, name), min_age_seconds) for name in names)

    def location(self) -> str:
        return f"file://{self.root}"

    def _segments(self, storage_uri: str) -> tuple[str, ...]:
        segments = parse_storage_uri(storage_uri, self.root)
        if segments[0] == UNFINISHED:
            raise UriRefused("storage URI refused: unfinished blobs have no URI", {"rule": "unfinished"})
        return segments

    def _open(self, segments: tuple[str, ...]) -> int:
        *folders, name = segments
        with (
            read_errors(self.root, blob_file_hash(segments)),
            opened_directories(self.root, folders) as opened,
        ):
            return open_regular_file(name, opened[-1])

    def _finished(self, unfinished: UnfinishedBlob) -> StoredBlob:
        blob = StoredBlob(unfinished.file_hash, unfinished.size_bytes, blob_uri(unfinished.file_hash))
        *folders, name = parse_storage_uri(blob.storage_uri)
        with opened_directories(self.root, folders, create=True) as opened:
            if not (_made_young(name, opened) and _is_sound(name, opened[-1], blob)):
                unfinished.finish_as(name, opened[-1])
            # Even when another process put the name there: it may not have come to its own sync yet.
            for directory in reversed(opened):
                os.fsync(directory)
        return blob

    def _names(self, *folders: str) -> list[str]:
        try:
            with read_errors(self.root, None), opened_directories(self.root, folders) as opened:
                return sorted(os.listdir(opened[-1]))
        except BlobMissing:
            return []

    def _listed(self, *folders: str) -> list[ListedBlob]:
        with read_errors(self.root, None), opened_directories(self.root, folders) as opened:
            return [
                ListedBlob("/".join((*folders, name)), info.st_size, _age_seconds(info))
                for name, info in _stated(opened[-1])
                if blob_file_hash((*folders, name)) is not None
            ]


def _made_young(name: str, opened: Sequence[int]) -> bool:
    """Whether there was such a name; from now on a sweep finds it just put."""
    with _sole_access(opened[0]):
        try:
            os.utime(name, dir_fd=opened[-1], follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True


def _is_sound(name: str, directory: int, blob: StoredBlob) -> bool:
    with suppress(OSError, UriRefused), os.fdopen(open_regular_file(name, directory), "rb") as file:
        same_size = os.fstat(file.fileno()).st_size == blob.size_bytes
        return same_size and hashlib.file_digest(file, "sha256").hexdigest() == blob.file_hash
    return False


def _removed(root: str, segments: Sequence[str], min_age_seconds: float) -> bool:
    *folders, name = segments
    try:
        with opened_directories(root, folders) as opened, _sole_access(opened[0]):
            if _age_seconds(os.stat(name, dir_fd=opened[-1], follow_symlinks=False)) < min_age_seconds:
                return False
            os.unlink(name, dir_fd=opened[-1])
            return True
    except FileNotFoundError:
        return False


def _stated(directory: int) -> Iterator[tuple[str, os.stat_result]]:
    for name in sorted(os.listdir(directory)):
        with suppress(FileNotFoundError):
            yield name, os.stat(name, dir_fd=directory, follow_symlinks=False)


def _age_seconds(info: os.stat_result) -> float:
    return max(0.0, time.time() - info.st_mtime)


@contextmanager
def _sole_access(root: int) -> Iterator[None]:
    """Keeps renewing a blob's age and removing it for its age apart, in all threads and processes."""
    fcntl.flock(root, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(root, fcntl.LOCK_UN)
