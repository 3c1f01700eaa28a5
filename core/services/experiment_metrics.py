"""Reading the metrics of experiments where their bytes are."""

from collections.abc import Collection

from provenlab.core.errors import ProvenlabError
from provenlab.core.models.artifact import Artifact
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.content_reader import ContentReaderPort
from provenlab.core.rules.experiment_metrics import MAX_METRICS_BYTES, document_metrics


class ExperimentMetrics:
    """What metrics artifacts hold; of one whose bytes are elsewhere, gone or no such document, nothing."""

    def __init__(self, catalog: ArtifactCatalogPort, blobs: BlobStorePort, reader: ContentReaderPort) -> None:
        self._catalog = catalog
        self._blobs = blobs
        self._reader = reader

    def held(self, artifact_ids: Collection[str]) -> dict[str, dict[str, float]]:
        """The metrics by artifact, of those that could be read; never an error for one that could not."""
        known = self._catalog.get_artifacts(frozenset(artifact_ids))
        read = {artifact_id: self._read(artifact) for artifact_id, artifact in known.items()}
        return {artifact_id: metrics for artifact_id, metrics in read.items() if metrics is not None}

    def _read(self, artifact: Artifact) -> dict[str, float] | None:
        if artifact.format != "json" or artifact.size_bytes > MAX_METRICS_BYTES:
            return None
        try:
            self._blobs.verify(artifact.storage_uri, artifact.file_hash, artifact.size_bytes)
            return document_metrics(self._reader.read_document(artifact.storage_uri))
        except ProvenlabError:
            return None
