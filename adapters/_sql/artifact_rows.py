"""Artifact records as rows."""

from collections.abc import Iterable

from provenlab.adapters._sql.damage import UNREADABLE, damaged
from provenlab.adapters._sql.database import Row
from provenlab.core.models.artifact import Artifact, ArtifactEvent, Parent, Producer
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.value import restored
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json

_SAME = (
    "artifact_id",
    "kind",
    "name",
    "schema_version",
    "format",
    "logical_key",
    "supersedes",
    "file_hash",
    "content_hash",
    "size_bytes",
    "storage_uri",
    "record_hash",
)
_FIELDS = tuple(Artifact.model_fields)


def new_row(artifact: Artifact) -> Row:
    """All columns of the record."""
    producer = artifact.producer
    return {
        **{field: getattr(artifact, field) for field in _SAME},
        "summary": canonical_json(artifact.summary).decode(),
        "producer_kind": producer.kind if producer else None,
        "producer_id": producer.id if producer else None,
        "created_at": to_microseconds(artifact.created_at),
        "recorded_at": to_microseconds(artifact.recorded_at),
    }


def parent_rows(artifact: Artifact) -> list[Row]:
    """One row for each lineage edge, in the order given."""
    return [
        {"child_id": artifact.artifact_id, "ordinal": i, "role": parent.role, "parent_id": parent.artifact_id}
        for i, parent in enumerate(artifact.parents)
    ]


def artifact_of(row: Row, parents: Iterable[Row]) -> Artifact:
    """The record of a row of `artifacts.by_ids` and its edges; StoreCorrupt for a row that holds none."""
    try:
        return _artifact_of(row, parents)
    except UNREADABLE as error:
        raise damaged("artifact", row["artifact_id"]) from error


def _artifact_of(row: Row, parents: Iterable[Row]) -> Artifact:
    made: Row = {
        "producer": None,
        "parents": tuple(
            restored(Parent, {"artifact_id": parent["parent_id"], "role": parent["role"]})
            for parent in parents
        ),
        "created_at": from_microseconds(row["created_at"]),
        "summary": parse_canonical_json(row["summary"]),
        "recorded_at": from_microseconds(row["recorded_at"]),
        "expired_at": None if row["expired_at"] is None else from_microseconds(row["expired_at"]),
    }
    if row["producer_kind"] is not None:
        made["producer"] = restored(Producer, {"kind": row["producer_kind"], "id": row["producer_id"]})
    return restored(Artifact, {field: made[field] if field in made else row[field] for field in _FIELDS})


def event_row(event: ArtifactEvent, artifact_id: str) -> Row:
    """All columns of an event."""
    return {
        "artifact_id": artifact_id,
        "seq": event.seq,
        "at": to_microseconds(event.at),
        "status": event.status,
        "successor_id": event.successor_id,
        "actor": event.actor,
        "reason": event.reason,
    }


def event_of(row: Row) -> ArtifactEvent:
    """The event a row holds."""
    return ArtifactEvent.model_construct(**{**row, "at": from_microseconds(row["at"])})
