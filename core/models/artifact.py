"""Artifacts: immutable records of bytes, what they represent and what they were made from."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.text import Hash, Label, Name, Note, RecordId, Role
from provenlab.core.models.value import Value

ArtifactStatus = Literal["active", "superseded", "tombstoned"]
ArtifactFormat = Literal["json", "csv", "parquet", "bytes"]
ProducerKind = Literal["experiment", "run"]


class Producer(Value):
    """The run or experiment an artifact came out of."""

    kind: ProducerKind
    id: RecordId


class Parent(Value):
    """A lineage edge: made from that artifact, which played this role."""

    artifact_id: RecordId
    role: Role = "source"


Parents = Annotated[tuple[Parent, ...], Strict(False), Field(max_length=10_000)]


class ArtifactDescription(Value):
    """What the publisher says of an artifact; the bytes say the rest."""

    artifact_id: RecordId
    kind: Label
    name: Name
    schema_version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    format: ArtifactFormat = "bytes"
    logical_key: Name | None = None
    supersedes: RecordId | None = None
    producer: Producer | None = None
    parents: Parents = ()
    created_at: Instant


class Artifact(ArtifactDescription):
    """The record as the catalog holds it.

    `file_hash` is of the bytes, `content_hash` of the canonical content where the format has one.
    `summary` is a small JSON object (64 KiB at most). `successor_id` names the artifact that
    superseded this one. `expired_at` is when a retention policy let its bytes go.
    """

    file_hash: Hash
    content_hash: Hash | None = None
    size_bytes: Annotated[int, Field(ge=0)]
    storage_uri: Annotated[str, Field(min_length=1, max_length=2_048)]
    summary: dict[str, Any]
    recorded_at: Instant
    record_hash: Hash
    status: ArtifactStatus = "active"
    successor_id: RecordId | None = None
    expired_at: Instant | None = None


class ArtifactEvent(Value):
    """One change of an artifact's status."""

    seq: int
    at: Instant
    status: ArtifactStatus
    successor_id: RecordId | None = None
    actor: Label | None = None
    reason: Note | None = None


class ArtifactFilter(Value):
    """All given fields hold together; times are inclusive and compare `created_at`."""

    kind: Label | None = None
    name: Name | None = None
    logical_key: Name | None = None
    file_hash: Hash | None = None
    content_hash: Hash | None = None
    producer_id: RecordId | None = None
    status: ArtifactStatus | None = None
    min_created_at: Instant | None = None
    max_created_at: Instant | None = None
