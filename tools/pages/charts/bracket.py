"""A knock-out tournament as a tree: who is most likely to win each game, and how likely."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.charts.label import label_of

_SLOT, _ROW, _COLUMN, _GAP, _EDGE = 26, 22, 132, 22, 8
_LONGEST = 13
Chances = dict[int, float]


class Seat(NamedTuple):
    """A place in the tree: the favourite to stand there, the chance of that, and the way to the next game."""

    x: float
    y: float
    team: str
    label: str
    chance: float
    line: str
    is_locked: bool


class Tree(NamedTuple):
    """Seats of all rounds, the first round on the left; `titles` are chances to win it all by team."""

    seats: tuple[Seat, ...]
    titles: Mapping[str, float]
    expected_points: Mapping[str, float]
    width: float
    height: float
    seat_width: int = _COLUMN
    seat_height: int = _ROW


class _Field:
    """Chances by dynamic programming over the bracket, as the engine's oracle has them."""

    def __init__(self, world: Mapping[str, Any]) -> None:
        self.teams = [team for slot in world["slots"] for team in slot]
        self.p: Sequence[Sequence[float]] = world["p"]
        self._number = {team: at for at, team in enumerate(self.teams)}
        self._locked = {int(game): self._number[team] for game, team in world.get("locked", {}).items()}
        self.game = 0

    def play(self, one: Chances, other: Chances) -> tuple[Chances, bool]:
        """Who comes out of the next game; the second says that it has been played."""
        winner = self._locked.get(self.game)
        self.game += 1
        if winner is not None:
            return {winner: 1.0}, True
        return {**self._wins(one, other), **self._wins(other, one)}, False

    def _wins(self, mine: Chances, theirs: Chances) -> Chances:
        return {
            team: chance * sum(there * self.p[team][each] for each, there in theirs.items())
            for team, chance in mine.items()
        }


def bracket_tree(world: Mapping[str, Any]) -> Tree:
    """The world of a `calcutta` scenario, as its kind has checked it."""
    field = _Field(world)
    standing = _first_seats(field, world["slots"])
    steps = _cumulative(world["rules"], len(standing).bit_length())
    points = [steps[0]] * len(field.teams)
    seats: list[Seat] = []
    y = [_EDGE + _SLOT * (at + 0.5) for at in range(len(standing))]
    step = 0
    while True:
        step += 1
        for chances, _ in standing:
            for team, chance in chances.items():
                points[team] += chance * (steps[step] - steps[step - 1])
        seats += _drawn(field, standing, y, step - 1)
        if len(standing) == 1:
            break
        pairs = list(zip(standing[::2], standing[1::2], strict=True))
        standing = [field.play(one, other) for (one, _), (other, _) in pairs]
        y = [(above + below) / 2 for above, below in zip(y[::2], y[1::2], strict=True)]
    titles = {field.teams[team]: chance for team, chance in standing[0][0].items()}
    width = 2 * _EDGE + step * (_COLUMN + _GAP) - _GAP
    height = 2 * _EDGE + _SLOT * len(world["slots"])
    return Tree(tuple(seats), titles, dict(zip(field.teams, points, strict=True)), width, height)


def _first_seats(field: _Field, slots: Sequence[Sequence[str]]) -> list[tuple[Chances, bool]]:
    """Play-ins come first, by slot."""
    found: list[tuple[Chances, bool]] = []
    at = 0
    for slot in slots:
        here: Chances = {at: 1.0}
        if len(slot) == 2:
            found.append(field.play(here, {at + 1: 1.0}))
        else:
            found.append((here, False))
        at += len(slot)
    return found


def _cumulative(rules: Mapping[str, int], n_steps: int) -> list[float]:
    total, steps = 0.0, []
    for step in range(n_steps + 1):
        total += rules.get(str(step), 0)
        steps.append(total)
    return steps


def _drawn(
    field: _Field, standing: Sequence[tuple[Chances, bool]], places: Sequence[float], column: int
) -> list[Seat]:
    x = _EDGE + column * (_COLUMN + _GAP)
    seats = []
    for at, ((chances, is_locked), y) in enumerate(zip(standing, places, strict=True)):
        team = max(chances, key=lambda each: (chances[each], -each))
        name, line = field.teams[team], ""
        if len(standing) > 1:
            end = (y + places[at ^ 1]) / 2
            line = f"M{x + _COLUMN},{y} h{_GAP / 2} V{end} h{_GAP / 2}"
        seats.append(Seat(x, y - _ROW / 2, name, label_of(name, _LONGEST), chances[team], line, is_locked))
    return seats
