"""Candidates as values with intervals of one standard error to each side."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.charts.label import label_of
from provenlab.tools.pages.charts.scale import Tick, scale_of

WIDTH = 860
_LEFT, _RIGHT, _TOP, _ROW, _BOTTOM = 220, 24, 8, 26, 28
_MOST_ROWS = 100
_LONGEST_LABEL = 30


class Bar(NamedTuple):
    """A candidate; `wide` reaches one error between scenarios, `narrow` one of the draws, or None."""

    entry: Mapping[str, Any]
    label: str
    y: float
    x: float
    wide: tuple[float, float] | None
    narrow: tuple[float, float] | None


class ErrorBars(NamedTuple):
    """The best first; `left_out` are behind those that are drawn."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    left_out: int
    height: int
    bottom: int
    width: int = WIDTH
    left: int = _LEFT


def error_bars(entries: Sequence[Mapping[str, Any]]) -> ErrorBars | None:
    """None for a leaderboard without candidates."""
    shown = entries[:_MOST_ROWS]
    if not shown:
        return None
    reach = [_reach(entry, name) for entry in shown for name in ("seScenario", "seMc")]
    ends = [end for interval in reach if interval is not None for end in interval]
    across = scale_of([*ends, *(entry["value"] for entry in shown)], _LEFT, WIDTH - _RIGHT)

    def drawn(interval: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if interval is None else (across.place(interval[0]), across.place(interval[1]))

    bars = tuple(
        Bar(
            entry,
            label_of(entry["name"], _LONGEST_LABEL),
            _TOP + at * _ROW + _ROW / 2,
            across.place(entry["value"]),
            drawn(_reach(entry, "seScenario")),
            drawn(_reach(entry, "seMc")),
        )
        for at, entry in enumerate(shown)
    )
    bottom = _TOP + len(shown) * _ROW
    return ErrorBars(bars, tuple(across.ticks()), len(entries) - len(shown), bottom + _BOTTOM, bottom)


def _reach(entry: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    error = entry.get(name)
    return None if error is None else (entry["value"] - error, entry["value"] + error)
