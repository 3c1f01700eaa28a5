"""What an artifact holds: rows or lines, and charts of the numbers among them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import Any, NamedTuple

from provenlab.core.errors import LimitExceeded, ProvenlabError, UnreadableContent
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import whole_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.curves import CurveChart, Series, curve_chart
from provenlab.tools.pages.charts.histogram import Histogram, histogram
from provenlab.tools.pages.record_table import numeric

_ROWS, _LINES, _CHARTED = 50, 200, 1_000
_CHARTS = 4
_FEWEST = 3
_TOLD = ("blob_missing", "expired", "uri_refused", "store_unavailable", "missing_extra")
SHAPES = ("curve", "histogram", "none")


class Contents(NamedTuple):
    """The rows or lines of one page; `problem` says why there are none."""

    part: Mapping[str, Any] | None = None
    rows: Sequence[Sequence[Any]] = ()
    lines: Sequence[str] = ()
    first: int = 0
    last: int = 0
    is_number: Sequence[bool] = ()
    charts: Sequence[CurveChart | Histogram] = ()
    shape: str = SHAPES[0]
    before: str | None = None
    after: str | None = None
    problem: str = ""


def contents_of(ask: Asking, address: Address, artifact_id: str) -> Contents:
    """Of the place that the address names; what cannot be read is told, and the page stands."""
    offset = whole_of(address, "offset") if address.one("offset") else 0
    wanted: dict[str, Any] = {"artifactId": artifact_id, "offset": offset, "limit": _CHARTED}
    if address.many("column"):
        wanted["columnNames"] = address.many("column")
    try:
        part = ask("preview_artifact", **wanted)
    except (LimitExceeded, UnreadableContent) as error:
        return Contents(problem=f"Nothing of it is shown: {error.message}.")
    except ProvenlabError as error:
        if error.code not in _TOLD:
            raise
        return Contents(problem=error.message)
    return _shown(part, address, offset)


def _shown(part: Mapping[str, Any], address: Address, offset: int) -> Contents:
    size = _ROWS if part["shape"] == "table" else _LINES
    rows, lines = part["rows"][:size], part["lines"][:size]
    end = offset + len(rows) + len(lines)
    has_more = "nextOffset" in part or max(len(part["rows"]), len(part["lines"])) > size
    numbers = _numbers(part)
    shape = address.one("chart")
    shape = shape if shape in SHAPES else _usual_shape(numbers)
    return Contents(
        part,
        rows,
        lines,
        offset + 1,
        end,
        [each is not None for each in numbers],
        _charts(part, numbers, shape, offset),
        shape,
        address.with_changes(offset=str(max(offset - size, 0)) if offset > size else None)
        if offset
        else None,
        address.with_changes(offset=str(end)) if has_more else None,
    )


def _numbers(part: Mapping[str, Any]) -> list[list[float | None] | None]:
    """Of each column the numbers; None for one that has others than numbers."""
    columns = zip(*part["rows"], strict=True) if part["rows"] else [()] * len(part["columns"])
    return [_as_numbers(cells) for cells in columns]


def _as_numbers(cells: Sequence[Any]) -> list[float | None] | None:
    found: list[float | None] = []
    for cell in cells:
        number = _number(cell)
        if number is None and cell not in (None, "", "NaN", "Infinity", "-Infinity"):
            return None
        found.append(number)
    return found if any(each is not None for each in found) else None


def _number(cell: Any) -> float | None:
    """CSV has its numbers as text."""
    if isinstance(cell, str):
        try:
            return numeric(float(cell)) if len(cell) < 40 and "_" not in cell else None
        except ValueError:
            return None
    return numeric(cell)


def _usual_shape(numbers: Sequence[Sequence[float | None] | None]) -> str:
    """A histogram where most columns are without memory, as samples are; else curves."""
    varied = [values for values in numbers if values is not None and len(set(values)) > 1]
    samples = [values for values in varied if _is_memoryless(values)]
    return SHAPES[1] if 2 * len(samples) > len(varied) else SHAPES[0]


def _is_memoryless(values: Sequence[float | None]) -> bool:
    """By the ratio of von Neumann (1941): 2 for independent values, near 0 for a walk."""
    known = [value for value in values if value is not None]
    scale = max(map(abs, known), default=0.0) or 1.0
    shares = [value / scale for value in known]
    mean = fsum(shares) / len(shares)
    spread = fsum((each - mean) ** 2 for each in shares)
    return fsum((after - before) ** 2 for before, after in pairwise(shares)) > spread > 0


def _charts(
    part: Mapping[str, Any], numbers: Sequence[Sequence[float | None] | None], shape: str, offset: int
) -> list[CurveChart | Histogram]:
    """Of the first columns of numbers whose values are not all the same."""
    if shape == "none" or len(part["rows"]) < _FEWEST:
        return []
    named = [
        (column["name"], values)
        for column, values in zip(part["columns"], numbers, strict=True)
        if values is not None and len(set(values)) > 1
    ][:_CHARTS]
    if shape == "histogram":
        drawn: list[CurveChart | Histogram | None] = [histogram(name, values) for name, values in named]
    else:
        drawn = [_curve(name, values, offset) for name, values in named]
    return [each for each in drawn if each is not None]


def _curve(name: str, values: Sequence[float | None], offset: int) -> CurveChart | None:
    gap = float("nan")
    points = [(float(offset + at), gap if each is None else each) for at, each in enumerate(values, 1)]
    return curve_chart(name, [Series(name, "", points)], "row")
