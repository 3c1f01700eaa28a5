"""A blob that is being written: bytes under a temporary name until they are complete and synced."""

import hashlib
import os
from contextlib import suppress
from types import TracebackType
from typing import Self

from provenlab.adapters.blobs.directories import make_durable_directory, opened_directories
from provenlab.adapters.files.os_errors import os_errors_as_store_errors

UNFINISHED = "unfinished"


class UnfinishedBlob:
    """Leaves nothing behind unless `finish_as` was reached; a killed process leaves the temporary file.

    Errors of the system come as store errors.
    """

    def __init__(self, root: str) -> None:
        self.size_bytes = 0
        self._root = root
        self._name = f"{os.getpid()}-{os.urandom(12).hex()}"
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        with os_errors_as_store_errors(self._root):
            folder = os.path.join(self._root, UNFINISHED)
            if not os.path.isdir(folder):
                make_durable_directory(folder)
            with opened_directories(self._root, [UNFINISHED]) as descriptors:
                self._folder = os.dup(descriptors[-1])
            try:
                self._file = os.open(
                    self._name,
                    os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC,
                    0o600,
                    dir_fd=self._folder,
                )
            except OSError:
                os.close(self._folder)
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            os.unlink(self._name, dir_fd=self._folder)
        os.close(self._file)
        os.close(self._folder)

    @property
    def file_hash(self) -> str:
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self.size_bytes += len(chunk)
        with os_errors_as_store_errors(self._root), memoryview(chunk) as rest:
            written = 0
            while written < len(rest):
                written += os.write(self._file, rest[written:])

    def finish_as(self, name: str, directory: int) -> None:
        """The bytes, synced, under their final name, in place of whatever had that name."""
        os.utime(self._file)
        os.fsync(self._file)
        os.rename(self._name, name, src_dir_fd=self._folder, dst_dir_fd=directory)
