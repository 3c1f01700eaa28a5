"""Where a worker has the pieces of its jobs computed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenlab.core.ports.executor import ExecutorPort


class Compute:
    """One executor for all jobs of a worker, opened by the first that has pieces.

    `place` is `here`, `processes:N` or `tcp://HOST:PORT`; None is what `PROVENLAB_COMPUTE` says.
    """

    def __init__(self, place: str | None = None) -> None:
        self._place = place
        self._executor: ExecutorPort | None = None

    def executor(self) -> "ExecutorPort":
        """ValidationFailed for a place that is none."""
        if self._executor is None:
            from provenlab.tools.compose_compute import open_executor

            self._executor = open_executor(self._place)
        return self._executor

    def close(self) -> None:
        """Ends what was opened; a later job opens it again."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None
