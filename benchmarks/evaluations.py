"""Simulated Calcuttas with all scoring, beside a floor in plain NumPy, and what executors add."""

import math
import time
from collections.abc import Iterator
from typing import Any

import distributed
import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.figures import Figure, Target, at_most_times
from benchmarks.floors.tournaments import simulated
from benchmarks.setting import Setting
from benchmarks.timing import interleaved
from provenlab.adapters.compute.dask import DaskExecutor
from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.compute.processes import ProcessExecutor
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.ownership import pools_of
from provenlab.core.evaluation.calcutta.ratings import win_matrix
from provenlab.core.evaluation.engine import Assignment, assigned, evaluated, shards_of
from provenlab.core.ports.executor import ExecutorPort

_TEAMS, _ENTRIES, _SIMULATIONS = 64, 100, 100_000
_PIECES = 50
_BIDS = (30, 20, 20, 10, 10, 10)


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for 100,000 tournaments of 64 teams, scored for 100 portfolios."""
    count = max(1_000, setting.scale.repeats(_SIMULATIONS))
    setting.progress.step(f"evaluations: {count:,} tournaments")
    yield _one_core(_joint(count), setting)
    yield from _workers(_joint(count), setting)


def _one_core(task: Assignment, setting: Setting) -> Figure:
    count, repeats = task.plan.n_units, setting.scale.repeats(5)
    floor = _Floor(task)
    # The matrix product of the floor would take every core otherwise.
    with threadpool_limits(1):
        found = interleaved(
            {
                "library": lambda: evaluated(task, InProcessExecutor()),
                "floor": lambda: floor.run(count),
            },
            repeats,
        )
    library, plain = found["library"].cpu_ms, found["floor"].cpu_ms
    return Figure(
        group="evaluations",
        engine="numpy",
        name=f"{count:,} tournaments, {_ENTRIES} portfolios, one core "
        f"({_per_second(count, library)}, raw {_per_second(count, plain)})",
        library_ms=library,
        floor_ms=plain,
        clock="cpu",
        target=Target("<= 1.25x", 1.25 * plain),
        repeats=repeats,
    )


def _workers(task: Assignment, setting: Setting) -> Iterator[Figure]:
    """Elapsed time with two workers that have started; the floor is one process alone."""
    repeats = setting.scale.repeats(5)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    )
    with cluster, ProcessExecutor(1) as one, ProcessExecutor(2) as two:
        dask = DaskExecutor(cluster.scheduler_address)
        found = interleaved(
            {
                "one": lambda: evaluated(task, one),
                "two": lambda: evaluated(task, two),
                "dask": lambda: evaluated(task, dask),
            },
            repeats,
        )
        pieces = {"numpy": _per_piece(two, setting), "dask": _per_piece(dask, setting)}
        dask.close()
    alone, shards = found["one"].wall_ms, len(shards_of(task))
    for key, name, target in (
        ("two", "two processes that have started; the floor is one", at_most_times(1 / 1.7, alone)),
        ("dask", "Dask with two workers; the floor is one process", None),
    ):
        yield Figure(
            group="evaluations",
            engine="numpy" if key == "two" else "dask",
            name=f"{task.plan.n_units:,} tournaments, {name}",
            library_ms=found[key].wall_ms,
            floor_ms=alone,
            target=target,
            repeats=repeats,
            note=f"{shards} shards",
        )
    yield _from_the_start(task, alone)
    for engine, each_ms in pieces.items():
        name = "a shard without work, two workers"
        yield Figure("evaluations", engine, name, each_ms, None, repeats=_PIECES)


def _from_the_start(task: Assignment, alone_ms: float) -> Figure:
    began = time.perf_counter()
    with ProcessExecutor(2) as fresh:
        evaluated(task, fresh)
        elapsed_ms = (time.perf_counter() - began) * 1000
    name = f"{task.plan.n_units:,} tournaments, two processes with their start; the floor is one without"
    return Figure("evaluations", "numpy", name, elapsed_ms, alone_ms)


def _per_piece(executor: ExecutorPort, setting: Setting) -> float:
    """Milliseconds that a task costs in which there is nothing to do."""
    found = interleaved(
        {"pieces": lambda: list(executor.outcomes(_nothing, None, range(_PIECES)))}, setting.scale.repeats(5)
    )
    return found["pieces"].wall_ms / _PIECES


def _nothing(shared: None, number: int) -> None:
    """What a worker does for a shard without work."""


class _Floor:
    """The same pool as arrays."""

    def __init__(self, task: Assignment) -> None:
        (pool,) = pools_of(task.spec, task.candidates)
        self._shares = np.zeros((_TEAMS, _ENTRIES))
        for entry, holding in enumerate(pool.holdings):
            for team, share in holding:
                self._shares[team, entry] = share
        self._prizes = np.zeros(_ENTRIES)
        self._prizes[: len(task.spec.payouts)] = task.spec.payouts
        self._p, self._points = task.spec.p, task.spec.points_by_progress().astype(np.float64)

    def run(self, count: int) -> None:
        scores, pay = simulated(self._p, self._points, self._shares, self._prizes, count, seed=1)
        assert math.isclose(pay.sum(), self._prizes.sum()), scores


def _joint(count: int) -> Assignment:
    names = [f"T{at:02}" for at in range(_TEAMS)]
    scenario: dict[str, Any] = {
        "slots": names,
        "p": win_matrix([30.0 - at / 2 for at in range(_TEAMS)], scale=10.0).tolist(),
        "rules": {1: 0, 2: 50, 3: 100, 4: 150, 5: 200, 6: 250, 7: 300},
        "payouts": {1: 65_000, 2: 25_000, 3: 10_000},
        "insertion": "joint",
        "n_sims": count,
        "seed": 1,
    }
    rng = np.random.default_rng(1)
    teams = [rng.choice(_TEAMS, len(_BIDS), replace=False).tolist() for _ in range(_ENTRIES)]
    entries = {
        f"entry {at:03}": {"bids": {names[team]: bid for team, bid in zip(chosen, _BIDS, strict=True)}}
        for at, chosen in enumerate(teams)
    }
    return assigned(Calcutta(), scenario, entries)


def _per_second(count: int, ms: float) -> str:
    return f"{count / ms * 1000:,.0f}/s"
