"""Lineage edges, one hop at a time."""

from collections.abc import Collection
from typing import Protocol

from provenlab.core.models.lineage import Direction, LineageEdge, LineageNode


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

    def nodes(self, artifact_ids: Collection[str], experiment_ids: Collection[str]) -> list[LineageNode]:
        """Those of the ids that are registered, with name and status, at depth 0."""
        ...
