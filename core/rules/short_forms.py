"""Durations and curves in few letters."""

import math
from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"


def duration(milliseconds: int) -> str:
    """`0.42 s`, `3 min 20 s`, `2 h 5 min`."""
    seconds = milliseconds / 1000
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min {int(seconds % 60)} s"
    return f"{minutes // 60} h {minutes % 60} min"


def blocks(values: Sequence[float], width: int) -> str:
    """Numbers as blocks between the lowest and the highest, at most `width` of them, the last one shown."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    last = len(values) - 1
    chosen = values
    if len(values) > width:
        chosen = [values[round(index * last / max(width - 1, 1))] for index in range(width)]
    return "".join(_block(value, low, high) for value in chosen)


def _block(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return " "
    if high == low:
        return _BLOCKS[3]
    # Halves keep the difference of two large numbers of opposite sign within a double.
    share = (value / 2 - low / 2) / (high / 2 - low / 2)
    return _BLOCKS[min(int(share * len(_BLOCKS)), len(_BLOCKS) - 1)]
