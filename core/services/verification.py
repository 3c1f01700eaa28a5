"""Proving that a store still holds what was recorded, and clearing what nothing names."""

from collections.abc import Iterator

from provenlab.core.errors import ProvenlabError, StoreCorrupt
from provenlab.core.models.artifact import Artifact, ArtifactFilter
from provenlab.core.models.blob import ListedBlob
from provenlab.core.models.experiment import METRICS_SLOT, Experiment, ExperimentFilter
from provenlab.core.models.store import Finding, Sweep, Verification
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
from provenlab.core.ports.progress import Progress, silent
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.digests import artifact_digest
from provenlab.core.rules.run_changes import same_numbers
from provenlab.core.services.experiment_metrics import ExperimentMetrics

_PAGE = 500


class VerificationService:
    """Reads only, except `sweep`."""

    def __init__(
        self,
        store: StorePort,
        tracker: ExperimentTrackerPort,
        catalog: ArtifactCatalogPort,
        blobs: BlobStorePort,
        metrics: ExperimentMetrics,
        progress: Progress = silent,
    ) -> None:
        self._store = store
        self._tracker = tracker
        self._metrics = metrics
        self._catalog = catalog
        self._blobs = blobs
        self._progress = progress

    def verify(self, read_blobs: bool = True, max_findings: int = 1_000) -> Verification:
        """Recomputes every digest; with `read_blobs` every byte of every live artifact as well."""
        findings: list[Finding] = []
        self._bytes_read = self._blobs_read = 0
        for finding in self._findings(read_blobs):
            if len(findings) == max_findings:
                return self._result(findings, truncated=True)
            findings.append(finding)
        return self._result(findings, truncated=False)

    def _result(self, findings: list[Finding], truncated: bool) -> Verification:
        description = self._store.description()
        return Verification(
            sound=not findings,
            experiments=description.experiments,
            artifacts=description.artifacts,
            blobs=self._blobs_read,
            bytes_read=self._bytes_read,
            findings=tuple(findings),
            truncated=truncated,
        )

    def _findings(self, read_blobs: bool) -> Iterator[Finding]:
        yield from self._store.findings(self._progress)
        try:
            yield from self._artifact_findings(read_blobs)
            if read_blobs:
                yield from self._metric_findings()
        except StoreCorrupt as error:
            yield Finding(subject="store", id=str(error.details.get("id", "store")), problem=error.message)

    def _artifact_findings(self, read_blobs: bool) -> Iterator[Finding]:
        verified: set[str] = set()
        total = self._store.description().artifacts
        for done, artifact in enumerate(self._artifacts()):
            self._progress("artifacts", done, total)
            if artifact_digest(artifact) != artifact.record_hash:
                problem = "the record is not the one that was hashed"
                yield Finding(subject="artifact", id=artifact.artifact_id, problem=problem)
            if read_blobs and artifact.status != "tombstoned" and artifact.storage_uri not in verified:
                verified.add(artifact.storage_uri)
                yield from self._blob_findings(artifact)

    def _blob_findings(self, artifact: Artifact) -> Iterator[Finding]:
        try:
            self._blobs.verify(artifact.storage_uri, artifact.file_hash, artifact.size_bytes)
        except ProvenlabError as error:
            yield Finding(subject="blob", id=artifact.artifact_id, problem=error.message)
        self._blobs_read += 1
        self._bytes_read += artifact.size_bytes

    def _metric_findings(self) -> Iterator[Finding]:
        # Who has no metrics may not have been indexed yet.
        total = self._store.description().experiments
        for done, batch in enumerate(self._measured_experiments()):
            self._progress("metrics", done * _PAGE, total)
            held = self._metrics.held([each.outputs.get(METRICS_SLOT, "") for each in batch])
            for experiment in batch:
                wanted = held.get(experiment.outputs.get(METRICS_SLOT, ""))
                if wanted is not None and not same_numbers(wanted, experiment.metrics):
                    problem = "the metrics it is found by are not those of its artifact"
                    yield Finding(subject="experiment", id=experiment.experiment_id, problem=problem)

    def _measured_experiments(self) -> Iterator[list[Experiment]]:
        cursor: str | None = None
        while True:
            page = self._tracker.list_experiments(ExperimentFilter(), _PAGE, cursor)
            yield [each for each in page.items if each.metrics]
            cursor = page.next_cursor
            if cursor is None:
                return

    def _artifacts(self) -> Iterator[Artifact]:
        cursor: str | None = None
        while True:
            page = self._catalog.list_artifacts(ArtifactFilter(), limit=_PAGE, cursor=cursor)
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def sweep(self, min_age_seconds: float, dry_run: bool = True) -> Sweep:
        """Finds blobs that no record needs and that are older than the grace period, and what was left
        unfinished for as long; removes both unless it is a dry run. A blob that is being published is
        younger than any sensible period.
        """
        orphans = self._orphans(min_age_seconds)
        unfinished = self._blobs.count_unfinished(min_age_seconds)
        removed = unfinished_removed = 0
        if not dry_run:
            removed = self._removed(orphans, min_age_seconds)
            unfinished_removed = self._blobs.remove_unfinished(min_age_seconds)
        return Sweep(
            dry_run=dry_run,
            orphans=tuple(blob.storage_uri for blob in orphans),
            orphan_bytes=sum(blob.size_bytes for blob in orphans),
            removed=removed,
            unfinished=unfinished,
            unfinished_removed=unfinished_removed,
        )

    def _removed(self, orphans: list[ListedBlob], min_age_seconds: float) -> int:
        removed = 0
        for done, blob in enumerate(orphans):
            self._progress("blobs", done, len(orphans))
            removed += self._blobs.delete(blob.storage_uri, min_age_seconds)
        return removed

    def _orphans(self, min_age_seconds: float) -> list[ListedBlob]:
        # Listed first: whoever registers a record between the two looks has put its bytes before.
        old = [blob for blob in self._blobs.list_blobs() if blob.age_seconds >= min_age_seconds]
        needed = self._catalog.storage_uris()
        return [blob for blob in old if blob.storage_uri not in needed]
