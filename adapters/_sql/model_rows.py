"""Model versions and promotions as rows: documents as canonical JSON, instants as microseconds."""

import json
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.metric import metrics_document, parse_number
from provenlab.core.models.model_version import Column, ModelSignature, ModelVersion
from provenlab.core.models.promotion import PromotionEvent
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.value import restored
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.digests import MODEL_VERSION, PROMOTION, digest

_VERSION_FIELDS = (
    "model_name",
    "version",
    "config_hash",
    "flavour",
    "pickled",
    "model_digest",
    "prediction_digest",
    "run_id",
    "run_name",
    "experiment_id",
    "file_name",
    "file_hash",
    "size_bytes",
    "storage_uri",
)
_EVENT_FIELDS = (
    "model_name",
    "seq",
    "kind",
    "version",
    "champion",
    "previous_champion",
    "actor",
    "reason",
    "journal_entry_id",
)


def _text(value: Any) -> str:
    return canonical_json(value).decode()


def _redactions(places: tuple[RedactedPlace, ...]) -> str:
    return _text([each.model_dump(mode="json") for each in places])


def _places(text: str) -> tuple[RedactedPlace, ...]:
    # Nearly always nothing, and every event of a history is read at once.
    return () if text == "[]" else tuple(RedactedPlace.model_construct(**each) for each in json.loads(text))


def version_row(version: ModelVersion) -> Row:
    """All columns of a version."""
    signature = version.signature
    row = {
        **{field: getattr(version, field) for field in _VERSION_FIELDS},
        "config": _text(version.config),
        "metrics": _text(metrics_document(version.metrics)),
        "tags": _text(version.tags),
        "flavour_details": _text(version.flavour_details),
        "signature": None if signature is None else _text(signature.model_dump(mode="json", by_alias=False)),
        "requirements": _text(version.requirements),
        "input_artifacts": _text(version.input_artifacts),
        "created_at": to_microseconds(version.created_at),
        "recorded_at": to_microseconds(version.recorded_at),
        "redactions": _redactions(version.redactions),
    }
    return {**row, "record_hash": version_digest(row)}


def version_digest(row: Row) -> str:
    """Of every column, the same on every engine."""
    return _row_digest(MODEL_VERSION, {**row, "pickled": bool(row["pickled"])})


def promotion_digest(row: Row) -> str:
    """Of every column, the same on every engine."""
    return _row_digest(PROMOTION, row)


def _row_digest(tag: str, row: Row) -> str:
    return digest(tag, {column: value for column, value in row.items() if column != "record_hash"})


def version_of(row: Row) -> ModelVersion:
    """The version a row holds; not validated again."""
    metrics = json.loads(row["metrics"])
    return ModelVersion.model_construct(
        **{
            **{field: row[field] for field in _VERSION_FIELDS},
            "pickled": bool(row["pickled"]),
            "config": parse_canonical_json(row["config"]),
            "metrics": {key: parse_number(value) for key, value in metrics.items()},
            "tags": json.loads(row["tags"]),
            "flavour_details": parse_canonical_json(row["flavour_details"]),
            "signature": None if row["signature"] is None else _signature(json.loads(row["signature"])),
            "requirements": tuple(json.loads(row["requirements"])),
            "input_artifacts": tuple(json.loads(row["input_artifacts"])),
            "created_at": from_microseconds(row["created_at"]),
            "recorded_at": from_microseconds(row["recorded_at"]),
            "redactions": _places(row["redactions"]),
        }
    )


def _signature(fields: dict[str, Any]) -> ModelSignature:
    return ModelSignature.model_construct(
        inputs=tuple(Column.model_construct(**each) for each in fields["inputs"]),
        outputs=tuple(Column.model_construct(**each) for each in fields["outputs"]),
    )


def event_row(event: PromotionEvent) -> Row:
    """All columns of an event."""
    row = {
        **{field: getattr(event, field) for field in _EVENT_FIELDS},
        "at": to_microseconds(event.at),
        "evidence": None if event.evidence is None else _text(event.evidence),
        "redactions": _redactions(event.redactions),
    }
    return {**row, "record_hash": promotion_digest(row)}


def event_of(row: Row) -> PromotionEvent:
    """The event a row holds; not validated again."""
    evidence = row["evidence"]
    return restored(
        PromotionEvent,
        {
            "actor": row["actor"],
            "reason": row["reason"],
            "evidence": None if evidence is None else parse_canonical_json(evidence),
            "journal_entry_id": row["journal_entry_id"],
            "model_name": row["model_name"],
            "kind": row["kind"],
            "version": row["version"],
            "champion": row["champion"],
            "previous_champion": row["previous_champion"],
            "redactions": _places(row["redactions"]),
            "seq": row["seq"],
            "at": from_microseconds(row["at"]),
        },
    )
