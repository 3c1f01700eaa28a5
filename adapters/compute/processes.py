"""Work done by processes of this machine."""

import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from provenlab.adapters.files.scratch_folder import scratch_folder
from provenlab.core.errors import ComputeLost

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

# Enough that no worker waits for the next task, few enough that a broken pool costs little.
_WAITING_PER_WORKER = 2
_DEATHS_TOGETHER = 2


def _end_with_parent() -> None:
    """Ends this worker when the process that started it is killed: nobody else would.

    A worker of a pool holds both ends of the queue it waits on, so that it would wait for ever.
    """
    parent = parent_process()
    assert parent is not None  # noqa: S101 - a worker of a pool has one

    def watch() -> None:
        parent.join()
        os._exit(1)

    Thread(target=watch, name="end with parent", daemon=True).start()


def _with_shared(work: Callable[[Any, Task], Outcome], place: str, task: Task) -> Outcome:
    return work(_shared(place), task)


@lru_cache(maxsize=1)
def _shared(place: str) -> Any:
    """What the tasks at hand have in common, read by the first of them in this worker."""
    with Path(place).open("rb") as file:
        return pickle.load(file)  # noqa: S301 - written by the process that started this one


class ProcessExecutor:
    """A pool of fresh processes (spawn), started with the first task and kept for the next ones.

    A worker that dies breaks the whole pool, and nobody can tell which task it was: the pool is made
    again and what was in flight is computed again. A task that was there at two deaths is then computed
    alone; when the worker dies once more, the task is to blame and ComputeLost says so.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def outcomes(
        self, work: Callable[[Shared, Task], Outcome], shared: Shared, tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        if not tasks:
            return
        with scratch_folder() as folder:
            # A file, since the queue of a pool does not say which worker takes a task from it.
            place = folder / "shared"
            with place.open("wb") as file:
                pickle.dump(shared, file, pickle.HIGHEST_PROTOCOL)
            yield from self._computed(partial(_with_shared, work, str(place)), tasks)

    def _computed(
        self, work: Callable[[Task], Outcome], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Outcome]]:
        waiting = list(range(len(tasks)))[::-1]
        flying: dict[Future[Outcome], int] = {}
        deaths: Counter[int] = Counter()
        try:
            while waiting or flying:
                try:
                    self._launch(work, tasks, waiting, flying, deaths)
                    yield from self._landed(flying)
                except BrokenProcessPool:
                    lost = sorted(flying.values(), reverse=True)
                    flying.clear()
                    self._replace(lost, deaths)
                    waiting += lost
        finally:
            for future in flying:
                future.cancel()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _launch(
        self,
        work: Callable[[Task], Outcome],
        tasks: Sequence[Task],
        waiting: list[int],
        flying: dict[Future[Outcome], int],
        deaths: Counter[int],
    ) -> None:
        """Submits what may fly; a suspect flies alone."""
        while waiting and len(flying) < self._workers * _WAITING_PER_WORKER:
            suspect = deaths[waiting[-1]] >= _DEATHS_TOGETHER
            if flying and (suspect or any(deaths[each] >= _DEATHS_TOGETHER for each in flying.values())):
                return
            flying[self._started().submit(work, tasks[waiting[-1]])] = waiting[-1]
            waiting.pop()

    def _landed(self, flying: dict[Future[Outcome], int]) -> Iterator[tuple[int, Outcome]]:
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        for future in done:
            outcome = future.result()
            yield flying.pop(future), outcome

    def _replace(self, lost: Sequence[int], deaths: Counter[int]) -> None:
        self.close()
        for index in lost:
            if deaths[index] >= _DEATHS_TOGETHER:
                raise ComputeLost(
                    f"workers died {deaths[index] + 1} times over task {index}, the last time it was alone",
                    {"task": index, "deaths": deaths[index] + 1},
                )
            deaths[index] += 1

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=get_context("spawn"), initializer=_end_with_parent
            )
        return self._pool

    def __enter__(self) -> "ProcessExecutor":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()
