"""Publishing artifacts: bytes first, then what they hold, then the record."""

from collections.abc import Iterable
from typing import Any

from provenlab.core.models.artifact import Artifact, ArtifactDescription
from provenlab.core.models.content_window import ContentWindow, Window
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.content_reader import ContentReaderPort
from provenlab.core.rules.artifact_changes import registered
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.limits import require_summary_size


class ArtifactService:
    """An interrupted publication leaves at most a blob without a record, which a sweep removes."""

    def __init__(
        self,
        catalog: ArtifactCatalogPort,
        blobs: BlobStorePort,
        reader: ContentReaderPort,
        clock: Clock,
    ) -> None:
        self.catalog = catalog
        self.blobs = blobs
        self._reader = reader
        self._clock = clock

    def publish(
        self,
        description: ArtifactDescription,
        chunks: Iterable[bytes],
        summary: dict[str, object] | None = None,
    ) -> tuple[Artifact, bool]:
        """Stores the bytes and registers their record; the record, and whether it is new.

        Idempotent for the same id, description and bytes. `summary` is added to the one that the
        format yields. UnreadableContent when the bytes are not of the declared format.
        """
        return self.catalog.register_artifact(self.stored(description, chunks, summary))

    def part_of(self, artifact_id: str, window: Window) -> tuple[Artifact, ContentWindow]:
        """A record, with rows or lines of what it holds; nobody compares the digest. NotFound, and as in
        `ContentReaderPort.read_window`.
        """
        artifact = self.catalog.get_artifact(artifact_id)
        return artifact, self._reader.read_window(artifact.storage_uri, artifact.format, window)

    def document_of(self, artifact: Artifact) -> Any:
        """The value of a JSON artifact, as in `ContentReaderPort.read_document`."""
        return self._reader.read_document(artifact.storage_uri)

    def stored(
        self,
        description: ArtifactDescription,
        chunks: Iterable[bytes],
        summary: dict[str, object] | None = None,
    ) -> Artifact:
        """The record of bytes that are stored from now on, still to be registered."""
        if summary is not None:
            require_summary_size(canonical_json(summary, "summary"))
        blob = self.blobs.put_stream(chunks)
        content = self._reader.read_content(blob.storage_uri, description.format)
        return registered(
            description,
            blob,
            content.content_hash,
            {**content.summary, **(summary or {})},
            self._clock.now(),
        )
