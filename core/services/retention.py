"""Applying a retention policy: the records in one transaction first, the blobs afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from provenlab.core.models.blob import ListedBlob
from provenlab.core.models.remark import Remark
from provenlab.core.models.retention import (
    Collection,
    CollectionReport,
    RetentionPolicy,
    RetentionVerdict,
)
from provenlab.core.models.retention_facts import ModelFact, RetentionFacts
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.id_generator import IdGenerator
from provenlab.core.ports.model_history import ModelHistoryPort
from provenlab.core.ports.model_registry import ModelRegistryPort
from provenlab.core.ports.progress import Progress, silent
from provenlab.core.ports.retention import RetentionPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.expiries import expired_error
from provenlab.core.rules.model_lifecycle import standing_of
from provenlab.core.rules.model_records import model_artifact_id
from provenlab.core.rules.retention import RetentionPlan, freed_uris, retention_plan, rule_totals


@dataclass(frozen=True, slots=True)
class Listing:
    """How much of the verdicts a report repeats."""

    with_kept: bool = False
    most: int = 1_000


@dataclass(slots=True)
class _Removal:
    blobs: int = 0
    bytes: int = 0
    waiting: int = 0


class RetentionService:
    """Nothing expires by itself, and nothing is removed that a record needs.

    A process that dies after the transaction leaves blobs that no record needs: the next collection, or
    a sweep, removes them. Blobs that were put within `min_age_seconds` wait, so that a publisher of the
    same bytes, who puts before it registers, finds them.
    """

    def __init__(
        self,
        retention: RetentionPort,
        catalog: ArtifactCatalogPort,
        blobs: BlobStorePort,
        registries: Sequence[ModelRegistryPort],
        history: ModelHistoryPort,
        store: StorePort,
        clock: Clock,
        ids: IdGenerator,
        progress: Progress = silent,
    ) -> None:
        self.retention = retention
        self._catalog = catalog
        self._blobs = blobs
        self._registries = registries
        self._history = history
        self._store = store
        self._clock = clock
        self._ids = ids
        self._progress = progress

    def planned(
        self, policy: RetentionPolicy, remark: Remark, listing: Listing = Listing()
    ) -> CollectionReport:
        """What `collect` would do now; changes nothing."""
        collection = self._collection(policy, remark)
        with self._store.snapshot():
            facts = self._facts()
        plan = retention_plan(facts, policy, collection.at)
        return _report(collection, plan, listing, list(self._present(freed_uris(facts, plan))), None)

    def collect(
        self,
        policy: RetentionPolicy,
        remark: Remark,
        min_age_seconds: float,
        listing: Listing = Listing(),
    ) -> CollectionReport:
        """Lets the artifacts expire that the policy does not keep, then removes what only they needed."""
        collection = self._collection(policy, remark)
        with self._store.atomic():
            self.retention.hold()
            facts = self._facts()
            plan = retention_plan(facts, policy, collection.at)
            if plan.outlived:
                outlived = {each.artifact_id: each.because for each in plan.outlived}
                self.retention.expire(collection, outlived)
        present = list(self._present(freed_uris(facts, plan)))
        return _report(collection, plan, listing, present, self._removed(present, min_age_seconds))

    def open_bytes(self, artifact_id: str) -> Iterator[bytes]:
        """The bytes of an artifact, in chunks, as `BlobStorePort.open_stream`; Expired once let go."""
        artifact = self._catalog.get_artifact(artifact_id)
        expiry = self.retention.expiry(artifact_id) if artifact.expired_at is not None else None
        if expiry is not None:
            raise expired_error(expiry)
        return self._blobs.open_stream(artifact.storage_uri)

    def _collection(self, policy: RetentionPolicy, remark: Remark) -> Collection:
        return Collection(
            collection_id=self._ids.new_id(),
            at=self._clock.now(),
            policy=policy,
            actor=remark.actor,
            reason=remark.reason,
        )

    def _facts(self) -> RetentionFacts:
        return self.retention.facts()._replace(models=tuple(self._model_facts()))

    def _model_facts(self) -> Iterator[ModelFact]:
        for registry in self._registries:
            for name in registry.list_models():
                standing = standing_of(name, self._history.events(name))
                for each in registry.list_versions(name, limit=None).items:
                    file_id = model_artifact_id(name, each.version)
                    state = standing.state(each.version)
                    yield ModelFact(name, each.version, state, file_id, each.input_artifacts)

    def _present(self, freed: Mapping[str, int]) -> Iterator[ListedBlob]:
        return (each for each in self._blobs.list_blobs() if each.storage_uri in freed) if freed else iter(())

    def _removed(self, present: Sequence[ListedBlob], min_age_seconds: float) -> _Removal:
        found = _Removal()
        # Asked after the transaction: the bytes may have been published once more meanwhile.
        needed = self._catalog.storage_uris()
        for done, blob in enumerate(present):
            self._progress("blobs", done, len(present))
            if blob.storage_uri in needed:
                continue
            if self._blobs.delete(blob.storage_uri, min_age_seconds):
                found.blobs += 1
                found.bytes += blob.size_bytes
            else:
                found.waiting += 1
        return found


def _report(
    collection: Collection,
    plan: RetentionPlan,
    listing: Listing,
    present: list[ListedBlob],
    removal: _Removal | None,
) -> CollectionReport:
    kept = plan.kept if listing.with_kept else ()
    done = removal or _Removal()
    return CollectionReport(
        dry_run=removal is None,
        collection=collection,
        totals=rule_totals(plan),
        outlived=_first(plan.outlived, listing),
        kept=_first(kept, listing),
        truncated=max(len(plan.outlived), len(kept)) > listing.most,
        freed_blobs=len(present),
        freed_bytes=sum(each.size_bytes for each in present),
        removed_blobs=done.blobs,
        removed_bytes=done.bytes,
        waiting_blobs=done.waiting,
    )


def _first(verdicts: tuple[RetentionVerdict, ...], listing: Listing) -> tuple[RetentionVerdict, ...]:
    return verdicts[: listing.most]
