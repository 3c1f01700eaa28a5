"""What a world of the kind `calcutta` looks like: its bracket, who bids what, and what is paid."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from provenlab.tools.pages.charts.bracket import Tree, bracket_tree
from provenlab.tools.pages.charts.shading import Shading, shading

_MOST_TEAMS, _MOST_ENTRIES = 128, 200
_CENTS = 100


class TeamRow(NamedTuple):
    """What the field thinks of a team, and what it is worth."""

    team: str
    n_bids: int
    total: float
    share: float
    highest: float
    title: float
    points: float


class CalcuttaWorld(NamedTuple):
    """Teams by the chance of the title; `bids` is entry by team, None when there are too many to draw."""

    tree: Tree
    teams: tuple[TeamRow, ...]
    bids: Shading | None
    n_entries: int
    pot: float
    payouts: tuple[tuple[str, float], ...]
    rules: tuple[tuple[str, int], ...]


def calcutta_world(world: Mapping[str, Any]) -> CalcuttaWorld | None:
    """None for a bracket of more teams than a picture holds."""
    teams = [team for slot in world["slots"] for team in slot]
    if len(teams) > _MOST_TEAMS:
        return None
    tree = bracket_tree(world)
    field: Mapping[str, Mapping[str, float]] = world["field"]
    by_team: dict[str, list[float]] = {team: [] for team in teams}
    for bids in field.values():
        for team, bid in bids.items():
            by_team.setdefault(team, []).append(bid)
    pot = sum(map(sum, by_team.values()))
    rows = [_row(team, by_team[team], pot, tree) for team in teams]
    return CalcuttaWorld(
        tree,
        tuple(sorted(rows, key=lambda row: -row.title)),
        shading(field, [row.team for row in sorted(rows, key=lambda row: -row.total) if row.n_bids])
        if len(field) <= _MOST_ENTRIES
        else None,
        len(field),
        pot,
        tuple((place, cents / _CENTS) for place, cents in _in_order(world["payouts"])),
        tuple(_in_order(world["rules"])),
    )


def _row(team: str, bids: list[float], pot: float, tree: Tree) -> TeamRow:
    total = sum(bids)
    share = total / pot if pot else 0.0
    return TeamRow(
        team,
        len(bids),
        total,
        share,
        max(bids, default=0),
        tree.titles.get(team, 0.0),
        tree.expected_points[team],
    )


def _in_order(numbered: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(numbered.items(), key=lambda pair: int(pair[0]))
