"""Content of blobs and files, by declared format."""

import os
from collections.abc import Callable
from typing import BinaryIO

from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content import Content


class BlobContentReader:
    """ContentReaderPort over a store that can open its blobs as files."""

    def __init__(self, open_blob: Callable[[str], BinaryIO]) -> None:
        self._open_blob = open_blob

    def read_content(self, storage_uri: str, declared_format: ArtifactFormat) -> Content:
        with self._open_blob(storage_uri) as file:
            return content_of(file, declared_format)


def content_of(source: BinaryIO | str | os.PathLike[str], declared_format: ArtifactFormat) -> Content:
    """Canonical hash and summary of a file, or of a seekable stream from its start; it stays open.

    UnreadableContent when the bytes are not of that format, LimitExceeded when they are too large for
    it. The readers are imported when their format is asked for.
    """
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            return content_of(file, declared_format)
    match declared_format:
        case "json":
            from provenlab.adapters.blobs.json_content import json_content

            return json_content(source)
        case "csv":
            from provenlab.adapters.blobs.csv_content import csv_content

            return csv_content(source)
        case "parquet":
            from provenlab.adapters.blobs.parquet_content import parquet_content

            return parquet_content(source)
        case "bytes":
            return Content(None, {})
