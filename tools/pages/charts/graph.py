"""Lineage as a picture: the start at one side, what it came from or went into by depth."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from provenlab.tools.pages.address import path_to
from provenlab.tools.pages.charts.label import label_of

_NODE_WIDTH, _NODE_HEIGHT = 184, 40
_GAP_X, _GAP_Y, _EDGE = 64, 14, 12
_PASSES = 2
_LONGEST_LABEL = 22


class GraphNode(NamedTuple):
    """A record where it stands."""

    kind: str
    id: str
    label: str
    x: float
    y: float
    link: str | None
    is_start: bool


class GraphEdge(NamedTuple):
    """The way from what was used to what used it."""

    path: str
    role: str


class Graph(NamedTuple):
    """A drawn lineage."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    width: float
    height: float
    truncated: bool
    node_width: int = _NODE_WIDTH
    node_height: int = _NODE_HEIGHT


Name = tuple[str, str]


def drawn_lineage(lineage: Mapping[str, Any]) -> Graph:
    """Sources stand left of what was made from them, whichever way was asked; `both` is one way as well.

    A node may bring its own `link`, and kinds are those of the addresses.
    """
    nodes = {(each["kind"], each["id"]): each for each in lineage["nodes"]}
    ends = [
        ((each["sourceKind"], each["sourceId"]), (each["targetKind"], each["targetId"]), each["role"])
        for each in lineage["edges"]
    ]
    ends = _without_shortcuts([each for each in ends if each[0] in nodes and each[1] in nodes])
    start = (lineage["startKind"], lineage["startId"])
    pairs = [(source, target) for source, target, _ in ends]
    columns = _columns(list(nodes), pairs, start, lineage["direction"])
    _untangle(columns, pairs)
    tallest = max(len(column) for column in columns)
    places = {
        name: (
            _EDGE + x * (_NODE_WIDTH + _GAP_X),
            _EDGE + (y + (tallest - len(column)) / 2) * (_NODE_HEIGHT + _GAP_Y),
        )
        for x, column in enumerate(columns)
        for y, name in enumerate(column)
    }
    return Graph(
        tuple(_node(nodes[name], place, name == start) for name, place in places.items()),
        tuple(GraphEdge(_curve(places[source], places[target]), role) for source, target, role in ends),
        2 * _EDGE + len(columns) * (_NODE_WIDTH + _GAP_X) - _GAP_X,
        2 * _EDGE + tallest * (_NODE_HEIGHT + _GAP_Y) - _GAP_Y,
        lineage["truncated"],
    )


def _without_shortcuts(ends: Sequence[tuple[Name, Name, str]]) -> list[tuple[Name, Name, str]]:
    """Without ways from artifact to artifact where one goes through whoever made it as well."""
    taken: dict[Name, set[Name]] = {}
    made: dict[Name, set[Name]] = {}
    for source, target, _ in ends:
        if target[0] != "artifact":
            taken.setdefault(source, set()).add(target)
        if source[0] != "artifact":
            made.setdefault(target, set()).add(source)
    return [each for each in ends if not taken.get(each[0], set()) & made.get(each[1], set())]


def _columns(
    names: Sequence[Name], ends: Sequence[tuple[Name, Name]], start: Name, direction: str
) -> list[list[Name]]:
    """A node stands behind all that lead to it: by the longest way from the start, not the shortest."""
    ways = [(target, source) for source, target in ends]
    up = _levels(len(names), ways, start) if direction != "downstream" else {}
    down = _levels(len(names), ends, start) if direction != "upstream" else {}
    beside = -1 if direction == "upstream" else 1
    level = {name: -up[name] if name in up else down.get(name, beside) for name in names}
    columns: dict[int, list[Name]] = {}
    for name in names:
        columns.setdefault(level[name], []).append(name)
    return [columns[each] for each in sorted(columns)]


def _levels(n_names: int, ways: Sequence[tuple[Name, Name]], start: Name) -> dict[Name, int]:
    """Of all that are reached from the start."""
    found = {start: 0}
    for _ in range(n_names):
        before = dict(found)
        for near, far in ways:
            if near in found and far != start:
                found[far] = max(found.get(far, 0), min(found[near] + 1, n_names))
        if found == before:
            break
    return found


def _untangle(columns: list[list[Name]], ends: Sequence[tuple[Name, Name]]) -> None:
    """Puts every node near the mean of its neighbours (the barycentre heuristic of Sugiyama et al., 1981)."""
    near: dict[Name, list[Name]] = {}
    for source, target in ends:
        near.setdefault(source, []).append(target)
        near.setdefault(target, []).append(source)
    for at in range(_PASSES * len(columns)):
        place = {name: y for column in columns for y, name in enumerate(column)}

        def middle(name: Name, place: Mapping[Name, int] = place) -> float:
            around = [place[each] for each in near.get(name, ())]
            return sum(around) / len(around) if around else place[name]

        columns[at % len(columns)].sort(key=middle)


def _node(node: Mapping[str, Any], place: tuple[float, float], is_start: bool) -> GraphNode:
    label = label_of(str(node.get("label") or node["id"]), _LONGEST_LABEL)
    own = node.get("link")
    link = own or (path_to(f"{node['kind']}s", node["id"]) if node["known"] else None)
    return GraphNode(node["kind"], node["id"], label, *place, link, is_start)


def _curve(source: tuple[float, float], target: tuple[float, float]) -> str:
    x0, y0 = source[0] + _NODE_WIDTH, source[1] + _NODE_HEIGHT / 2
    x1, y1 = target[0], target[1] + _NODE_HEIGHT / 2
    if x1 < x0:
        # Both in one column, or backwards: around the side.
        x1 += _NODE_WIDTH if target[0] == source[0] else 0
    bend = max(abs(x1 - x0) / 2, _GAP_X / 2)
    end_bend = x1 + bend if target[0] == source[0] else x1 - bend
    return f"M{x0},{y0} C{x0 + bend},{y0} {end_bend},{y1} {x1},{y1}"
