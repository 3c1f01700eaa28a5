"""An outbox as a file of lines, locked for as long as its process lives."""

import contextlib
import fcntl
import json
import os
import threading
from pathlib import Path
from typing import Self

SUFFIX = ".jsonl"
_SHRINK_ABOVE = 1024 * 1024
_CHUNK = 64 * 1024


class FileOutbox:
    """Implements `OutboxPort`. The lock tells other processes that this one still lives.

    Lines go to the page cache: they survive the process, not a power cut.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._sent = 0
        self._changing = threading.RLock()

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new file, locked; OSError when the place does not allow one, or belongs to somebody else."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.stat(path.parent).st_uid != os.geteuid():
            raise PermissionError(f"{path.parent} belongs to somebody else")
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(path, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Before the lock it looked left behind: another process may have claimed and removed it.
            if os.fstat(descriptor).st_nlink == 0:
                raise FileNotFoundError(f"{path} was taken away")
        except OSError:
            os.close(descriptor)
            raise
        return cls(path, descriptor)

    @classmethod
    def claim(cls, path: Path) -> Self | None:
        """The file of a process that has ended, now ours; None while that process lives."""
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Another process may have sent and removed it between the opening and the lock.
            found = os.fstat(descriptor)
            if found.st_nlink > 0 and found.st_uid == os.geteuid():
                return cls(path, descriptor)
        except BlockingIOError:
            pass
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        return None

    @property
    def location(self) -> str:
        return str(self._path)

    def append(self, line: bytes) -> None:
        text = line + b"\n"
        with self._changing:
            try:
                written = os.write(self._descriptor, text)
            except OSError:
                self._cut()
                raise
            if written != len(text):
                self._cut()
                raise OSError(f"only {written} of {len(text)} bytes fitted into {self._path}")
            self._size += written

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, self._size)

    def unsent(self, limit_bytes: int) -> tuple[list[bytes], int]:
        found = b""
        while len(found) < limit_bytes or b"\n" not in found:
            read = os.pread(self._descriptor, _CHUNK, self._sent + len(found))
            if not read:
                break
            found += read
        # What stands after the last line break is a call that a killed process never finished writing.
        end = found.rfind(b"\n") + 1
        return found[:end].split(b"\n")[:-1], self._sent + end

    def mark_sent(self, mark: int) -> None:
        with self._changing:
            self._sent = mark
            if mark == self._size and mark > _SHRINK_ABOVE:
                os.ftruncate(self._descriptor, 0)
                self._size = self._sent = 0

    def set_aside(self, line: bytes, reason: str) -> None:
        text = {"reason": reason, "call": line.decode("utf-8", "replace")}
        with contextlib.suppress(OSError):
            target = self._path.with_suffix(".refused")
            flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
            with open(os.open(target, flags, 0o600), "ab") as refused:
                refused.write(json.dumps(text).encode() + b"\n")

    def release(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._descriptor)

    def discard(self) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._path.parent.rmdir()
        self.release()
