"""Where the outboxes of a store lie: beside it, else in one of the other places that can be written."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from provenlab.adapters.outbox.file import SUFFIX, FileOutbox
from provenlab.adapters.outbox.memory import MemoryOutbox
from provenlab.core.ports.outbox import OutboxPort


class OutboxFolders:
    """Implements `OutboxFolderPort` over several folders, the best one first.

    The names of the files begin with the time of their creation, so that sorted names are in order.
    """

    def __init__(self, folders: Sequence[Path], now_ns: Callable[[], int] = time.time_ns) -> None:
        self._folders = folders
        self._now_ns = now_ns

    def create(self, after: OutboxPort | None = None) -> OutboxPort:
        name = f"{self._now_ns():020d}-{os.getpid()}{SUFFIX}"
        for folder in self._behind(after):
            # Twice: the last outbox of another process may have taken the folder away in between.
            for _ in range(2):
                with contextlib.suppress(OSError):
                    return FileOutbox.create(folder / name)
        return MemoryOutbox()

    def _behind(self, outbox: OutboxPort | None) -> Sequence[Path]:
        if outbox is None:
            return self._folders
        folder = Path(outbox.location).parent
        return self._folders[self._folders.index(folder) + 1 :] if folder in self._folders else ()

    def waiting(self) -> Iterator[tuple[str, int]]:
        for path in sorted(self._paths(), key=lambda each: each.name):
            # Its process may send and remove it meanwhile.
            with contextlib.suppress(OSError):
                yield str(path), path.stat().st_size

    def abandoned(self) -> Iterator[OutboxPort]:
        for path in sorted(self._paths(), key=lambda each: each.name):
            with contextlib.suppress(OSError):
                claimed = FileOutbox.claim(path)
                if claimed is not None:
                    yield claimed

    def _paths(self) -> Iterator[Path]:
        for folder in self._folders:
            with contextlib.suppress(OSError):
                yield from [Path(each.path) for each in os.scandir(folder) if each.name.endswith(SUFFIX)]
