"""Curves of metrics over their steps, of one run or of several on the same axes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.core.models.metric import parse_number
from provenlab.tools.pages.charts.frame import SMALL, Axes, axes_of

_MOST_POINTS = 400
COLOURS, DASHES = 6, 4
_MARGIN = 6


class Curve(NamedTuple):
    """One run's values: strokes between gaps, single points as dots, and what it is known by."""

    label: str
    link: str
    strokes: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    mark: str


class CurveChart(NamedTuple):
    """A metric over its steps; `n_points` are all that were read."""

    key: str
    curves: tuple[Curve, ...]
    axes: Axes
    last: str
    n_points: int
    x_name: str


class Series(NamedTuple):
    """Steps and values of one run; a value that is not finite is a gap."""

    label: str
    link: str
    points: Sequence[tuple[float, float]]


def series_by_key(points: Iterable[Mapping[str, Any]], label: str, link: str) -> dict[str, Series]:
    """The points of a run as the doors tell them, apart by metric; without a step, a point counts on."""
    found: dict[str, list[tuple[float, float]]] = {}
    for point in points:
        place = found.setdefault(point["key"], [])
        place.append((float(point.get("step", len(place))), parse_number(point["value"])))
    return {key: Series(label, link, found[key]) for key in sorted(found)}


def mark_of(number: int) -> str:
    """The colour of one among several, and its dashes where there are more than colours."""
    dash = number // COLOURS % DASHES
    return f"colour{number % COLOURS}" + (f" dash{dash}" if dash else "")


def curve_chart(key: str, series: Sequence[Series], x_name: str = "step") -> CurveChart | None:
    """None when there is no finite value."""
    finite = [(x, y) for each in series for x, y in each.points if math.isfinite(y)]
    if not finite:
        return None
    across = SMALL.across((x for x, _ in finite), _MARGIN)
    up = SMALL.up((y for _, y in finite), _MARGIN)
    curves = []
    for number, each in enumerate(series):
        pieces = [
            [(across.place(x), up.place(y)) for x, y in piece] for piece in _pieces(thinned(each.points))
        ]
        strokes = tuple(" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if len(piece) > 1)
        dots = tuple(piece[0] for piece in pieces if len(piece) == 1)
        curves.append(Curve(each.label, each.link, strokes, dots, mark_of(number)))
    last = next((each.points[-1][1] for each in series if each.points), math.nan)
    total = sum(len(each.points) for each in series)
    return CurveChart(key, tuple(curves), axes_of(SMALL, across, up), f"{last:.6g}", total, x_name)


def _pieces(points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if math.isfinite(point[1]):
            pieces[-1].append(point)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most about 400: the lowest and the highest of each stretch, so that spikes and gaps stay."""
    if len(points) <= _MOST_POINTS:
        return list(points)
    stretches = _MOST_POINTS // 2
    kept = {0, len(points) - 1}
    for index in range(stretches):
        stretch = range(index * len(points) // stretches, (index + 1) * len(points) // stretches)
        finite = [at for at in stretch if math.isfinite(points[at][1])]
        if len(finite) < len(stretch):
            kept.add(next(at for at in stretch if not math.isfinite(points[at][1])))
        if finite:
            kept |= {min(finite, key=lambda at: points[at][1]), max(finite, key=lambda at: points[at][1])}
    return [points[at] for at in sorted(kept)]
