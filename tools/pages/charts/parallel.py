"""Records as lines over parallel axes; the last axis is the metric, and gives a line its shade."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from provenlab.tools.pages.charts.frame import Frame
from provenlab.tools.pages.charts.scale import Scale, Tick
from provenlab.tools.pages.record_table import RecordRow, numeric

_FRAME = Frame(width=860, height=420, left=60, right=800, top=60, bottom=396)
_SHADES = 5


class Axis(NamedTuple):
    """A column, where its axis stands, and its round values."""

    name: str
    x: float
    ticks: tuple[Tick, ...]


class Line(NamedTuple):
    """A record's way over the axes; shade 0 is the lowest fifth of the metric, 4 the highest."""

    row: RecordRow
    path: str
    shade: int


class Parallel(NamedTuple):
    """Axes and lines; `left_out` records lack a number on one of the axes."""

    axes: tuple[Axis, ...]
    lines: tuple[Line, ...]
    left_out: int
    frame: Frame = _FRAME


def parallel_axes(rows: Sequence[RecordRow], names: Sequence[str]) -> Parallel | None:
    """None when no record has a number on every axis."""
    found = [(row, {name: numeric(row.values.get(name)) for name in names}) for row in rows]
    whole: list[tuple[RecordRow, Mapping[str, float]]] = [
        (row, {name: value for name, value in values.items() if value is not None})
        for row, values in found
        if None not in values.values()
    ]
    if not whole or not names:
        return None
    scales = {name: _FRAME.up(v[name] for _, v in whole) for name in names}
    places = _spread(len(names))
    axes = tuple(Axis(name, x, tuple(scales[name].ticks())) for name, x in zip(names, places, strict=True))
    lines = tuple(
        Line(row, _path(axes, scales, values), _shade(scales[names[-1]], values[names[-1]]))
        for row, values in whole
    )
    return Parallel(axes, lines, len(rows) - len(whole))


def _spread(count: int) -> list[float]:
    gap = (_FRAME.right - _FRAME.left) / max(count - 1, 1)
    return [round(_FRAME.left + index * gap, 1) for index in range(count)]


def _path(axes: Sequence[Axis], scales: Mapping[str, Scale], values: Mapping[str, float]) -> str:
    return " ".join(f"{axis.x},{scales[axis.name].place(values[axis.name])}" for axis in axes)


def _shade(scale: Scale, value: float) -> int:
    share = (scale.start - scale.place(value)) / (scale.start - scale.end)
    return min(int(share * _SHADES), _SHADES - 1)
