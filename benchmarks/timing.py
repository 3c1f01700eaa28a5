"""Medians of things done in turn, so that whatever slows the machine slows all of them."""

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Sample:
    """Medians in milliseconds, of elapsed time and of processor time (children included when asked)."""

    wall_ms: float
    cpu_ms: float


def interleaved(
    actions: Mapping[str, Action], repeats: int, *, of_children: bool = False, batch: int = 1
) -> dict[str, Sample]:
    """Each action `repeats` times, one after the other in every round; a first round is not counted.

    With `batch`, each turn does the action that often and counts the mean: for actions that are short
    beside the clock, or that wait for the disk as a whole.
    """
    names = list(actions)
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for turn in range(repeats + 1):
        # Nobody is always measured right after the same other one.
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            once = _timed(actions[name], of_children, batch)
            if turn:
                seen[name].append(once)
    return {
        name: Sample(statistics.median(w for w, _ in each), statistics.median(c for _, c in each))
        for name, each in seen.items()
    }


def _timed(action: Action, of_children: bool, batch: int) -> tuple[float, float]:
    cpu = _cpu_seconds(of_children)
    began = time.perf_counter()
    for _ in range(batch):
        action()
    ended = time.perf_counter()
    return (ended - began) * 1000 / batch, (_cpu_seconds(of_children) - cpu) * 1000 / batch


def _cpu_seconds(of_children: bool) -> float:
    if not of_children:
        return time.process_time()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
