"""What a process of its own does to a store; imported by the processes that a test starts."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from provenlab.core.errors import StoreLocked
from tests.integration.postgres.stores import database_at, definition, tracker_on

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")
_start: list[Barrier] = []


def in_processes(work: Callable[[Job], Outcome], jobs: Sequence[Job]) -> list[Outcome]:
    """Outcomes in the order of the jobs; each has a process, and all begin at the same moment."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier = context.Barrier(len(jobs))
    with context.Pool(len(jobs), initializer=_begin_at, initargs=(barrier,)) as pool:
        return pool.map(partial(_when_all_are_ready, work), jobs, chunksize=1)


def _begin_at(barrier: Barrier) -> None:
    _start.append(barrier)


def _when_all_are_ready(work: Callable[[Job], Outcome], job: Job) -> Outcome:
    _start[0].wait()
    return work(job)


def create_one(job: tuple[str, str]) -> str:
    """The id, once the experiment is acknowledged."""
    url, experiment_id = job
    with database_at(url) as database:
        return tracker_on(database).create_experiment(definition(experiment_id))[0].experiment_id


def create_many(job: tuple[str, int, int]) -> list[str]:
    """The acknowledged ids of one writer."""
    url, writer, n = job
    with database_at(url) as database:
        tracker = tracker_on(database)
        ids = [f"w{writer}-{number}" for number in range(n)]
        return [tracker.create_experiment(definition(each))[0].experiment_id for each in ids]


def fill_slots(job: tuple[str, int, int]) -> list[str]:
    """The slots of experiment `e` that this writer was told to have filled."""
    url, writer, n = job
    with database_at(url) as database:
        tracker = tracker_on(database)
        slots = [f"s{writer}_{number}" for number in range(n)]
        return [slot for slot in slots if tracker.store_results("e", {slot: f"artifact-{slot}"})[1]]


def declare_or_retry(job: tuple[str, int]) -> int:
    """How often the one experiment of all these processes was created by this one."""
    url, attempts = job
    created = 0
    with database_at(url) as database:
        for _ in range(attempts):
            try:
                created += tracker_on(database).create_experiment(definition("same"))[1]
            except StoreLocked:
                continue
    return created


def create_until_killed(url: str) -> None:
    """Prints each id once it is acknowledged."""
    with database_at(url) as database:
        tracker = tracker_on(database)
        for number in count():
            experiment, _ = tracker.create_experiment(definition(f"e{number}"))
            os.write(1, f"{experiment.experiment_id}\n".encode())
