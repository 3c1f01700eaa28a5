"""What a registry in a store of ours makes of a draft: the version, the artifact of its file, the event."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from provenlab.core.errors import Conflict, NotFound
from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.promotion import PromotionDraft, PromotionEvent

if TYPE_CHECKING:  # a version without a file, and who reads one, needs no artifacts
    from provenlab.core.models.artifact import Artifact, Producer
    from provenlab.core.models.blob import StoredBlob

MODEL_KIND = "model"


def numbered_version(
    draft: ModelDraft, version: int, now: datetime, blob: "StoredBlob | None"
) -> ModelVersion:
    """The version as it is kept."""
    return ModelVersion.model_construct(
        **dict(draft),
        version=version,
        recorded_at=now,
        file_hash=None if blob is None else blob.file_hash,
        size_bytes=None if blob is None else blob.size_bytes,
        storage_uri=None if blob is None else blob.storage_uri,
    )


def model_artifact(version: ModelVersion, blob: "StoredBlob", usable: Collection[str]) -> "Artifact":
    """The record of a version's file: so it has lineage, is verified, and is not swept.

    Made from those input artifacts that are `usable`; a link to another one stays in the version alone.
    """
    from provenlab.core.models.artifact import ArtifactDescription, Parent
    from provenlab.core.rules.artifact_changes import registered

    inputs = dict.fromkeys(each for each in version.input_artifacts if each in usable)
    description = ArtifactDescription.model_construct(
        artifact_id=model_artifact_id(version.model_name, version.version),
        kind=MODEL_KIND,
        name=f"{version.model_name} version {version.version}",
        schema_version=1,
        format="bytes",
        logical_key=None,
        supersedes=None,
        producer=_producer(version),
        parents=tuple(Parent(artifact_id=each, role="input") for each in inputs),
        created_at=version.created_at,
    )
    return registered(description, blob, None, {}, version.recorded_at)


def usable_inputs(known: Mapping[str, "Artifact"]) -> list[str]:
    """Those of the known artifacts that may still be used."""
    return [each for each, record in known.items() if record.status != "tombstoned"]


def model_artifact_id(model_name: str, version: int) -> str:
    """`model:NAME:VERSION`."""
    return f"model:{model_name}:{version}"


def _producer(version: ModelVersion) -> "Producer | None":
    from provenlab.core.models.artifact import Producer

    if version.experiment_id is not None:
        return Producer(kind="experiment", id=version.experiment_id)
    return None


def sequenced(draft: PromotionDraft, last: PromotionEvent | None, now: datetime) -> PromotionEvent:
    """The event after the last one; its time never goes back, so that history can be asked by time."""
    at = now if last is None else max(now, last.at)
    return PromotionEvent.model_construct(**dict(draft), seq=1 if last is None else last.seq + 1, at=at)


def stale(model_name: str, after_seq: int, last_seq: int) -> Conflict:
    """The error for a writer that another one overtook."""
    return Conflict(
        f"the history of {model_name} went on to event {last_seq}; read it again",
        {"modelName": model_name, "afterSeq": after_seq, "lastSeq": last_seq},
    )


def ahead(model_name: str, seq: int, last_seq: int) -> Conflict:
    """The error for a projection of an event that is not there."""
    return Conflict(
        f"the history of {model_name} has {last_seq} events, so none with the sequence {seq}",
        {"modelName": model_name, "seq": seq, "lastSeq": last_seq},
    )


def missing_version(model_name: str, version: int) -> NotFound:
    """The error for a version that nobody added."""
    details = {"modelName": model_name, "version": version}
    return NotFound(f"no version {version} of model {model_name}", details)


def missing_file(model_name: str, version: int) -> NotFound:
    """The error for a version that was logged without its file."""
    details = {"modelName": model_name, "version": version}
    return NotFound(f"version {version} of model {model_name} was logged without a model file", details)
