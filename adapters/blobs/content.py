"""Content of blobs and files, by declared format."""

import os
from collections.abc import Callable
from typing import Any, BinaryIO

from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content import Content
from provenlab.core.models.content_window import ContentWindow, Window


class BlobContentReader:
    """ContentReaderPort over a store that can open its blobs as files."""

    def __init__(self, open_blob: Callable[[str], BinaryIO]) -> None:
        self._open_blob = open_blob

    def read_content(self, storage_uri: str, declared_format: ArtifactFormat) -> Content:
        with self._open_blob(storage_uri) as file:
            return content_of(file, declared_format)

    def read_window(self, storage_uri: str, declared_format: ArtifactFormat, window: Window) -> ContentWindow:
        with self._open_blob(storage_uri) as file:
            return window_of(file, declared_format, window)

    def read_document(self, storage_uri: str) -> Any:
        from provenlab.adapters.blobs.json_window import parsed_json

        with self._open_blob(storage_uri) as file:
            return parsed_json(file)


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


def window_of(file: BinaryIO, declared_format: ArtifactFormat, window: Window) -> ContentWindow:
    """A part of a seekable stream, as `ContentReaderPort.read_window` promises; it stays open."""
    match declared_format:
        case "json":
            from provenlab.adapters.blobs.json_window import json_window

            return json_window(file, window)
        case "csv":
            from provenlab.adapters.blobs.csv_window import csv_window

            return csv_window(file, window)
        case "parquet":
            from provenlab.adapters.blobs.parquet_window import parquet_window

            return parquet_window(file, window)
        case "bytes":
            from provenlab.adapters.blobs.text_window import bytes_window

            return bytes_window(file, window)
