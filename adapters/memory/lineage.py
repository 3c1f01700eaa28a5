"""Lineage edges in memory."""

from collections.abc import Collection, Iterator

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.models.lineage import Direction, LineageEdge, Node, NodeKind, NodeLabel


class MemoryLineage:
    """Implements `LineagePort`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._tables = store.tables

    def edges(
        self, artifact_ids: Collection[str], experiment_ids: Collection[str], direction: Direction
    ) -> list[LineageEdge]:
        with self._store.snapshot():
            around = self._downstream if direction == "downstream" else self._upstream
            found = around(set(artifact_ids), set(experiment_ids))
            return [_edge(*parts) for parts in sorted(set(found))]

    def _downstream(self, artifact_ids: set[str], experiment_ids: set[str]) -> Iterator[tuple[str, ...]]:
        for artifact_id in artifact_ids:
            for reader in self._tables.readers.get(artifact_id, ()):
                yield from self._inputs(reader, {artifact_id})
            for child in self._tables.children.get(artifact_id, ()):
                yield from self._parents(child, {artifact_id})
        for experiment_id in experiment_ids & self._tables.experiments.keys():
            yield from self._outputs(experiment_id, None)

    def _upstream(self, artifact_ids: set[str], experiment_ids: set[str]) -> Iterator[tuple[str, ...]]:
        for artifact_id in artifact_ids:
            for writer in self._tables.writers.get(artifact_id, ()):
                yield from self._outputs(writer, {artifact_id})
            if artifact_id in self._tables.artifacts:
                yield from self._parents(artifact_id, None)
        for experiment_id in experiment_ids & self._tables.experiments.keys():
            yield from self._inputs(experiment_id, None)

    def _inputs(self, experiment_id: str, only: set[str] | None) -> Iterator[tuple[str, ...]]:
        for role, ids in self._tables.experiments[experiment_id].inputs.items():
            for artifact_id in ids:
                if only is None or artifact_id in only:
                    yield "artifact", artifact_id, "experiment", experiment_id, role

    def _outputs(self, experiment_id: str, only: set[str] | None) -> Iterator[tuple[str, ...]]:
        for slot, artifact_id in self._tables.experiments[experiment_id].outputs.items():
            if only is None or artifact_id in only:
                yield "experiment", experiment_id, "artifact", artifact_id, slot

    def _parents(self, child_id: str, only: set[str] | None) -> Iterator[tuple[str, ...]]:
        for parent in self._tables.artifacts[child_id].parents:
            if only is None or parent.artifact_id in only:
                yield "artifact", parent.artifact_id, "artifact", child_id, parent.role

    def edges_around(
        self, kind: NodeKind, record_id: str, direction: Direction, depth: int, most: int
    ) -> list[LineageEdge] | None:
        return None

    def nodes(self, artifact_ids: Collection[str], experiment_ids: Collection[str]) -> dict[Node, NodeLabel]:
        with self._store.snapshot():
            artifacts = [self._tables.artifacts[each] for each in self._known(artifact_ids, "artifact")]
            experiments = [
                self._tables.experiments[each] for each in self._known(experiment_ids, "experiment")
            ]
        found: dict[Node, NodeLabel] = {}
        found |= {("artifact", each.artifact_id): NodeLabel(each.name, each.status) for each in artifacts}
        found |= {
            ("experiment", each.experiment_id): NodeLabel(each.name, each.status) for each in experiments
        }
        return found

    def _known(self, ids: Collection[str], kind: NodeKind) -> list[str]:
        table = self._tables.artifacts if kind == "artifact" else self._tables.experiments
        return sorted(set(ids) & table.keys())


def _edge(*parts: str) -> LineageEdge:
    names = ("source_kind", "source_id", "target_kind", "target_id", "role")
    return LineageEdge.model_validate(dict(zip(names, parts, strict=True)))
