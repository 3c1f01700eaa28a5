"""Documents that an execution makes: published by a worker, compared by a replay."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenlab.core.rules.canonical_json import canonical_json

if TYPE_CHECKING:
    from provenlab.core.models.artifact import ArtifactFormat

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileChunks:
    """The bytes of a file, from its start each time they are asked for."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


@dataclass(frozen=True, slots=True)
class Document:
    """Known within its run by kind and name."""

    kind: str
    name: str
    format: "ArtifactFormat"
    chunks: Iterable[bytes]
    summary: Mapping[str, Any] = field(default_factory=dict)

    def file_hash(self) -> str:
        """SHA-256 of the bytes."""
        digest = hashlib.sha256()
        for chunk in self.chunks:
            digest.update(chunk)
        return digest.hexdigest()

    def content_hash(self) -> str | None:
        """As the catalog has it: the same for the same content, however it was written."""
        from provenlab.tools.compose_compute import content_of

        if isinstance(self.chunks, FileChunks):
            return content_of(self.chunks.path, self.format).content_hash
        return content_of(BytesIO(b"".join(self.chunks)), self.format).content_hash


def json_document(kind: str, name: str, value: Any, **summary: Any) -> Document:
    """A small document in canonical JSON."""
    return Document(kind, name, "json", (canonical_json(value, name),), summary)
