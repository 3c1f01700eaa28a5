"""Records as points: a setting or metric against another one."""

from collections.abc import Sequence
from typing import NamedTuple

from provenlab.tools.pages.charts.frame import Axes, Frame, axes_of
from provenlab.tools.pages.record_table import RecordRow, numeric

_FRAME = Frame(width=860, height=420, left=70, right=844, top=26, bottom=372)
_MARGIN = 8


class Point(NamedTuple):
    """A record where it stands."""

    row: RecordRow
    x: float
    y: float
    x_value: float
    y_value: float


class Scatter(NamedTuple):
    """Points and axes; `left_out` records have no number for one of the axes."""

    x_name: str
    y_name: str
    points: tuple[Point, ...]
    axes: Axes
    left_out: int


def scatter(rows: Sequence[RecordRow], x_name: str, y_name: str) -> Scatter | None:
    """None when no record has both numbers."""
    found = [(row, numeric(row.values.get(x_name)), numeric(row.values.get(y_name))) for row in rows]
    both = [(row, x, y) for row, x, y in found if x is not None and y is not None]
    if not both:
        return None
    across = _FRAME.across((x for _, x, _ in both), _MARGIN)
    up = _FRAME.up((y for _, _, y in both), _MARGIN)
    points = tuple(Point(row, across.place(x), up.place(y), x, y) for row, x, y in both)
    return Scatter(x_name, y_name, points, axes_of(_FRAME, across, up), len(rows) - len(both))
