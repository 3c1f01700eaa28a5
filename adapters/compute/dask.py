"""Work done by a Dask cluster, on this machine or on many."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from provenlab.core.errors import ComputeLost, MissingExtra

try:
    import distributed
except ImportError as error:
    raise MissingExtra(
        "a Dask cluster needs distributed: pip install provenlab[dask]", {"extra": "dask"}
    ) from error

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

_WAITING_PER_THREAD = 4


class DaskExecutor:
    """A client of a scheduler at `tcp://host:port`, or of one that `client` is connected to already.

    The workers need the same provenlab and the same scenario kinds installed. The scheduler computes a
    task again when its worker is lost, up to its own `allowed-failures` (3); then ComputeLost, which may
    name a task that merely waited at the same worker.
    """

    def __init__(self, address: str | None = None, client: Any = None) -> None:
        self._owned = client is None
        self._client = client or distributed.Client(address, set_as_default=False)

    def outcomes(
        self, work: Callable[[Task], Outcome], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        waiting = iter(range(len(tasks)))
        flying: dict[Any, int] = {}

        def launched() -> list[Any]:
            return [
                self._submitted(work, tasks, index, flying)
                for _, index in zip(range(self._width() - len(flying)), waiting, strict=False)
            ]

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

    def _submitted(
        self, work: Callable[[Task], Outcome], tasks: Sequence[Task], index: int, flying: dict[Any, int]
    ) -> Any:
        # Not pure to Dask: two equal tasks are two tasks here, and nothing is kept for later.
        future = self._client.submit(work, tasks[index], pure=False)
        flying[future] = index
        return future

    def _width(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, threads) * _WAITING_PER_THREAD
