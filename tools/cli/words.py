"""Numbers, sizes and curves in few letters."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_MOST_DIGITS = 1e9
_TAGGED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def span(milliseconds: float) -> str:
    """`0.42 s`, `3 min 20 s`, `2 h 5 min`."""
    from provenlab.core.rules.short_forms import duration

    return duration(int(milliseconds))


def size(value: Any) -> str:
    """`812 B`, `1.2 MiB`."""
    if value is None:
        return "-"
    amount, unit = float(value), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} B" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def number(value: Any) -> str:
    """Six significant digits, whole numbers in full; what JSON has no number for by its name."""
    return _in_digits(value, 6)


def rough(value: Any) -> str:
    """As `number` with four significant digits; thousands are rounded to whole ones."""
    return _in_digits(value, 4)


def _in_digits(value: Any, digits: int) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    is_whole = float(value).is_integer() or 10 ** (digits - 1) <= abs(value)
    return f"{value:.0f}" if is_whole and abs(value) < _MOST_DIGITS else f"{value:.{digits}g}"


def metrics(value: Mapping[str, Any] | None, most: int = 4) -> str:
    """`auc 0.91 · loss 0.2`, and how many more there are."""
    if not value:
        return "-"
    shown = [f"{key} {rough(each)}" for key, each in list(value.items())[:most]]
    return " · ".join([*shown, f"+{len(value) - most}"] if len(value) > most else shown)


def as_float(value: Any) -> float:
    """A number of the wire, NaN and the infinities among them."""
    return _TAGGED.get(value, math.nan) if isinstance(value, str) else float(value)


def curve(values: Sequence[float], width: int) -> str:
    """A series as blocks from its lowest to its highest value; a blank for what is no number."""
    from provenlab.core.rules.short_forms import blocks

    return blocks(values, max(width, 1))
