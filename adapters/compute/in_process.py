"""Work done by whoever asks for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class InProcessExecutor:
    """One task after the other, in this process, when its outcome is asked for."""

    def outcomes(
        self, work: Callable[[Shared, Task], Outcome], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        for index, task in enumerate(tasks):
            yield index, work(shared, task)

    def close(self) -> None:
        """There is no worker to end."""
