"""The artifact catalog in memory."""

from collections.abc import Collection

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.artifact import Artifact, ArtifactEvent, ArtifactFilter
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.artifact_changes import (
    require_same_record,
    require_supersedable,
    require_usable,
    status_event,
)


class MemoryArtifactCatalog:
    """Implements `ArtifactCatalogPort`."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def register_artifact(self, artifact: Artifact) -> tuple[Artifact, bool]:
        with self._store.atomic():
            stored = self._tables.artifacts.get(artifact.artifact_id)
            if stored is not None:
                require_same_record(stored, artifact)
                return stored.model_copy(deep=True), False
            for index, parent in enumerate(artifact.parents):
                require_usable(self._required(parent.artifact_id, f"parents[{index}]"), f"parents[{index}]")
            if artifact.supersedes is not None:
                self._required(artifact.supersedes, "supersedes")
            self._store.put(self._tables.artifacts, artifact.artifact_id, artifact.model_copy(deep=True))
            for parent in artifact.parents:
                self._store.link(self._tables.children, parent.artifact_id, artifact.artifact_id)
            if artifact.supersedes is not None:
                remark = Remark(reason=f"superseded by {artifact.artifact_id}")
                self.supersede_artifact(artifact.supersedes, artifact.artifact_id, remark)
            return artifact, True

    def get_artifact(self, artifact_id: str) -> Artifact:
        with self._store.snapshot():
            return self._required(artifact_id)

    def get_artifacts(self, artifact_ids: Collection[str]) -> dict[str, Artifact]:
        with self._store.snapshot():
            found = sorted(set(artifact_ids) & self._tables.artifacts.keys())
            return {each: self._required(each) for each in found}

    def history(self, artifact_id: str) -> tuple[ArtifactEvent, ...]:
        with self._store.snapshot():
            self._required(artifact_id)
            return tuple(self._tables.artifact_events.get(artifact_id, ()))

    def list_artifacts(
        self,
        criteria: ArtifactFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Artifact]:
        with self._store.snapshot():
            found = [each for each in self._tables.artifacts.values() if _meets(each, criteria)]
            if cursor is not None:
                after = _place(self._required(cursor, "cursor"))
                found = [each for each in found if _place(each) < after]
        newest_first = [each.model_copy(deep=True) for each in sorted(found, key=_place, reverse=True)]
        return Page.cut(newest_first, [each.artifact_id for each in newest_first], limit)

    def supersede_artifact(
        self, artifact_id: str, successor_id: str, remark: Remark = NO_REMARK
    ) -> tuple[Artifact, bool]:
        with self._store.atomic():
            require_usable(self._required(successor_id), "successorId")
            stored = self._required(artifact_id)
            require_supersedable(stored, successor_id)
            return self._append(stored, "superseded", remark, successor_id)

    def tombstone_artifact(self, artifact_id: str, remark: Remark = NO_REMARK) -> tuple[Artifact, bool]:
        with self._store.atomic():
            return self._append(self._required(artifact_id), "tombstoned", remark, None)

    def has_artifacts(self) -> bool:
        with self._store.snapshot():
            return bool(self._tables.artifacts)

    def storage_uris(self) -> frozenset[str]:
        with self._store.snapshot():
            needed = (each for each in self._tables.artifacts.values() if each.expired_at is None)
            return frozenset(each.storage_uri for each in needed)

    def _append(
        self, stored: Artifact, status: str, remark: Remark, successor_id: str | None
    ) -> tuple[Artifact, bool]:
        n_events = len(self._tables.artifact_events.get(stored.artifact_id, ()))
        event = status_event(stored, n_events, status, self._clock.now(), remark, successor_id)
        if event is None:
            return stored, False
        after = stored.model_copy(update={"status": event.status, "successor_id": event.successor_id})
        self._store.append(self._tables.artifact_events, stored.artifact_id, event)
        self._store.put(self._tables.artifacts, stored.artifact_id, after)
        return after, True

    def _required(self, artifact_id: str, path: str | None = None) -> Artifact:
        artifact = self._tables.artifacts.get(artifact_id)
        if artifact is None:
            where = f"{path}: " if path else ""
            raise NotFound(f"{where}no artifact {artifact_id}", {"artifactId": artifact_id, "path": path})
        # The dictionary of the summary could be changed by whoever gets it.
        return artifact.model_copy(deep=True)


def _meets(artifact: Artifact, criteria: ArtifactFilter) -> bool:
    low, high = criteria.min_created_at, criteria.max_created_at
    same = ("kind", "name", "logical_key", "file_hash", "content_hash", "status")
    return (
        all(getattr(criteria, field) in (None, getattr(artifact, field)) for field in same)
        and (criteria.producer_id is None or _producer_id(artifact) == criteria.producer_id)
        and (low is None or artifact.created_at >= low)
        and (high is None or artifact.created_at <= high)
    )


def _producer_id(artifact: Artifact) -> str | None:
    return artifact.producer.id if artifact.producer else None


def _place(artifact: Artifact) -> tuple[object, str]:
    return artifact.created_at, artifact.artifact_id
