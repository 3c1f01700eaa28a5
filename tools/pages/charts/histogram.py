"""How often which values are there."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from provenlab.tools.pages.charts.frame import SMALL, Axes, axes_of

_MOST_BINS = 40
_GAP = 1
_EXACT = 1e15


class Bin(NamedTuple):
    """From `low` to `high`; the highest bin has its end, the others have not."""

    x: float
    y: float
    width: float
    height: float
    low: float
    high: float
    often: int


class Histogram(NamedTuple):
    """Bins of one width over all finite values; `left_out` are not finite or not there."""

    key: str
    bins: tuple[Bin, ...]
    axes: Axes
    n_values: int
    left_out: int
    x_name: str


def histogram(key: str, values: Iterable[float | None]) -> Histogram | None:
    """Few whole numbers have a bin each, others as many as Sturges (1926) says; None without a number."""
    given = list(values)
    finite = [value for value in given if value is not None and math.isfinite(value)]
    if not finite:
        return None
    edges = _edges(finite)
    counts = [0] * (len(edges) - 1)
    step = edges[1] - edges[0]
    for value in finite:
        counts[max(0, min(int(value / step - edges[0] / step), len(counts) - 1))] += 1
    return _drawn(key, edges, counts, len(finite), len(given) - len(finite), key)


def counted(key: str, counts: Mapping[int, int], x_name: str = "value", most: int = 0) -> Histogram | None:
    """Of whole numbers that were counted before, each with a bin; None without any.

    The axis of counts reaches to `most` at least, so that charts can be compared.
    """
    if not counts:
        return None
    low, high = min(counts), max(counts)
    edges = [value - 0.5 for value in range(low, high + 2)]
    often = [counts.get(value, 0) for value in range(low, high + 1)]
    return _drawn(key, edges, often, sum(often), 0, x_name, most)


def _edges(finite: Sequence[float]) -> list[float]:
    low, high = min(finite), max(finite)
    if max(-low, high) < _EXACT and high - low < _MOST_BINS and all(each == int(each) for each in finite):
        return [value - 0.5 for value in range(int(low), int(high) + 2)]
    n_bins = min(math.ceil(math.log2(len(finite))) + 1, _MOST_BINS)
    step = high / n_bins - low / n_bins
    if low + step > low:
        shares = [at / n_bins for at in range(n_bins + 1)]
        return [low * (1 - share) + high * share for share in shares]
    # So near to each other that no number stands between them: one bin around all.
    around = max(abs(low), abs(high)) / 2 or 0.5
    return [low - around, high + around]


def _drawn(
    key: str,
    edges: Sequence[float],
    counts: Sequence[int],
    n_values: int,
    left_out: int,
    x_name: str,
    most: int = 0,
) -> Histogram:
    across = SMALL.across(edges)
    up = SMALL.up([0, most, *counts])
    bins = []
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        x, y = across.place(low), up.place(count)
        width = round(max(across.place(high) - x - _GAP, 0.5), 1)
        bins.append(Bin(x, y, width, round(up.start - y, 1), low, high, count))
    axes = axes_of(SMALL, across, up)
    # Nothing is there half a time.
    whole = tuple(each for each in axes.y_ticks if each.value == int(each.value))
    return Histogram(key, tuple(bins), axes._replace(y_ticks=whole), n_values, left_out, x_name)
