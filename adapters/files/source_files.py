"""Local files whose bytes are to be published."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from provenlab.core.errors import NotFound, ValidationFailed

_CHUNK = 1024 * 1024
_JOURNALS = ("", "-wal", "-shm", "-journal", ".wal")


class LocalSourceFiles:
    """Implements `SourceFilesPort`; never opens the files of the lab's own store.

    Closing any descriptor of a database file drops the locks this process holds on it, and a second
    writer could then overwrite acknowledged commits.
    """

    def __init__(self, store: Path | None) -> None:
        self._store = store

    def read_chunks(self, path: str) -> Iterator[bytes]:
        source = Path(path)
        try:
            found = source.stat()
            if not stat.S_ISREG(found.st_mode):
                raise ValidationFailed.at("path", "is not a regular file")
            if self._is_of_store(found):
                raise ValidationFailed.at(
                    "path", "is a file of the store itself; publish a copy made by its engine"
                )
            stream = source.open("rb")
        except FileNotFoundError:
            raise NotFound("path: there is no such file", {"path": "path"}) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no usable path"
            raise ValidationFailed.at("path", f"cannot be read: {reason}") from None
        return self._chunks(stream)

    def _is_of_store(self, found: os.stat_result) -> bool:
        if self._store is None:
            return False
        for suffix in _JOURNALS:
            try:
                own = os.stat(f"{self._store}{suffix}")
            except FileNotFoundError:
                continue
            if (own.st_dev, own.st_ino) == (found.st_dev, found.st_ino):
                return True
        return False

    @staticmethod
    def _chunks(stream: BinaryIO) -> Iterator[bytes]:
        with stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
