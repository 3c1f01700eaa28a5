"""Runs as points: a setting or metric against another one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.charts.scale import Scale, Tick, scale_of
from provenlab.tools.pages.run_table import RunRow, numeric

WIDTH, HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 16, 16, 48


class Point(NamedTuple):
    """A run where it stands."""

    run: Any
    x: float
    y: float
    x_value: float
    y_value: float


class Scatter(NamedTuple):
    """Points and axes; `left_out` runs have no number for one of the axes."""

    x_name: str
    y_name: str
    points: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def scatter(rows: Sequence[RunRow], x_name: str, y_name: str) -> Scatter | None:
    """None when no run has both numbers."""
    found = [(row.run, numeric(row.values.get(x_name)), numeric(row.values.get(y_name))) for row in rows]
    both = [(run, x, y) for run, x, y in found if x is not None and y is not None]
    if not both:
        return None
    across: Scale = scale_of((x for _, x, _ in both), _LEFT + 8, WIDTH - _RIGHT - 8)
    up: Scale = scale_of((y for _, _, y in both), HEIGHT - _BOTTOM - 8, _TOP + 8)
    points = tuple(Point(run, across.place(x), up.place(y), x, y) for run, x, y in both)
    return Scatter(x_name, y_name, points, tuple(across.ticks()), tuple(up.ticks()), len(rows) - len(both))
