"""Runs as rows: documents as canonical JSON, instants as microseconds, NaN as no number."""

import json
import math
from datetime import datetime
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.core.models.instant import from_microseconds, parse_instant, to_microseconds
from provenlab.core.models.metric import MetricPoint, metrics_document, parse_number
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.run import DatasetRef, ProgressEvent, Run, RunError, RunOrigin
from provenlab.core.models.value import restored, wire_name
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.run_changes import run_state_digest


def _text(value: Any) -> str:
    return canonical_json(value).decode()


def _document(value: Any) -> str:
    return _text(value.model_dump(mode="json", exclude_none=True))


def _documents(values: Any) -> str:
    return _text([each.model_dump(mode="json", exclude_none=True) for each in values])


def _us(value: datetime | None) -> int | None:
    return None if value is None else to_microseconds(value)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def stored_number(value: float) -> float | None:
    """NaN has no order and not every engine keeps it; it is stored as no number."""
    return None if math.isnan(value) else value


def new_row(run: Run) -> Row:
    """All columns of a new run but its key."""
    return {
        "run_id": run.run_id,
        "name": run.name,
        "kind": run.kind,
        "config": _text(run.config),
        "datasets": _documents(run.datasets),
        "tags": _text(run.tags),
        "seed": run.seed,
        "experiment_id": run.experiment_id,
        "parent_run_id": run.parent_run_id,
        "results_dir": run.results_dir,
        "git_commit": run.origin.git_commit,
        "origin": _document(run.origin),
        "redactions": _documents(run.redactions),
        "created_at": to_microseconds(run.origin.created_at),
        "recorded_at": to_microseconds(run.recorded_at),
        "config_hash": run.config_hash,
        "definition_hash": run.definition_hash,
        "heartbeat_at": _us(run.heartbeat_at),
        **state_row(run),
    }


def state_row(run: Run) -> Row:
    """The columns that a change of status writes."""
    return {
        "revision": run.revision,
        "status": run.status,
        "metrics": _text(metrics_document(run.metrics)),
        "metrics_artifact_id": run.metrics_artifact_id,
        "error": _document(run.error) if run.error is not None else None,
        "summary_path": run.summary_path,
        "started_at": _us(run.started_at),
        "ended_at": _us(run.ended_at),
        "duration_ms": run.duration,
        "lease_expires_at": _us(run.lease_expires_at),
        "state_hash": run_state_digest(run),
    }


def run_of(row: Row) -> Run:
    """The run a row holds; not validated again, `verify_store` checks the digests."""
    metrics = json.loads(row["metrics"])
    made: Row = {
        "config": parse_canonical_json(row["config"]),
        "datasets": tuple(DatasetRef.model_construct(**each) for each in json.loads(row["datasets"])),
        "tags": tuple(json.loads(row["tags"])),
        "origin": _origin_of(json.loads(row["origin"])),
        "redactions": tuple(RedactedPlace.model_construct(**each) for each in json.loads(row["redactions"])),
        "metrics": {key: parse_number(value) for key, value in metrics.items()},
        "error": RunError.model_construct(**json.loads(row["error"])) if row["error"] else None,
        "started_at": _instant(row["started_at"]),
        "ended_at": _instant(row["ended_at"]),
        "duration": row["duration_ms"],
        "heartbeat_at": _instant(row["heartbeat_at"]),
        "lease_expires_at": _instant(row["lease_expires_at"]),
        "recorded_at": from_microseconds(row["recorded_at"]),
    }
    return restored(Run, {field: made[field] if field in made else row[field] for field in _RUN_FIELDS})


_RUN_FIELDS = tuple(Run.model_fields)


def _origin_of(document: Row) -> RunOrigin:
    argv = document.get("argv")
    made = {
        "created_at": parse_instant(document["createdAt"]),
        "argv": None if argv is None else tuple(argv),
    }
    fields = {name: made[name] if name in made else document.get(key) for name, key in _ORIGIN_FIELDS}
    return restored(RunOrigin, fields)


_ORIGIN_FIELDS = tuple((name, wire_name(name)) for name in RunOrigin.model_fields)


def tag_rows(run: Run, k: int) -> list[Row]:
    """One row for each different tag."""
    return [{"tag": tag, "k": k} for tag in sorted(set(run.tags))]


def dataset_rows(run: Run, k: int) -> list[Row]:
    """One row for each dataset, in the order given."""
    return [
        {"dataset": each.dataset, "k": k, "ordinal": ordinal, "artifact_id": each.artifact_id}
        for ordinal, each in enumerate(run.datasets)
    ]


def metric_rows(run: Run, k: int) -> list[Row]:
    """One row for each final metric."""
    return [{"k": k, "key": key, "value": stored_number(value)} for key, value in sorted(run.metrics.items())]


def point_row(point: MetricPoint, k: int) -> Row:
    """All columns of a point."""
    return {
        "k": k,
        "seq": point.seq,
        "key": point.key,
        "value": stored_number(point.value),
        "step": point.step,
        "at": to_microseconds(point.at),
    }


def point_of(row: Row) -> MetricPoint:
    """The point a row holds."""
    value = math.nan if row["value"] is None else float(row["value"])
    return MetricPoint.model_construct(**{**row, "value": value, "at": from_microseconds(row["at"])})


def event_row(event: ProgressEvent, k: int) -> Row:
    """All columns of an event."""
    return {
        **{field: getattr(event, field) for field in _EVENT_FIELDS},
        "k": k,
        "at": to_microseconds(event.at),
        "payload": None if event.payload is None else _text(event.payload),
    }


_EVENT_FIELDS = ("seq", "client_seq", "kind", "status", "attempt", "phase", "percent", "message")


def event_of(row: Row) -> ProgressEvent:
    """The event a row holds."""
    payload = None if row["payload"] is None else parse_canonical_json(row["payload"])
    return ProgressEvent.model_construct(**{**row, "at": from_microseconds(row["at"]), "payload": payload})
