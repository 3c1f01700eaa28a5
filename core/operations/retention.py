"""Operations on retention: pins, and applying a policy."""

from typing import Annotated

from pydantic import Field

from provenlab.core.errors import Conflict, Expired, NotFound, UriRefused
from provenlab.core.models.instant import Instant
from provenlab.core.models.remark import Remarked
from provenlab.core.models.retention import CollectionReport, Expiry, PinEvent, RetentionPolicy
from provenlab.core.models.text import Label, Note, RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.services.retention import Listing

_DAY_S = 86_400


class CollectGarbage(Remarked):
    """`minAgeSeconds` protects what is being published right now, as in `sweep_blobs`.

    `listKept` lists what stays as well; at most `maxListed` of each.
    """

    policy: Annotated[RetentionPolicy, Field(default_factory=RetentionPolicy)]
    dry_run: bool = True
    min_age_seconds: Annotated[float, Field(ge=0, le=10 * 365 * _DAY_S)] = _DAY_S
    list_kept: bool = False
    max_listed: Annotated[int, Field(ge=0, le=1_000_000)] = 1_000


@operation(effect=Effect.WRITE, errors=(Conflict, UriRefused))
def collect_garbage(lab: Lab, request: CollectGarbage) -> CollectionReport:
    """Tells which artifacts a policy does not keep, and lets their bytes go with `dryRun: false`.

    Records, digests and lineage stay; reading the bytes is `expired` from then on. What is pinned, in use,
    among the last, a model's, named by the journal or an input of such never goes. Can be repeated after
    an interruption at any point.
    """
    listing = Listing(request.list_kept, request.max_listed)
    if request.dry_run:
        return lab.retention.planned(request.policy, request.remark(), listing)
    return lab.retention.collect(request.policy, request.remark(), request.min_age_seconds, listing)


class GetArtifactExpiry(Value):
    """Which artifact."""

    artifact_id: RecordId


class ArtifactExpiry(Value):
    """`expiry` is missing while the bytes are kept."""

    artifact_id: RecordId
    expiry: Expiry | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def get_artifact_expiry(lab: Lab, request: GetArtifactExpiry) -> ArtifactExpiry:
    """Tells when, by whom and under which policy the bytes of an artifact were let go."""
    expiry = lab.retention.retention.expiry(request.artifact_id)
    return ArtifactExpiry(artifact_id=request.artifact_id, expiry=expiry)


class PinArtifact(Remarked):
    """Which artifact, who asks for it and why."""

    artifact_id: RecordId


class ChangedPin(Value):
    """How an artifact stands; `changed` is false when it stood so before."""

    artifact_id: RecordId
    pinned: bool
    changed: bool
    at: Instant | None = None
    actor: Label | None = None
    reason: Note | None = None


@operation(effect=Effect.WRITE, errors=(NotFound, Expired))
def pin_artifact(lab: Lab, request: PinArtifact) -> ChangedPin:
    """Pins an artifact: no policy lets its bytes go, nor those of what it was made from."""
    return _changed(request, lab.retention.retention.set_pin(request.artifact_id, True, request.remark()))


@operation(effect=Effect.WRITE, errors=(NotFound, Expired))
def unpin_artifact(lab: Lab, request: PinArtifact) -> ChangedPin:
    """Lets a pinned artifact go, so that policies decide about it again."""
    return _changed(request, lab.retention.retention.set_pin(request.artifact_id, False, request.remark()))


def _changed(request: PinArtifact, result: tuple[PinEvent | None, bool]) -> ChangedPin:
    event, changed = result
    return ChangedPin(
        artifact_id=request.artifact_id,
        pinned=event is not None and event.pinned,
        changed=changed,
        at=None if event is None else event.at,
        actor=None if event is None else event.actor,
        reason=None if event is None else event.reason,
    )


class ListPins(Value):
    """Nothing to say."""


@operation(effect=Effect.READ)
def list_pins(lab: Lab, request: ListPins) -> list[PinEvent]:
    """Lists what is pinned, by artifact: since when, by whom and why."""
    return list(lab.retention.retention.pins())
