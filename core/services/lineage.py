"""Walking the graph of artifacts and experiments."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from provenlab.core.errors import LimitExceeded, NotFound
from provenlab.core.models.lineage import (
    Direction,
    Lineage,
    LineageEdge,
    LineageNode,
    Node,
    NodeKind,
    NodeLabel,
)
from provenlab.core.models.value import restored
from provenlab.core.ports.lineage import LineagePort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.limits import MAX_LINEAGE_NODES

_Parts = tuple[str, str, str, str, str]
_Hops = Callable[[list[Node]], list[LineageEdge]]
ANY_DEPTH = 1_000
_WORTH_ONE_ANSWER = 3
# Beyond that many, one answer repeats too much of what it finds on several ways.
_MOST_AT_ONCE = 300


@dataclass(slots=True)
class _Walk:
    """Breadth first from the start, so that every node gets its least depth."""

    depths: dict[Node, int]
    edges: dict[_Parts, LineageEdge] = field(default_factory=dict)
    truncated: bool = False


class LineageService:
    """Answers 'what came of this?' and 'what did this come from?' over one snapshot."""

    def __init__(self, port: LineagePort, store: StorePort) -> None:
        self._port = port
        self._store = store

    def lineage(
        self,
        start: Node,
        direction: Direction,
        max_depth: int = ANY_DEPTH,
        max_nodes: int = MAX_LINEAGE_NODES,
    ) -> Lineage:
        """The graph within `max_depth` edges; NotFound when nobody registered or used the start."""
        with self._store.snapshot():
            walk = self._walk(start, direction, max_depth, max_nodes)
            known = self._nodes(walk)
        if start not in known and not walk.edges and not walk.truncated:
            raise NotFound(f"no {start[0]} {start[1]}", {"kind": start[0], "id": start[1]})
        return Lineage(
            start_kind=start[0],
            start_id=start[1],
            direction=direction,
            max_depth=max_depth,
            nodes=tuple(_shown(node, depth, known.get(node)) for node, depth in _in_order(walk.depths)),
            edges=tuple(walk.edges[each] for each in sorted(walk.edges)),
            truncated=walk.truncated,
        )

    def artifacts_made_from(self, artifact_id: str) -> tuple[str, ...]:
        """All artifacts downstream of one, itself left out; LimitExceeded when they are too many."""
        walk = self._walk(("artifact", artifact_id), "downstream", ANY_DEPTH, MAX_LINEAGE_NODES)
        if walk.truncated:
            found = {"field": "transitive", "artifactId": artifact_id, "limit": MAX_LINEAGE_NODES}
            raise LimitExceeded(f"more than {MAX_LINEAGE_NODES:,} records came of {artifact_id}", found)
        return tuple(sorted(name for kind, name in walk.depths if kind == "artifact" and name != artifact_id))

    def _walk(self, start: Node, direction: Direction, max_depth: int, max_nodes: int) -> _Walk:
        walk = _Walk({start: 0})
        frontier = [start]
        edges_of = self._hops(start, direction, max_depth)
        for depth in range(1, max_depth + 1):
            reached = _follow(walk, edges_of(frontier), direction, max_nodes)
            for node in reached:
                walk.depths[node] = depth
            if not reached:
                return walk
            frontier = reached
        beyond = edges_of(frontier)
        walk.truncated = walk.truncated or any(_end(edge, direction) not in walk.depths for edge in beyond)
        return walk

    def _hops(self, start: Node, direction: Direction, max_depth: int) -> _Hops:
        """Tells the edges that leave some nodes: out of one answer of the store where they are few."""
        found = None
        if max_depth >= _WORTH_ONE_ANSWER:
            # One hop more than is walked: whether there was more is asked too.
            found = self._port.edges_around(*start, direction, max_depth + 1, _MOST_AT_ONCE)
        if found is None:
            return lambda nodes: self._port.edges(
                _ids(nodes, "artifact"), _ids(nodes, "experiment"), direction
            )
        leaving: defaultdict[Node, list[LineageEdge]] = defaultdict(list)
        for edge in found:
            leaving[_begin(edge, direction)].append(edge)
        return lambda nodes: [edge for node in nodes for edge in leaving.get(node, ())]

    def _nodes(self, walk: _Walk) -> dict[Node, NodeLabel]:
        reached = list(walk.depths)
        return self._port.nodes(_ids(reached, "artifact"), _ids(reached, "experiment"))


def _follow(walk: _Walk, edges: list[LineageEdge], direction: Direction, max_nodes: int) -> list[Node]:
    reached: dict[Node, None] = {}
    # Which nodes a limit leaves out must not depend on the order in which a store found their edges.
    for parts, edge in sorted({_parts(edge): edge for edge in edges}.items()):
        node = _end(edge, direction)
        if node not in walk.depths and node not in reached:
            if len(walk.depths) + len(reached) >= max_nodes:
                walk.truncated = True
                continue
            reached[node] = None
        walk.edges[parts] = edge
    return list(reached)


def _parts(edge: LineageEdge) -> _Parts:
    return edge.source_kind, edge.source_id, edge.target_kind, edge.target_id, edge.role


def _end(edge: LineageEdge, direction: Direction) -> Node:
    if direction == "downstream":
        return edge.target_kind, edge.target_id
    return edge.source_kind, edge.source_id


def _begin(edge: LineageEdge, direction: Direction) -> Node:
    if direction == "downstream":
        return edge.source_kind, edge.source_id
    return edge.target_kind, edge.target_id


def _ids(nodes: list[Node], kind: NodeKind) -> list[str]:
    return [name for each, name in nodes if each == kind]


def _in_order(depths: dict[Node, int]) -> list[tuple[Node, int]]:
    return sorted(depths.items(), key=lambda item: (item[1], item[0]))


def _shown(node: Node, depth: int, found: NodeLabel | None) -> LineageNode:
    kind, record_id = node
    if found is None:
        return LineageNode(kind=kind, id=record_id, depth=depth, known=False)
    fields = {"kind": kind, "id": record_id, "depth": depth, "known": True}
    return restored(LineageNode, {**fields, "label": found.label, "status": found.status})
