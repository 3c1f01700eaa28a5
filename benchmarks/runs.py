"""Runs recorded one after the other, each step on disk before the next, and series of points."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from benchmarks.figures import Figure, Target, at_most_times
from benchmarks.floors.runs import RawRuns
from benchmarks.raw_stores import raw_store
from benchmarks.setting import Setting
from benchmarks.subject import STAYS_OPEN_MS
from benchmarks.timing import Sample, interleaved
from provenlab.core.operations.registry import find_operation
from provenlab.tools.compose import open_parts
from provenlab.tools.dispatch import validated

_AT, WHEN = 1_748_736_000_000_000, "2025-06-01T00:00:00Z"
_POINTS, _CALLS = 1_000, 50
PARAMS = {f"p{i:02}": i * 0.37 for i in range(20)}


class RecordedRuns:
    """The operations as a host sends them: checked, redacted, guarded."""

    def __init__(self, url: str) -> None:
        self._parts = open_parts(url, idle_ms=STAYS_OPEN_MS)

    def close(self) -> None:
        self._parts.close()

    def start(self, run_id: str) -> None:
        origin = {"createdAt": WHEN, "gitCommit": "3f1c9a7e5b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f"}
        declared = {"runId": run_id, "name": "bench", "config": PARAMS, "seed": 7, "origin": origin}
        self._do("start_run", declared)

    def finish(self, run_id: str, metrics: dict[str, float]) -> None:
        self._do("finish_run", {"runId": run_id, "metrics": metrics})

    def append(self, run_id: str, points: list[dict[str, Any]]) -> None:
        self._do("log_metrics", {"runId": run_id, "points": points})

    def _do(self, name: str, request: dict[str, Any]) -> None:
        operation = find_operation(name)
        operation(self._parts, validated(operation, request))


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for a run, and for a thousand points of a series."""
    for engine in setting.engines:
        setting.progress.step(f"runs: {engine}")
        yield whole_runs(setting, engine)
        for calls in (1, _CALLS):
            setting.progress.step(f"runs: {engine}, {_POINTS:,} points in {calls} calls")
            yield _series(setting, engine, calls)


def metrics_of(n: int) -> dict[str, float]:
    """Twenty, unlike those of any other run."""
    return {f"m{i:02}": n + i * 0.11 for i in range(20)}


def whole_runs(setting: Setting, engine: str) -> Figure:
    """Two transactions: what is known at the start, and what came of it."""
    library, floor = RecordedRuns(setting.fresh_url(engine)), RawRuns(raw_store(setting, engine))
    numbers, raw_numbers = count(), count()

    def recorded() -> None:
        n = next(numbers)
        library.start(f"r-{n}")
        library.finish(f"r-{n}", metrics_of(n))

    def raw() -> None:
        n = next(raw_numbers)
        floor.start(f"r-{n}", PARAMS, _AT + n)
        floor.finish(f"r-{n}", metrics_of(n), _AT + n)

    repeats = setting.scale.repeats(60)
    found = _measured(setting, repeats, {"library": recorded, "floor": raw}, (library, floor))
    ours, theirs = found["library"].wall_ms, found["floor"].wall_ms
    return Figure(
        group="runs",
        engine=engine,
        name="start, 20 parameters, 20 metrics, finish",
        library_ms=ours,
        floor_ms=theirs,
        target=_target(engine, theirs),
        repeats=repeats,
        note=f"{1000 / ours:,.0f}/s, raw {1000 / theirs:,.0f}/s",
    )


def _series(setting: Setting, engine: str, calls: int) -> Figure:
    library, floor = RecordedRuns(setting.fresh_url(engine)), RawRuns(raw_store(setting, engine))
    library.start("r")
    floor.start("r", PARAMS, _AT)
    sequences, raw_sequences = count(step=_POINTS), count(step=_POINTS)

    def appended(append: Callable[[str, list[dict[str, Any]]], None], first: int, at: object) -> None:
        each = _POINTS // calls
        for begin in range(first, first + _POINTS, each):
            append("r", [point(seq, at) for seq in range(begin, begin + each)])

    repeats = setting.scale.repeats(20 if calls == 1 else 8)
    found = _measured(
        setting,
        repeats,
        {
            "library": lambda: appended(library.append, next(sequences), WHEN),
            "floor": lambda: appended(floor.append, next(raw_sequences), _AT),
        },
        (library, floor),
        batch=1,
    )
    theirs = found["floor"].wall_ms
    return Figure(
        group="runs",
        engine=engine,
        name=f"{_POINTS:,} points in {'one call' if calls == 1 else f'{calls} calls'}",
        library_ms=found["library"].wall_ms,
        floor_ms=theirs,
        target=_target(engine, theirs),
        repeats=repeats,
    )


def point(seq: int, at: object) -> dict[str, Any]:
    return {"seq": seq, "key": "loss", "value": 1 / (seq + 1), "step": seq, "at": at}


def _measured(
    setting: Setting,
    repeats: int,
    actions: dict[str, Callable[[], None]],
    opened: tuple[RecordedRuns, RawRuns],
    batch: int = 10,
) -> dict[str, Sample]:
    try:
        return interleaved(actions, repeats, batch=setting.scale.repeats(batch))
    finally:
        for each in opened:
            each.close()


def _target(engine: str, floor_ms: float) -> Target | None:
    return at_most_times(2, floor_ms) if engine == "sqlite" else None
