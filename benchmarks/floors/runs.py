"""A run as raw statements: the rows that the library keeps of it, in as many transactions."""

import json
from typing import Any

from benchmarks.raw_stores import RawStore

_HASH = "0" * 64
_ENDED = (
    "UPDATE runs SET revision = 1, status = 'completed', metrics = ?, metrics_artifact_id = ?, ended_at = ?, "
    "duration_ms = 1, lease_expires_at = NULL, state_hash = ? WHERE k = ?"
)


def run_row(run_id: str, config: dict[str, Any], at: int) -> dict[str, Any]:
    """The columns of a run that has begun, without digests worth the name."""
    return {
        "run_id": run_id,
        "name": "bench",
        "kind": "train",
        "config": json.dumps(config),
        "datasets": "[]",
        "tags": "[]",
        "seed": 7,
        "git_commit": "3f1c9a7e5b2d4c6f8a0b1c2d3e4f5a6b7c8d9e0f",
        "origin": "{}",
        "redactions": "[]",
        "created_at": at,
        "recorded_at": at,
        "config_hash": _HASH,
        "definition_hash": _HASH,
        "revision": 0,
        "status": "running",
        "metrics": "{}",
        "started_at": at,
        "heartbeat_at": at,
        "lease_expires_at": at + 120_000_000,
        "state_hash": _HASH,
    }


class RawRuns:
    """Runs on a store without guards, whose rows go in by the engine's quickest way."""

    def __init__(self, store: RawStore) -> None:
        self._store = store
        self._keys: dict[str, int] = {}

    def close(self) -> None:
        self._store.close()

    def start(self, run_id: str, config: dict[str, Any], at: int) -> None:
        """One transaction: the run and its first event."""
        with self._store.transaction():
            self._store.insert("runs", [run_row(run_id, config, at)])
            ((k,),) = self._store.raw("SELECT k FROM runs WHERE run_id = ?", run_id)
            self._keys[run_id] = k
            self._store.insert("run_events", [_event(k, 1, at, "running")])

    def finish(self, run_id: str, metrics: dict[str, float], at: int) -> None:
        """One transaction: metrics, event, the record of the metrics file, and the run's end."""
        k, artifact_id = self._keys[run_id], f"{run_id}:metrics"
        text = json.dumps(metrics)
        with self._store.transaction():
            self._store.insert("artifacts", [_artifact(artifact_id, run_id, len(text), at)])
            self._store.insert("run_metrics", [{"k": k, "key": x, "value": y} for x, y in metrics.items()])
            self._store.insert("run_events", [_event(k, 2, at, "completed")])
            self._store.write(_ENDED, text, artifact_id, at, "1" * 64, k)

    def append(self, run_id: str, points: list[dict[str, Any]]) -> None:
        """One transaction: points of a series."""
        k = self._keys[run_id]
        with self._store.transaction():
            self._store.insert("run_points", [{"k": k, **point} for point in points])


def _event(k: int, seq: int, at: int, status: str) -> dict[str, Any]:
    return {"k": k, "seq": seq, "at": at, "kind": "status", "status": status, "attempt": 1}


def _artifact(artifact_id: str, run_id: str, size: int, at: int) -> dict[str, Any]:
    return {
        "artifact_id": artifact_id,
        "kind": "metrics",
        "name": "metrics of bench",
        "schema_version": 1,
        "format": "json",
        "file_hash": _HASH,
        "content_hash": _HASH,
        "size_bytes": size,
        "storage_uri": f"sha256/00/{_HASH}",
        "summary": "{}",
        "producer_kind": "run",
        "producer_id": run_id,
        "created_at": at,
        "recorded_at": at,
        "record_hash": _HASH,
    }
