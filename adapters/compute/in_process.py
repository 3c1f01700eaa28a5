"""Work done by whoever asks for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class InProcessExecutor:
    """One task after the other, in this process, when its outcome is asked for."""

    def outcomes(
        self, work: Callable[[Task], Outcome], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        for index, task in enumerate(tasks):
            yield index, work(task)

    def close(self) -> None:
        """There is no worker to end."""
