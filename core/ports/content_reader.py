"""Reads what stored bytes mean."""

from typing import Any, Protocol

from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content import Content
from provenlab.core.models.content_window import ContentWindow, Window


class ContentReaderPort(Protocol):
    """What stored bytes hold: all of it as hash and summary, or a part to look at.

    Nothing is written. UnreadableContent when the bytes are not of the declared format, naming line,
    column or path where known; LimitExceeded when they are too large for it; UriRefused and BlobMissing
    as in BlobStorePort.
    """

    def read_content(self, storage_uri: str, declared_format: ArtifactFormat) -> Content:
        """Canonical hash and summary; docs/decisions/0020_content_hashes.md has the rules. Deterministic."""
        ...

    def read_window(self, storage_uri: str, declared_format: ArtifactFormat, window: Window) -> ContentWindow:
        """Rows or lines in the order of the file, with bounded work and memory.

        Parquet, CSV, and JSON that is a list, or an object of lists of one length, are tables; so are
        `bytes` that are JSON Lines, an object each. Other JSON is its indented text, other text is its
        lines. UnreadableContent for `bytes` that are no UTF-8 text. ValidationFailed for a column that
        is not there, and for `column_names` of a text. LimitExceeded for JSON above 16 MiB, for rows of CSV
        or text behind the first 64 MiB, and for Parquet above 64 MiB that is not on this machine's disk. An
        offset behind the end gives no rows.
        """
        ...

    def read_document(self, storage_uri: str) -> Any:
        """The value of a JSON blob of at most 16 MiB; LimitExceeded above."""
        ...
