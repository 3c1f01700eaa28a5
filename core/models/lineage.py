"""Lineage: artifacts and experiments as one directed graph."""

from typing import Literal, NamedTuple

from provenlab.core.models.text import Role
from provenlab.core.models.value import Value

NodeKind = Literal["artifact", "experiment"]
Direction = Literal["upstream", "downstream"]
Node = tuple[NodeKind, str]


class NodeLabel(NamedTuple):
    """What to show of a registered node beside its id."""

    label: str | None
    status: str


class LineageNode(Value):
    """`depth` is the fewest edges from the start; `known` is false for an id nobody registered."""

    kind: NodeKind
    id: str
    depth: int
    known: bool = True
    label: str | None = None
    status: str | None = None


class LineageEdge(Value):
    """`source` went into `target`, in that role; both as `kind:id`."""

    source_kind: NodeKind
    source_id: str
    target_kind: NodeKind
    target_id: str
    role: Role


class Lineage(Value):
    """What is reachable from a node; `truncated` when a limit cut it off.

    Nodes by depth, kind and id; edges by source, target and role: the same graph is the same text.
    """

    start_kind: NodeKind
    start_id: str
    direction: Direction
    max_depth: int
    nodes: tuple[LineageNode, ...]
    edges: tuple[LineageEdge, ...]
    truncated: bool
