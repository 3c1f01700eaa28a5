"""Where a chart with two axes is drawn: its size, and the edges of the space between its axes."""

from collections.abc import Iterable
from typing import NamedTuple

from provenlab.tools.pages.charts.scale import Scale, Tick, scale_of


class Frame(NamedTuple):
    """In units of the picture, from its upper left corner; the axes stand at `left` and at `bottom`."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    def across(self, values: Iterable[float], margin: int = 0) -> Scale:
        """The scale of the lower axis, which stays `margin` away from both of its ends."""
        return scale_of(values, self.left + margin, self.right - margin)

    def up(self, values: Iterable[float], margin: int = 0) -> Scale:
        """The scale of the axis at the left: the highest value is at the top."""
        return scale_of(values, self.bottom - margin, self.top + margin)


class Axes(NamedTuple):
    """A frame with the round values along both of its axes."""

    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def axes_of(frame: Frame, across: Scale, up: Scale) -> Axes:
    """The axes of two scales of this frame."""
    return Axes(frame, tuple(across.ticks()), tuple(up.ticks()))


SMALL = Frame(width=420, height=230, left=60, right=402, top=10, bottom=188)
"""Of charts that stand beside each other."""
