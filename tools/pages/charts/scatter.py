"""Runs as points: a setting or metric against another one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.charts.frame import Axes, Frame, axes_of
from provenlab.tools.pages.run_table import RunRow, numeric

_FRAME = Frame(width=860, height=420, left=70, right=844, top=26, bottom=372)
_MARGIN = 8


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
    axes: Axes
    left_out: int


def scatter(rows: Sequence[RunRow], x_name: str, y_name: str) -> Scatter | None:
    """None when no run has both numbers."""
    found = [(row.run, numeric(row.values.get(x_name)), numeric(row.values.get(y_name))) for row in rows]
    both = [(run, x, y) for run, x, y in found if x is not None and y is not None]
    if not both:
        return None
    across = _FRAME.across((x for _, x, _ in both), _MARGIN)
    up = _FRAME.up((y for _, _, y in both), _MARGIN)
    points = tuple(Point(run, across.place(x), up.place(y), x, y) for run, x, y in both)
    return Scatter(x_name, y_name, points, axes_of(_FRAME, across, up), len(rows) - len(both))
