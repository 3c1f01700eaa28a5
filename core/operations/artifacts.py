"""Operations on artifacts."""

import base64
import binascii
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from provenlab.core.errors import (
    Conflict,
    DigestMismatch,
    Immutable,
    InvalidTransition,
    LimitExceeded,
    NotFound,
    UnreadableContent,
    ValidationFailed,
)
from provenlab.core.models.artifact import (
    Artifact,
    ArtifactDescription,
    ArtifactEvent,
    ArtifactFilter,
    ArtifactFormat,
)
from provenlab.core.models.instant import Instant
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.remark import Remarked
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.canonical_json import canonical_json

_SOURCES = ("path", "json_content", "text_content", "base64_content")
_DEFAULT_FORMATS: dict[str, ArtifactFormat] = {"json_content": "json"}


class PublishArtifact(ArtifactDescription):
    """A description and exactly one source of bytes.

    `path`: a local file. `jsonContent`: any JSON value, stored in canonical form. `textContent`:
    stored as UTF-8. `base64Content`: bytes. Without `artifactId` one is made; without `createdAt`
    it is now; without `format` it is `json` for `jsonContent`, else `bytes`.
    """

    artifact_id: RecordId | None = None  # type: ignore[assignment]
    created_at: Instant | None = None  # type: ignore[assignment]
    format: ArtifactFormat | None = None  # type: ignore[assignment]
    path: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None
    json_content: Any = None
    text_content: str | None = None
    base64_content: str | None = None
    summary: dict[str, Any] | None = None

    def source(self) -> str:
        given = [name for name in _SOURCES if name in self.model_fields_set]
        if len(given) != 1:
            raise ValidationFailed.at(
                "path", "give exactly one of path, jsonContent, textContent and base64Content"
            )
        return given[0]

    def description(self, lab: Lab) -> ArtifactDescription:
        fields = {name: value for name, value in self if name in ArtifactDescription.model_fields}
        return ArtifactDescription.model_construct(
            **{
                **fields,
                "artifact_id": self.artifact_id or lab.ids.new_id(),
                "created_at": self.created_at or lab.clock.now(),
                "format": self.format or _DEFAULT_FORMATS.get(self.source(), "bytes"),
            }
        )

    def chunks(self, lab: Lab) -> Iterable[bytes]:
        source = self.source()
        value = getattr(self, source)
        if source == "json_content":
            return [canonical_json(value, "jsonContent")]
        if value is None:
            raise ValidationFailed.at(source, "is null; leave it out or give it a value")
        if source == "path":
            return lab.files.read_chunks(value)
        return [_bytes_of(source, value)]


def _bytes_of(source: str, value: str) -> bytes:
    try:
        if source == "text_content":
            return value.encode("utf-8")
        return base64.b64decode(value, validate=True)
    except UnicodeEncodeError:
        raise ValidationFailed.at("textContent", "contains a lone surrogate, which is not text") from None
    except (binascii.Error, ValueError):
        raise ValidationFailed.at("base64Content", "is not base64 (RFC 4648, with padding)") from None


class PublishedArtifact(Artifact):
    """The record; `created` is false when it was published before."""

    created: bool


@operation(
    effect=Effect.WRITE,
    errors=(
        Conflict,
        NotFound,
        Immutable,
        InvalidTransition,
        LimitExceeded,
        UnreadableContent,
        DigestMismatch,
    ),
)
def publish_artifact(lab: Lab, request: PublishArtifact) -> PublishedArtifact:
    """Stores bytes and registers an immutable record of them, with what they were made from.

    Idempotent by `artifactId`: the same bytes and description return the stored record with
    `created: false`, others are a `conflict`. `format` json, csv or parquet is checked, gives a
    `contentHash` that does not depend on how the file was written, and a small summary.
    """
    artifact, created = lab.artifacts.publish(request.description(lab), request.chunks(lab), request.summary)
    return PublishedArtifact.model_construct(**dict(artifact), created=created)


class GetArtifact(Value):
    """Which artifact."""

    artifact_id: RecordId


@operation(effect=Effect.READ, errors=(NotFound,))
def get_artifact(lab: Lab, request: GetArtifact) -> Artifact:
    """Returns one artifact record, also when it is superseded or tombstoned."""
    return lab.catalog.get_artifact(request.artifact_id)


@operation(effect=Effect.READ, errors=(NotFound,))
def get_artifact_history(lab: Lab, request: GetArtifact) -> list[ArtifactEvent]:
    """Lists the changes of an artifact's status, oldest first: when, by whom and why."""
    return list(lab.catalog.history(request.artifact_id))


class ArtifactListFilter(ArtifactFilter):
    """Criteria, and which part of the list: at most `limit`, after the artifact `cursor`."""

    limit: Limit = DEFAULT_LIMIT
    cursor: RecordId | None = None

    def criteria(self) -> ArtifactFilter:
        fields = {name: value for name, value in self if name in ArtifactFilter.model_fields}
        return ArtifactFilter.model_construct(**fields)


class ListArtifacts(Value):
    """Without a filter, the newest 100."""

    filter: ArtifactListFilter = ArtifactListFilter.model_construct(limit=DEFAULT_LIMIT, cursor=None)


class ArtifactPage(Value):
    """`nextCursor` is there when more may follow; send it as `filter.cursor`."""

    items: tuple[Artifact, ...]
    next_cursor: RecordId | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def list_artifacts(lab: Lab, request: ListArtifacts) -> ArtifactPage:
    """Lists artifact records, newest first by `createdAt`, ties by id."""
    chosen = request.filter
    page = lab.catalog.list_artifacts(chosen.criteria(), chosen.limit, chosen.cursor)
    return ArtifactPage.model_construct(items=page.items, next_cursor=page.next_cursor)


class SupersedeArtifact(Remarked):
    """Which artifact takes the place of which."""

    artifact_id: RecordId
    successor_id: RecordId


class ChangedArtifact(Artifact):
    """The record; `changed` is false when it was in that status already."""

    changed: bool


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, Immutable, InvalidTransition, ValidationFailed))
def supersede_artifact(lab: Lab, request: SupersedeArtifact) -> ChangedArtifact:
    """Marks an artifact as superseded by another one; using it gives a warning from then on."""
    after, changed = lab.catalog.supersede_artifact(
        request.artifact_id, request.successor_id, request.remark()
    )
    return ChangedArtifact.model_construct(**dict(after), changed=changed)


class TombstoneArtifact(Remarked):
    """Which artifact must not be used any more."""

    artifact_id: RecordId


@operation(effect=Effect.WRITE, errors=(NotFound,))
def tombstone_artifact(lab: Lab, request: TombstoneArtifact) -> ChangedArtifact:
    """Marks an artifact as not to be used any more; its record and lineage stay. This is final."""
    after, changed = lab.catalog.tombstone_artifact(request.artifact_id, request.remark())
    return ChangedArtifact.model_construct(**dict(after), changed=changed)
