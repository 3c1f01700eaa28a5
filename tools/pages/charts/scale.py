"""From values to places on a line, and the round numbers written beside it."""

import math
from collections.abc import Iterable
from typing import NamedTuple

_TICKS = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Tick(NamedTuple):
    """A round value and where it stands."""

    place: float
    value: float


class Scale(NamedTuple):
    """Values from `low` to `high` on places from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where a value stands, to a tenth of a pixel; halfway when all are the same."""
        # Halves, because the whole range of two huge numbers may be infinite.
        extent = self.high / 2 - self.low / 2
        share = 0.5 if extent == 0 else (value / 2 - self.low / 2) / extent
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[Tick]:
        """About five round values within the scale."""
        extent = self.high - self.low
        if extent == 0 or not math.isfinite(extent):
            return [Tick(self.place(value), value) for value in dict.fromkeys((self.low, self.high))]
        step = _round_step(extent / _TICKS)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        if last - first > 2 * _TICKS:
            # So far from zero that the steps are lost in rounding.
            return [Tick(self.place(self.low), self.low), Tick(self.place(self.high), self.high)]
        return [Tick(self.place(index * step), index * step) for index in range(first, last + 1)]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    if power == 0:
        return rough
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def scale_of(values: Iterable[float], start: float, end: float) -> Scale:
    """The scale that holds all these finite values; there must be one."""
    known = list(values)
    return Scale(min(known), max(known), start, end)
