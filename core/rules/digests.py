"""Digests of identity: sha256(domain tag || 0x00 || canonical JSON), as lower-case hex.

The tag keeps two kinds of record with the same content apart, and carries the version of the rule.
"""

import hashlib
from typing import TYPE_CHECKING, Any

from provenlab.core.models.instant import format_instant
from provenlab.core.rules.canonical_json import canonical_json

if TYPE_CHECKING:  # most calls look at no artifact
    from provenlab.core.models.artifact import Artifact
    from provenlab.core.models.experiment import Experiment, ExperimentDefinition

CONFIG = "config/v1"
DEFINITION = "definition/v1"
EXPERIMENT_STATE = "experiment-state/v1"
ARTIFACT = "artifact/v1"
RUN = "run/v1"
RUN_STATE = "run-state/v1"
MODEL_VERSION = "model-version/v1"
PROMOTION = "promotion/v1"
JOURNAL_ENTRY = "journal-entry/v1"
DECISION = "decision/v1"
JSON_CONTENT = "content/json/v1"


def tagged_digest(tag: str, canonical: bytes) -> str:
    """The digest of bytes that are canonical already."""
    return hashlib.sha256(tag.encode() + b"\0" + canonical).hexdigest()


def digest(tag: str, value: Any) -> str:
    """The digest of a JSON value."""
    return tagged_digest(tag, canonical_json(value))


def definition_digest(definition: "ExperimentDefinition", config_hash: str) -> str:
    """What makes two declarations the same: all but the time and the machine of declaring."""
    provenance = definition.provenance
    return digest(
        DEFINITION,
        {
            "experimentId": definition.experiment_id,
            "name": definition.name,
            "description": definition.description,
            "inputs": definition.inputs,
            "configHash": config_hash,
            "requiredOutputs": definition.required_outputs,
            "gitCommit": provenance.git_commit,
            "gitDirty": provenance.git_dirty,
            "engineVersion": provenance.engine_version,
        },
    )


def state_digest(experiment: "Experiment") -> str:
    """Covers everything the definition digest leaves out, so that damage to a row shows."""
    execution = experiment.execution
    circumstances = experiment.provenance.model_dump(mode="json", exclude_none=True)
    return digest(
        EXPERIMENT_STATE,
        {
            "definitionHash": experiment.definition_hash,
            "provenance": circumstances,
            "recordedAt": format_instant(experiment.recorded_at),
            "revision": experiment.revision,
            "status": experiment.status,
            "outputs": experiment.outputs,
            "execution": execution.model_dump(mode="json", exclude_none=True) if execution else None,
        },
    )


def artifact_digest(artifact: "Artifact") -> str:
    """Of everything a record holds but its digest and the status, which events decide."""
    record = artifact.model_dump(
        mode="json", exclude_none=True, exclude={"record_hash", "status", "successor_id", "expired_at"}
    )
    return digest(ARTIFACT, record)
