"""A run of which nothing is recorded: recording is off, or another rank records it."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self


class SilentRun:
    """Implements `ActiveRun` by doing nothing."""

    lost = False

    def __init__(self, run_id: str, name: str) -> None:
        self.run_id = run_id
        self.name = name

    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        pass

    def log_artifact(self, path: Any, kind: str = "file", name: str | None = None) -> None:
        pass

    def progress(
        self, percent: float | None = None, phase: str | None = None, message: str | None = None
    ) -> None:
        pass

    def finish(self, metrics: Mapping[str, Any] | None = None, summary_path: Any = None) -> None:
        pass

    def fail(self, error: BaseException | str, kind: str = "exception") -> None:
        pass

    def cancel(self, reason: str | None = None) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass
