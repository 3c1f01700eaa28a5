"""Work done by a Dask cluster, on this machine or on many."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar

from provenlab.core.errors import ComputeLost, MissingExtra

try:
    import dask
    import distributed
except ImportError as error:
    raise MissingExtra(
        "a Dask cluster needs distributed: pip install provenlab[dask]", {"extra": "dask"}
    ) from error

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

_WAITING_PER_THREAD = 4
# Beside what is sent on purpose a graph is small; Dask warns of one that is not.
_GRAPH = 10_000_000


def _with_shared(work: Callable[[Any, Task], Outcome], content: bytes, task: Task) -> Outcome:
    return work(_read(content), task)


@lru_cache(maxsize=1)
def _read(content: bytes) -> Any:
    """What the tasks at hand have in common, read by the first of them in this worker."""
    return pickle.loads(content)  # noqa: S301 - a cluster runs whatever its clients send


class DaskExecutor:
    """A client of a scheduler at `tcp://host:port`, or of one that `client` is connected to already.

    The workers need the same provenlab and the same scenario kinds installed. The scheduler computes a
    task again when its worker is lost, up to its own `allowed-failures` (3); then ComputeLost, which may
    name a task that merely waited at the same worker.

    What tasks have in common goes with each of them as bytes, and is read once by a worker: as data of the
    cluster it would be lost with the workers that hold it.
    """

    def __init__(self, address: str | None = None, client: Any = None) -> None:
        self._owned = client is None
        self._client = client or distributed.Client(address, set_as_default=False)

    def outcomes(
        self, work: Callable[[Shared, Task], Outcome], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        if not tasks:
            return
        waiting = iter(range(len(tasks)))
        flying: dict[Any, int] = {}
        content = pickle.dumps(shared, pickle.HIGHEST_PROTOCOL)
        with_shared = partial(_with_shared, work, content)

        def launched() -> list[Any]:
            numbers = [index for _, index in zip(range(self._width() - len(flying)), waiting, strict=False)]
            futures = [self._submitted(with_shared, tasks[index], len(content)) for index in numbers]
            flying.update(zip(futures, numbers, strict=True))
            return futures

        landing = distributed.as_completed(launched(), loop=self._client.loop)
        try:
            for future in landing:
                try:
                    outcome = future.result()
                except distributed.KilledWorker as lost:
                    index = flying[future]
                    raise ComputeLost(
                        f"the workers died over task {index}: {lost}", {"task": index}
                    ) from lost
                yield flying.pop(future), outcome
                for further in launched():
                    landing.add(further)
        finally:
            for future in flying:
                future.cancel()

    def close(self) -> None:
        if self._owned:
            self._client.close()

    def _submitted(self, work: Callable[[Task], Outcome], task: Task, size: int) -> Any:
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": size + _GRAPH}):
            # Not pure to Dask: two equal tasks are two tasks here, and nothing is kept for later.
            return self._client.submit(work, task, pure=False)

    def _width(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads) * _WAITING_PER_THREAD
