"""Where calls wait for a store that cannot be reached yet."""

from collections.abc import Iterator
from typing import Protocol


class OutboxPort(Protocol):
    """An append-only list of calls, each one line of bytes without a line break, kept in order.

    One process appends and reads; others see the outbox only once that process has ended. What was
    appended survives the death of the process, unless the outbox says that it is only in memory.
    Appending never waits for anything but the outbox itself. Any thread may append, and a signal handler
    while its thread does.
    """

    @property
    def location(self) -> str:
        """Where it lies, for people; `memory` when a death of the process loses it."""
        ...

    def append(self, line: bytes) -> None:
        """Adds a call. All of it or, with OSError, nothing of it."""
        ...

    def unsent(self, limit_bytes: int) -> tuple[list[bytes], int]:
        """The next calls in order, about `limit_bytes` of them, and the mark to give to `mark_sent`."""
        ...

    def mark_sent(self, mark: int) -> None:
        """Everything before the mark has reached the store. A later reader may still see it again."""
        ...

    def set_aside(self, line: bytes, reason: str) -> None:
        """Keeps a call that the store will never take beside the outbox, with the reason. Never raises."""
        ...

    def release(self) -> None:
        """Lets go of it; what is unsent is for another process."""
        ...

    def discard(self) -> None:
        """Removes an outbox whose calls have all been sent."""
        ...


class OutboxFolderPort(Protocol):
    """The outboxes for one store."""

    def create(self, after: OutboxPort | None = None) -> OutboxPort:
        """A new outbox of this process, in the first place that can be written; else in memory.

        `after` one that takes no more, only places that come behind it are tried.
        """
        ...

    def waiting(self) -> Iterator[tuple[str, int]]:
        """Location and size in bytes of every outbox, those of living processes too; claims none."""
        ...

    def abandoned(self) -> Iterator[OutboxPort]:
        """Outboxes whose process has ended, oldest first, each claimed for this process alone."""
        ...
