"""Looking at what artifacts hold, without taking all of it."""

from provenlab.core.errors import (
    BlobMissing,
    LimitExceeded,
    NotFound,
    StoreUnavailable,
    UnreadableContent,
    UriRefused,
)
from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.models.content_window import ContentWindow, Window
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import extended
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation


class PreviewArtifact(Window):
    """Which artifact, and which part of it."""

    artifact_id: RecordId


class ArtifactPreview(ContentWindow):
    """The part, and of what it is one."""

    artifact_id: RecordId
    format: ArtifactFormat


@operation(
    effect=Effect.READ,
    errors=(NotFound, BlobMissing, UriRefused, UnreadableContent, LimitExceeded, StoreUnavailable),
)
def preview_artifact(lab: Lab, request: PreviewArtifact) -> ArtifactPreview:
    """Shows rows or lines of an artifact: at most `limit` behind the first `offset`, 256 KiB in all.

    Parquet, CSV, JSON lists and JSON Lines are tables with `columns` and `rows`, other JSON and text come
    as `lines`; send `nextOffset` as `offset` to go on. What is no text is `unreadable_content`. The digest
    is not compared: `verify_store` does that.
    """
    artifact, part = lab.artifacts.part_of(request.artifact_id, request)
    return extended(ArtifactPreview, part, artifact_id=artifact.artifact_id, format=artifact.format)
