"""The lab a command talks to."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from provenlab.core.operations.registry import find_operation
from provenlab.core.ports.progress import Progress, silent
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, LabParts, open_parts
from provenlab.tools.dispatch import run_operation, wire_value


class Session:
    """Opens the store when something is first asked of it, and lets go of it at the end.

    `heard` is told how far long work is.
    """

    def __init__(self, url: str | None = None, wait_s: float | None = None) -> None:
        self.url = url
        self.heard: Progress = silent
        self.timeout_ms = DEFAULT_LOCK_TIMEOUT_MS if wait_s is None else round(wait_s * 1000)

    @cached_property
    def lab(self) -> LabParts:
        lab = open_parts(self.url, lock_timeout_ms=self.timeout_ms)
        lab.progress = lambda phase, done, total: self.heard(phase, done, total)
        return lab

    def ask(self, operation: str, params: Mapping[str, Any] | None = None) -> Any:
        """What an operation answers, as JSON values."""
        return wire_value(run_operation(self.lab, find_operation(operation), params or {}))

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything that is read inside belongs together, and the store is opened once for it."""
        return self.lab.read_only.store.snapshot()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "lab" in self.__dict__:
            self.lab.close()
