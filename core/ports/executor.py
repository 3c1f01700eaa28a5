"""Where pieces of work are computed: here, in processes, or on a cluster."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class ExecutorPort(Protocol):
    """Computes a pure function of many tasks, and of something that all of them have in common.

    The function is importable by name; `shared`, tasks and outcomes can be pickled: a worker may be another
    process on another machine. A worker reads `shared` once for all of its tasks, so that it may be large;
    tasks are small. Because the function is pure, a task whose worker died is computed again.
    """

    def outcomes(
        self, work: Callable[[Shared, Task], Outcome], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        """(index of the task, work(shared, task)) once for every task, in the order in which they end.

        The first exception of `work` is raised as it is, and what has not begun is given up. ComputeLost
        when workers died more often over one task than the executor allows. Closing the iterator early
        gives up what has not begun. Memory holds the outcomes that were not taken yet.
        """
        ...

    def close(self) -> None:
        """Ends the workers that this executor started, and no others; a second call does nothing."""
        ...
