"""Lineage edges over named queries: short look-ups by lists of ids, one hop at a time."""

from collections.abc import Collection, Iterator

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.models.lineage import Direction, LineageEdge, Node, NodeKind, NodeLabel
from provenlab.core.models.value import restored

_IDS_A_STATEMENT = 500


class SqlLineage:
    """Implements `LineagePort`."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def edges(
        self, artifact_ids: Collection[str], experiment_ids: Collection[str], direction: Direction
    ) -> list[LineageEdge]:
        with self._store.reading() as session:
            if direction == "downstream":
                return [*_downstream(session, artifact_ids, experiment_ids)]
            return [*_upstream(session, artifact_ids, experiment_ids)]

    def edges_around(
        self, kind: NodeKind, record_id: str, direction: Direction, depth: int, most: int
    ) -> list[LineageEdge] | None:
        with self._store.reading() as session:
            query = f"lineage.around_{direction}"
            rows = session.rows(query, kind=kind, id=record_id, depth=depth, most=most)
        if not 0 < len(rows) < most:
            return None
        return [restored(LineageEdge, row) for row in {tuple(row.values()): row for row in rows}.values()]

    def nodes(self, artifact_ids: Collection[str], experiment_ids: Collection[str]) -> dict[Node, NodeLabel]:
        with self._store.reading() as session:
            artifacts = _rows(session, "lineage.artifact_nodes", artifact_ids)
            found: dict[Node, NodeLabel] = {("artifact", row["id"]): _label(row) for row in artifacts}
            experiments = _rows(session, "lineage.experiment_nodes", experiment_ids)
            found |= {("experiment", row["id"]): _label(row) for row in experiments}
        return found


def _downstream(
    session: Session, artifact_ids: Collection[str], experiment_ids: Collection[str]
) -> Iterator[LineageEdge]:
    for row in _rows(session, "lineage.readers_of", artifact_ids):
        yield _edge("artifact", row["artifact_id"], "experiment", row["experiment_id"], row["role"])
    for row in _rows(session, "artifacts.children_of", artifact_ids, "artifact_ids"):
        yield _edge("artifact", row["parent_id"], "artifact", row["child_id"], row["role"])
    for row in _rows(session, "lineage.outputs_of", experiment_ids):
        yield _edge("experiment", row["experiment_id"], "artifact", row["artifact_id"], row["role"])


def _upstream(
    session: Session, artifact_ids: Collection[str], experiment_ids: Collection[str]
) -> Iterator[LineageEdge]:
    for row in _rows(session, "lineage.writers_of", artifact_ids):
        yield _edge("experiment", row["experiment_id"], "artifact", row["artifact_id"], row["role"])
    for row in _rows(session, "artifacts.parents_of", artifact_ids, "artifact_ids"):
        yield _edge("artifact", row["parent_id"], "artifact", row["child_id"], row["role"])
    for row in _rows(session, "lineage.inputs_of", experiment_ids):
        yield _edge("artifact", row["artifact_id"], "experiment", row["experiment_id"], row["role"])


def _rows(session: Session, query: str, ids: Collection[str], name: str = "ids") -> Iterator[Row]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _IDS_A_STATEMENT):
        yield from session.rows(query, **{name: ordered[start : start + _IDS_A_STATEMENT]})


def _edge(
    source_kind: NodeKind, source_id: str, target_kind: NodeKind, target_id: str, role: str
) -> LineageEdge:
    fields = {
        "source_kind": source_kind,
        "source_id": source_id,
        "target_kind": target_kind,
        "target_id": target_id,
        "role": role,
    }
    return restored(LineageEdge, fields)


def _label(row: Row) -> NodeLabel:
    return NodeLabel(row["label"], row["status"])
