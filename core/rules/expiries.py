"""What follows for an artifact when it expires, is pinned, or is read after it expired."""

from collections.abc import Sequence
from datetime import datetime

from provenlab.core.errors import Expired, Immutable
from provenlab.core.models.artifact import ArtifactEvent
from provenlab.core.models.instant import format_instant
from provenlab.core.models.remark import Remark
from provenlab.core.models.retention import Collection, Expiry, PinEvent
from provenlab.core.models.value import restored


def tombstone_event(history: Sequence[ArtifactEvent], collection: Collection) -> ArtifactEvent | None:
    """The event that ends an artifact with a collection; None for one that is tombstoned already."""
    last = history[-1] if history else None
    if last is not None and last.status == "tombstoned":
        return None
    fields = {
        "seq": len(history) + 1,
        "at": collection.at,
        "status": "tombstoned",
        "successor_id": last.successor_id if last else None,
        "actor": collection.actor,
        "reason": f"expired under the policy {collection.policy.name}",
    }
    return restored(ArtifactEvent, fields)


def require_expirable(artifact_id: str, is_pinned: bool, is_expired: bool) -> None:
    """Immutable for an artifact that is pinned, or has expired before."""
    if is_pinned or is_expired:
        state = "is pinned" if is_pinned else "has expired already"
        raise Immutable(f"artifact {artifact_id} {state}", {"artifactId": artifact_id})


def pin_event(
    artifact_id: str, events: Sequence[PinEvent], pinned: bool, at: datetime, remark: Remark
) -> PinEvent | None:
    """The event that pins an artifact or lets it go; None when that is how it stands."""
    if pinned == (bool(events) and events[-1].pinned):
        return None
    fields = {
        "artifact_id": artifact_id,
        "seq": len(events) + 1,
        "at": at,
        "pinned": pinned,
        "actor": remark.actor,
        "reason": remark.reason,
    }
    return restored(PinEvent, fields)


def expired_error(expiry: Expiry) -> Expired:
    """What a reader of the bytes is told."""
    collection = expiry.collection
    at, policy = format_instant(collection.at), collection.policy.name
    return Expired(
        f"the bytes of artifact {expiry.artifact_id} were let go at {at} under the policy {policy}: "
        f"{expiry.because}; its record, digests and lineage are kept",
        {
            "artifactId": expiry.artifact_id,
            "expiredAt": at,
            "policy": policy,
            "collectionId": collection.collection_id,
        },
    )
