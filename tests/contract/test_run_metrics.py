"""The metrics artifact of a completed run, whose bytes the store holds with the run."""

import json
import math
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from provenlab.core.errors import BlobMissing, DigestMismatch, UriRefused
from provenlab.core.models.run import RunDefinition, RunOrigin
from provenlab.core.rules.content_hashes import json_content_hash
from provenlab.core.rules.run_metrics import metrics_uri
from provenlab.core.services.runs import Finish
from tests.labs import Bench

_ORIGIN = RunOrigin(created_at=datetime(2025, 1, 31, tzinfo=UTC))


def _definition(run_id: str) -> RunDefinition:
    return RunDefinition(run_id=run_id, name="nightly", config={"lr": 0.1}, origin=_ORIGIN)


def test_its_bytes_are_the_metrics_in_canonical_json(bench: Bench) -> None:
    lab, run_id = bench.lab, "team:a.run-1"
    lab.runs.start(_definition(run_id))
    with pytest.raises(BlobMissing):
        lab.blobs.open_stream(metrics_uri(run_id))
    metrics = {"auc": 0.5, "n": 1e20, "worst": -math.inf, "undefined": math.nan}
    run, _ = lab.runs.finish(run_id, Finish(metrics))
    artifact = lab.catalog.get_artifact(run.metrics_artifact_id or "")
    assert artifact.storage_uri == metrics_uri(run_id)
    content = b"".join(lab.read_only.blobs.open_stream(artifact.storage_uri))
    assert content == b'{"auc":0.5,"n":100000000000000000000,"undefined":"NaN","worst":"-Infinity"}'
    assert (sha256(content).hexdigest(), len(content)) == (artifact.file_hash, artifact.size_bytes)
    assert artifact.content_hash == json_content_hash(json.loads(content, parse_int=float))
    assert artifact.summary == {"type": "object", "keys": sorted(metrics)}


def test_it_is_verified_and_never_swept(bench: Bench) -> None:
    lab = bench.lab
    lab.runs.start(_definition("run-1"))
    lab.runs.finish("run-1", Finish({"auc": 0.5}))
    uri = metrics_uri("run-1")
    assert lab.blobs.exists(uri)
    assert not lab.blobs.exists(metrics_uri("run-2"))
    verification = lab.verification.verify()
    assert (verification.sound, verification.blobs) == (True, 1)
    assert lab.verification.sweep(0, dry_run=False).orphans == ()
    with pytest.raises(UriRefused):
        lab.blobs.delete(uri)
    with pytest.raises(DigestMismatch):
        lab.blobs.verify(uri, "0" * 64, 11)
    assert lab.verification.verify().sound


def test_completing_a_run_writes_no_file(bench: Bench) -> None:
    bench.lab.runs.start(_definition("run-1"))
    bench.lab.runs.finish("run-1", Finish({"auc": 0.5}))
    assert list(bench.lab.blobs.list_blobs()) == []
