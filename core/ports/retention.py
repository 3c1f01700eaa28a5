"""Retention: what a policy is asked about, pins, and the artifacts whose bytes are not kept any more."""

from collections.abc import Mapping
from typing import Protocol

from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.models.retention import Collection, Expiry, PinEvent
from provenlab.core.models.retention_facts import RetentionFacts


class RetentionPort(Protocol):
    """Keeps pins and expiries beside the artifacts they are about; bytes are a matter of `BlobStorePort`.

    Pins, collections and expiries are append-only. Each method is one transaction, or joins that of
    `StorePort`; store errors as in `ExperimentTrackerPort`.
    """

    def hold(self) -> None:
        """Inside `StorePort.atomic`, keeps what `facts` tells as it is until the transaction ends."""
        ...

    def facts(self) -> RetentionFacts:
        """All artifacts, runs, experiments and journal entries that name one; no models. Reads only."""
        ...

    def expire(self, collection: Collection, outlived: Mapping[str, str]) -> None:
        """Records a collection and the artifacts that expire by it, each with the reason.

        They become `tombstoned` unless they are, with an event that tells actor and policy. Immutable,
        and no effect at all, when one of them is pinned or has expired; NotFound when one is missing.
        """
        ...

    def expiry(self, artifact_id: str) -> Expiry | None:
        """None while its bytes are kept; NotFound when there is no such artifact. Reads only."""
        ...

    def expiry_of_blob(self, storage_uri: str) -> Expiry | None:
        """The last expiry of an artifact with the bytes of that URI; None while one needs them."""
        ...

    def set_pin(
        self, artifact_id: str, pinned: bool, remark: Remark = NO_REMARK
    ) -> tuple[PinEvent | None, bool]:
        """Pins an artifact or lets it go; its last pin event, and whether this call made it.

        In that state already: no-op. NotFound when there is no such artifact, Expired when its bytes
        are gone.
        """
        ...

    def pins(self) -> tuple[PinEvent, ...]:
        """The events by which artifacts are pinned now, by artifact. Reads only."""
        ...
