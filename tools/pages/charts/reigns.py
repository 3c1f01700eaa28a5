"""Who was champion from which change to which, as bars."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

WIDTH = 860
_LEFT, _RIGHT, _TOP, _ROW, _BOTTOM = 110, 24, 8, 26, 26
_MOST_ROWS, _MOST_EVENTS, _DATES = 30, 60, 6


class Bar(NamedTuple):
    """A time at the top; `is_open` for the one that goes on."""

    x: float
    y: float
    width: float
    title: str
    is_open: bool


class Mark(NamedTuple):
    """An event that concerns a version."""

    x: float
    y: float
    kind: str
    title: str


class Reigns(NamedTuple):
    """A row for each version that was champion, the latest above; the axis counts changes, not days.

    A model may change hands ten times in a night and then not for a year.
    """

    rows: tuple[tuple[float, int], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    dates: tuple[tuple[float, str], ...]
    height: int
    left_out: int
    width: int = WIDTH
    left: int = _LEFT
    right: int = WIDTH - _RIGHT


def reigns(history: Sequence[Mapping[str, Any]]) -> Reigns | None:
    """Of the events of a model, oldest first, the last sixty; None when nobody was champion."""
    events = history[-_MOST_EVENTS:]
    found = [each["champion"] for each in reversed(events) if each.get("champion")]
    shown = list(dict.fromkeys(found))[:_MOST_ROWS]
    if not shown:
        return None
    place = {version: _TOP + at * _ROW for at, version in enumerate(shown)}
    step = (WIDTH - _LEFT - _RIGHT) / len(events)
    across = [round(_LEFT + at * step, 1) for at in range(len(events) + 1)]
    bars = [
        Bar(across[begin], place[version], across[end] - across[begin], title, end == len(events))
        for version, begin, end, title in _spells(events)
        if version in place
    ]
    marks = [
        Mark(x, place[each["version"]], each["kind"], _told(each))
        for x, each in zip(across, events, strict=False)
        if each["version"] in place
    ]
    every = -(-len(events) // _DATES)
    dates = [(across[at], events[at]["at"]) for at in range(0, len(events), every)]
    rows = tuple((y, version) for version, y in place.items())
    height = _TOP + len(shown) * _ROW + _BOTTOM
    return Reigns(rows, tuple(bars), tuple(marks), tuple(dates), height, len(history) - len(events))


def _spells(events: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, int, str]]:
    """(version, number of the event that began it, of the one that ended it, words)."""
    spells: list[tuple[int, int, int, str]] = []
    begin = 0
    for at in range(1, len(events) + 1):
        champion = events[begin].get("champion")
        if at == len(events) or events[at].get("champion") != champion:
            if champion:
                until = events[at]["at"][:19] if at < len(events) else "now"
                words = f"version {champion}, {events[begin]['at'][:19]} to {until}: {_told(events[begin])}"
                spells.append((champion, begin, at, words))
            begin = at
    return spells


def _told(event: Mapping[str, Any]) -> str:
    why = f", {event['reason']}" if event.get("reason") else ""
    return f"version {event['version']} {event['kind']}{why}"
