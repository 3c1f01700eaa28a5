"""The metrics of a completed run as an artifact whose bytes are those that its row holds already."""

import hashlib
import re
from datetime import datetime

from provenlab.core.models.artifact import Artifact, ArtifactDescription, Producer
from provenlab.core.models.blob import StoredBlob
from provenlab.core.models.metric import metrics_document
from provenlab.core.models.run import Run
from provenlab.core.models.value import restored
from provenlab.core.rules.artifact_changes import registered
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import JSON_CONTENT, tagged_digest
from provenlab.core.rules.json_summaries import json_summary

_LONGEST_ID = 128
# "=" stands for the ":" of an id, which no storage URI may hold and no id may hold "=".
_URI = re.compile(r"runs/run=([A-Za-z0-9._=-]{1,128})\.metrics\.json")


def metrics_id(run_id: str) -> str:
    """The id of a run's metrics artifact; of a run whose id leaves no room, by the digest of that id."""
    named = f"{run_id}:metrics"
    if len(named) <= _LONGEST_ID:
        return named
    return f"{hashlib.sha256(run_id.encode()).hexdigest()}:metrics"


def metrics_uri(run_id: str) -> str:
    """The storage URI of a run's metrics: a place in the store itself, where no blob lies."""
    return f"runs/run={run_id.replace(':', '=')}.metrics.json"


def run_of_metrics_uri(storage_uri: str) -> str | None:
    """The run whose metrics a URI names; None for the URI of a blob."""
    found = _URI.fullmatch(storage_uri)
    return found[1].replace("=", ":") if found else None


def metrics_bytes(run: Run) -> bytes:
    """What the artifact holds: the metrics in canonical JSON, non-finite numbers by their tag."""
    return canonical_json(metrics_document(run.metrics), "metrics")


def metrics_artifact(run: Run, now: datetime) -> Artifact:
    """The record of the metrics that a run ended with."""
    document = metrics_document(run.metrics)
    content = canonical_json(document, "metrics")
    description = restored(
        ArtifactDescription,
        {
            "artifact_id": metrics_id(run.run_id),
            "kind": "metrics",
            "name": f"metrics of {run.name}"[:256],
            "schema_version": 1,
            "format": "json",
            "logical_key": None,
            "supersedes": None,
            "producer": restored(Producer, {"kind": "run", "id": run.run_id}),
            "parents": (),
            "created_at": now,
        },
    )
    blob = StoredBlob(hashlib.sha256(content).hexdigest(), len(content), metrics_uri(run.run_id))
    content_hash = tagged_digest(JSON_CONTENT, content)
    return registered(description, blob, content_hash, json_summary(document), now)
