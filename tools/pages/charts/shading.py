"""A table as a picture: rows by columns, darker for more."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from provenlab.tools.pages.charts.label import label_of

_LEFT, _TOP, _CELL_WIDTH, _CELL_HEIGHT = 110, 84, 13, 13
SHADES = 5
_LONGEST = 16
_SLANT = 48
"""So far the slanted name of the last column reaches."""


class Shade(NamedTuple):
    """A cell; shade 1 is the least that is there, 5 the most."""

    x: float
    y: float
    shade: int
    title: str


class Shading(NamedTuple):
    """Names of rows at the left, of columns above."""

    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    cells: tuple[Shade, ...]
    width: float
    height: float
    left: int = _LEFT
    top: int = _TOP
    cell_width: int = _CELL_WIDTH - 1
    cell_height: int = _CELL_HEIGHT - 1


def shading(table: Mapping[str, Mapping[str, float]], columns: Sequence[str]) -> Shading | None:
    """Of row -> column -> value; what is not there is left white. None without any value."""
    values = [value for row in table.values() for value in row.values()]
    if not values:
        return None
    most = max(values) or 1.0
    place = {name: _LEFT + at * _CELL_WIDTH for at, name in enumerate(columns)}
    cells = tuple(
        Shade(place[name], _TOP + at * _CELL_HEIGHT, _shade(value / most), f"{row} on {name}: {value:g}")
        for at, (row, found) in enumerate(table.items())
        for name, value in found.items()
        if name in place
    )
    return Shading(
        tuple((_TOP + at * _CELL_HEIGHT + 10, label_of(name, _LONGEST)) for at, name in enumerate(table)),
        tuple((x + 9, label_of(name, _LONGEST)) for name, x in place.items()),
        cells,
        _LEFT + len(columns) * _CELL_WIDTH + _SLANT,
        _TOP + len(table) * _CELL_HEIGHT + 4,
    )


def _shade(share: float) -> int:
    return max(1, min(SHADES, int(share * SHADES) + 1))
