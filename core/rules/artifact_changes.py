"""What may happen to an artifact record: it is registered, superseded, tombstoned."""

from datetime import datetime

from provenlab.core.errors import Conflict, Immutable, ValidationFailed
from provenlab.core.models.artifact import Artifact, ArtifactDescription, ArtifactEvent
from provenlab.core.models.blob import StoredBlob
from provenlab.core.models.remark import Remark
from provenlab.core.models.value import extended
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.digests import artifact_digest
from provenlab.core.rules.limits import require_summary_size
from provenlab.core.rules.state_machine import ARTIFACT


def registered(
    description: ArtifactDescription,
    blob: StoredBlob,
    content_hash: str | None,
    summary: dict[str, object],
    recorded_at: datetime,
) -> Artifact:
    """A new active record with its digest; refuses a summary above its limit."""
    canonical_summary = canonical_json(summary, "summary")
    require_summary_size(canonical_summary)
    seen: set[tuple[str, str]] = set()
    for index, parent in enumerate(description.parents):
        if (parent.artifact_id, parent.role) in seen:
            raise ValidationFailed.at(f"parents[{index}]", "is listed twice in this role")
        if parent.artifact_id == description.artifact_id:
            raise ValidationFailed.at(f"parents[{index}]", "an artifact cannot be made from itself")
        seen.add((parent.artifact_id, parent.role))
    record = extended(
        Artifact,
        description,
        file_hash=blob.file_hash,
        content_hash=content_hash,
        size_bytes=blob.size_bytes,
        storage_uri=blob.storage_uri,
        summary=parse_canonical_json(canonical_summary.decode()),
        recorded_at=recorded_at,
        record_hash="",
        status="active",
        successor_id=None,
        expired_at=None,
    )
    return record.model_copy(update={"record_hash": artifact_digest(record)})


_IDENTITY = (
    "kind",
    "name",
    "schema_version",
    "format",
    "logical_key",
    "supersedes",
    "producer",
    "parents",
    "file_hash",
)


def require_same_record(stored: Artifact, registered_again: Artifact) -> None:
    """Conflict unless both describe the same bytes in the same way; naming what differs.

    The time of publishing is not compared, so that a repeated publication finds the first.
    """
    differing = [name for name in _IDENTITY if getattr(stored, name) != getattr(registered_again, name)]
    if differing:
        raise Conflict(
            f"artifact {stored.artifact_id} exists with another {', '.join(differing)}; "
            "records are immutable, so publish under a new id",
            {"artifactId": stored.artifact_id, "differing": differing},
        )


def require_supersedable(stored: Artifact, successor_id: str) -> None:
    """Refuses itself as successor, and a second, different successor."""
    if successor_id == stored.artifact_id:
        raise ValidationFailed.at("successorId", "an artifact cannot supersede itself")
    if stored.status == "superseded" and stored.successor_id != successor_id:
        raise Conflict(
            f"artifact {stored.artifact_id} is superseded by {stored.successor_id} already",
            {"artifactId": stored.artifact_id, "successorId": stored.successor_id},
        )


def status_event(
    stored: Artifact, n_events: int, status: str, at: datetime, remark: Remark, successor_id: str | None
) -> ArtifactEvent | None:
    """The event that takes the record to `status`, or None when it is there already."""
    if not ARTIFACT.changes(stored.artifact_id, stored.status, status):
        return None
    return ArtifactEvent.model_validate(
        {
            "seq": n_events + 1,
            "at": at,
            "status": status,
            "successor_id": successor_id or stored.successor_id,
            "actor": remark.actor,
            "reason": remark.reason,
        }
    )


def require_usable(stored: Artifact, path: str) -> str | None:
    """A warning for a superseded artifact; Immutable for a tombstoned one."""
    if stored.status == "tombstoned":
        raise Immutable(
            f"{path}: artifact {stored.artifact_id} is tombstoned and cannot be used any more",
            {"path": path, "artifactId": stored.artifact_id, "status": stored.status},
        )
    if stored.status == "superseded":
        return f"{path}: artifact {stored.artifact_id} is superseded by {stored.successor_id}"
    return None
