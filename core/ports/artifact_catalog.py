"""The artifact catalog: immutable records and what they were made from."""

from collections.abc import Collection
from typing import Protocol

from provenlab.core.models.artifact import Artifact, ArtifactEvent, ArtifactFilter
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark


class ArtifactCatalogPort(Protocol):
    """Keeps artifact records; their bytes are a matter of `BlobStorePort`.

    Records and lineage edges are insert-only, and an edge points to an artifact that was registered
    before, so lineage between artifacts has no cycle. Listings, cursors, limits, atomicity and store
    errors as in `ExperimentTrackerPort`, by `created_at`.
    """

    def register_artifact(self, artifact: Artifact) -> tuple[Artifact, bool]:
        """Stores a record with its lineage; the record, and whether this call created it.

        Idempotent for the same record (its time of publishing aside); Conflict when the id stands
        for another one. NotFound for an unknown parent or superseded artifact, Immutable for a
        tombstoned one. With `supersedes`, the older artifact becomes `superseded` in the same
        transaction, Conflict when another one superseded it.
        """
        ...

    def get_artifact(self, artifact_id: str) -> Artifact:
        """NotFound when there is none. Tombstoned records are still there."""
        ...

    def get_artifacts(self, artifact_ids: Collection[str]) -> dict[str, Artifact]:
        """Those that exist, by id."""
        ...

    def history(self, artifact_id: str) -> tuple[ArtifactEvent, ...]:
        """Its changes of status, oldest first; NotFound when there is no such artifact."""
        ...

    def list_artifacts(
        self,
        criteria: ArtifactFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Artifact]:
        """The artifacts that meet all criteria."""
        ...

    def supersede_artifact(
        self, artifact_id: str, successor_id: str, remark: Remark = NO_REMARK
    ) -> tuple[Artifact, bool]:
        """Marks a record as superseded; the record, and whether it changed.

        The same successor again is a no-op, another one a Conflict. NotFound when either is missing,
        Immutable when the successor is tombstoned, InvalidTransition when the record is.
        """
        ...

    def tombstone_artifact(self, artifact_id: str, remark: Remark = NO_REMARK) -> tuple[Artifact, bool]:
        """Marks a record as not to be used any more; record and lineage stay. Final; again: no-op."""
        ...

    def has_artifacts(self) -> bool:
        """Whether anything was ever registered."""
        ...

    def storage_uris(self) -> frozenset[str]:
        """Every URI whose bytes a record needs: tombstoned ones do, those that expired do not."""
        ...
