"""The artifact catalog over named queries."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from provenlab.adapters._sql.artifact_rows import artifact_of, event_of, event_row, new_row, parent_rows
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import NotFound
from provenlab.core.models.artifact import Artifact, ArtifactEvent, ArtifactFilter
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.artifact_changes import (
    require_same_record,
    require_supersedable,
    require_usable,
    status_event,
)

_IDS_A_STATEMENT = 500


class SqlArtifactCatalog:
    """Implements `ArtifactCatalogPort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def register_artifact(self, artifact: Artifact) -> tuple[Artifact, bool]:
        with self._store.writing() as session:
            stored = _found(session, [artifact.artifact_id]).get(artifact.artifact_id)
            if stored is not None:
                require_same_record(stored, artifact)
                return stored, False
            if artifact.supersedes is not None and not _found(session, [artifact.supersedes]):
                # On every store the fault of a parent is told first.
                _require_usable_parents(session, artifact)
                _required(session, artifact.supersedes, "supersedes")
            if session.row("artifacts.insert", **new_row(artifact)) is None:
                stored = _required(session, artifact.artifact_id)
                require_same_record(stored, artifact)
                return stored, False
            # Only now, because on a server the insert waits for a collection that may let them expire.
            _require_usable_parents(session, artifact)
            session.run_many("artifacts.insert_parent", parent_rows(artifact))
            if artifact.supersedes is not None:
                remark = Remark(reason=f"superseded by {artifact.artifact_id}")
                self._supersede(session, artifact.supersedes, artifact.artifact_id, remark)
            return artifact, True

    def get_artifact(self, artifact_id: str) -> Artifact:
        with self._store.reading() as session:
            return _required(session, artifact_id)

    def get_artifacts(self, artifact_ids: Collection[str]) -> dict[str, Artifact]:
        with self._store.reading() as session:
            return _found(session, artifact_ids)

    def history(self, artifact_id: str) -> tuple[ArtifactEvent, ...]:
        with self._store.reading() as session:
            _required(session, artifact_id)
            return tuple(event_of(row) for row in _events(session, artifact_id))

    def list_artifacts(
        self,
        criteria: ArtifactFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Artifact]:
        with self._store.reading() as session:
            params = {**_criteria(criteria), **_position(session, cursor)}
            rows = session.rows("artifacts.page_ids", limit=None if limit is None else limit + 1, **params)
            ids = [row["artifact_id"] for row in rows]
            found = _found(session, ids)
        return Page.cut([found[each] for each in ids], ids, limit)

    def supersede_artifact(
        self, artifact_id: str, successor_id: str, remark: Remark = NO_REMARK
    ) -> tuple[Artifact, bool]:
        with self._store.writing() as session:
            require_usable(_required(session, successor_id), "successorId")
            return self._supersede(session, artifact_id, successor_id, remark)

    def _supersede(
        self, session: Session, artifact_id: str, successor_id: str, remark: Remark
    ) -> tuple[Artifact, bool]:
        stored = _locked(session, artifact_id)
        require_supersedable(stored, successor_id)
        return self._append(session, stored, "superseded", remark, successor_id)

    def tombstone_artifact(self, artifact_id: str, remark: Remark = NO_REMARK) -> tuple[Artifact, bool]:
        with self._store.writing() as session:
            return self._append(session, _locked(session, artifact_id), "tombstoned", remark, None)

    def _append(
        self, session: Session, stored: Artifact, status: str, remark: Remark, successor_id: str | None
    ) -> tuple[Artifact, bool]:
        n_events = len(_events(session, stored.artifact_id))
        event = status_event(stored, n_events, status, self._clock.now(), remark, successor_id)
        if event is None:
            return stored, False
        session.run("artifacts.insert_event", **event_row(event, stored.artifact_id))
        return stored.model_copy(update={"status": event.status, "successor_id": event.successor_id}), True

    def has_artifacts(self) -> bool:
        with self._store.reading() as session:
            return session.row("artifacts.any") is not None

    def storage_uris(self) -> frozenset[str]:
        with self._store.reading() as session:
            return frozenset(row["storage_uri"] for row in session.rows("artifacts.storage_uris"))


def _found(session: Session, artifact_ids: Collection[str]) -> dict[str, Artifact]:
    ids = sorted(set(artifact_ids))
    found: dict[str, Artifact] = {}
    for start in range(0, len(ids), _IDS_A_STATEMENT):
        chunk = ids[start : start + _IDS_A_STATEMENT]
        rows = session.rows("artifacts.by_ids", artifact_ids=chunk)
        if not rows:  # as before every registration
            continue
        parents: defaultdict[str, list[Row]] = defaultdict(list)
        for row in session.rows("artifacts.parents_of", artifact_ids=[row["artifact_id"] for row in rows]):
            parents[row["child_id"]].append(row)
        for row in rows:
            found[row["artifact_id"]] = artifact_of(row, parents[row["artifact_id"]])
    return found


def _required(session: Session, artifact_id: str, path: str | None = None) -> Artifact:
    artifact = _found(session, [artifact_id]).get(artifact_id)
    if artifact is None:
        where = f"{path}: " if path else ""
        raise NotFound(f"{where}no artifact {artifact_id}", {"artifactId": artifact_id, "path": path})
    return artifact


def _locked(session: Session, artifact_id: str) -> Artifact:
    session.row("artifacts.lock", artifact_id=artifact_id)
    return _required(session, artifact_id)


def _events(session: Session, artifact_id: str) -> list[Row]:
    return session.rows("artifacts.events", artifact_id=artifact_id)


def _require_usable_parents(session: Session, artifact: Artifact) -> None:
    for index, parent in enumerate(artifact.parents):
        path = f"parents[{index}]"
        require_usable(_required(session, parent.artifact_id, path), path)


def _criteria(criteria: ArtifactFilter) -> dict[str, Any]:
    low, high = criteria.min_created_at, criteria.max_created_at
    return {
        **dict(criteria),
        "min_created_at": None if low is None else to_microseconds(low),
        "max_created_at": None if high is None else to_microseconds(high),
    }


def _position(session: Session, cursor: str | None) -> dict[str, Any]:
    if cursor is None:
        return {"cursor_created_at": None, "cursor_id": None}
    created_at = to_microseconds(_required(session, cursor, "cursor").created_at)
    return {"cursor_created_at": created_at, "cursor_id": cursor}
