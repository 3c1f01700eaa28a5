"""Reads what stored bytes mean."""

from typing import Protocol

from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content import Content


class ContentReaderPort(Protocol):
    """Canonical hash and summary of a stored blob; docs/decisions/0020_content_hashes.md has the rules."""

    def read_content(self, storage_uri: str, declared_format: ArtifactFormat) -> Content:
        """Deterministic, and nothing is written.

        UnreadableContent when the bytes are not of the declared format, naming line, column or path where
        known; LimitExceeded when they are too large for it; UriRefused and BlobMissing as in
        BlobStorePort.
        """
        ...
