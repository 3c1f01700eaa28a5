"""An outbox for a process that may write nowhere."""

import threading
from collections import deque

MAX_BYTES = 16 * 1024 * 1024


class MemoryOutbox:
    """Implements `OutboxPort` for the life of the process; beyond `MAX_BYTES` it refuses with OSError."""

    location = "memory"

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque()
        self._bytes = 0
        self._sent = 0
        self._changing = threading.RLock()

    def append(self, line: bytes) -> None:
        with self._changing:
            if self._bytes + len(line) > MAX_BYTES:
                raise OSError("the outbox in memory is full")
            self._lines.append(line)
            self._bytes += len(line)

    def unsent(self, limit_bytes: int) -> tuple[list[bytes], int]:
        found: list[bytes] = []
        size = 0
        with self._changing:
            for line in self._lines:
                found.append(line)
                size += len(line)
                if size >= limit_bytes:
                    break
        return found, self._sent + len(found)

    def mark_sent(self, mark: int) -> None:
        with self._changing:
            while self._sent < mark:
                self._bytes -= len(self._lines.popleft())
                self._sent += 1

    def set_aside(self, line: bytes, reason: str) -> None:
        """Nothing outlives the process here."""

    def release(self) -> None:
        """Nobody else can have it."""

    def discard(self) -> None:
        self._lines.clear()
        self._bytes = 0
