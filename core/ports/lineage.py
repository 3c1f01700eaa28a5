"""Lineage edges, one hop at a time, or all around a node at once."""

from collections.abc import Collection
from typing import Protocol

from provenlab.core.models.lineage import Direction, LineageEdge, Node, NodeKind, NodeLabel


class LineagePort(Protocol):
    """Neighbours in the graph of artifacts and experiments; the service walks it."""

    def edges(
        self, artifact_ids: Collection[str], experiment_ids: Collection[str], direction: Direction
    ) -> list[LineageEdge]:
        """All edges that leave these nodes in that direction, without repeats, in any order.

        Downstream of an artifact: experiments that read it, artifacts made from it. Upstream of it:
        experiments and artifacts it came from. Of an experiment: its outputs, or its inputs.
        """
        ...

    def edges_around(
        self, kind: NodeKind, record_id: str, direction: Direction, depth: int, most: int
    ) -> list[LineageEdge] | None:
        """All edges within `depth` steps of a node in one answer, in any order.

        None when there are none, or more than the store finds in about `most` steps, or when it has no
        quicker way than to be asked hop by hop.
        """
        ...

    def nodes(self, artifact_ids: Collection[str], experiment_ids: Collection[str]) -> dict[Node, NodeLabel]:
        """Name and status of those of the ids that are registered."""
        ...
