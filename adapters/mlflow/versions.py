"""What a version of ours is in MLflow: tags of the version, parameters and metrics of its run."""

import json
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mlflow.entities import Metric, Param, Run, RunTag
from mlflow.entities.model_registry import ModelVersion as MlflowVersion

from provenlab.core.errors import StoreCorrupt
from provenlab.core.models.model_version import ModelDraft, ModelNote, ModelVersion
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.model_redaction import drafted
from provenlab.core.rules.run_comparison import flattened

DOCUMENT_TAG = "provenlab.version"
DIGEST_TAG = "provenlab.version_sha256"
DOCUMENT_FILE = "provenlab.json"
CONFIG_FILE = "config.json"
MODEL_FOLDER = "model"
# MLflow keeps a tag of a version up to 100,000 characters, a parameter's value up to 6,000.
_LONGEST_TAG = 100_000
_LONGEST_PARAMETER = 6_000
_LONGEST_KEY = 250
_MOST_AT_ONCE = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def document_of(version: ModelVersion) -> bytes:
    """All of a version but its number and the time of its recording, which MLflow gives."""
    fields = version.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude={"version", "recorded_at"}
    )
    return canonical_json(fields)


def fits_into_a_tag(document: bytes) -> bool:
    """Whether a version can be read without looking for its file."""
    return len(document.decode()) <= _LONGEST_TAG


def version_of(found: MlflowVersion, document: bytes) -> ModelVersion:
    """The version of a document that MLflow gave a number."""
    fields = json.loads(document)
    numbered = {**fields, "version": int(found.version), "recordedAt": _instant(found.creation_timestamp)}
    try:
        return ModelVersion.model_validate(numbered)
    except ValueError as error:
        details = {"modelName": found.name, "version": int(found.version)}
        raise StoreCorrupt(
            f"the record of {found.name} version {found.version} cannot be read", details
        ) from error


def foreign_version(found: MlflowVersion, run: Run | None) -> ModelVersion:
    """A version that another tool logged, as far as MLflow knows it; nothing of it is verified."""
    created_at = _instant(found.creation_timestamp)
    note = ModelNote(
        model_name=found.name,
        flavour_details={},
        config=dict(run.data.params) if run is not None else {},
        metrics=dict(run.data.metrics) if run is not None else {},
        tags={key: value for key, value in found.tags.items() if value},
        run_id=found.run_id or None,
        run_name=run.info.run_name if run is not None else None,
        created_at=created_at,
    )
    draft = dict(drafted(note))
    return ModelVersion.model_construct(
        **draft,
        version=int(found.version),
        recorded_at=created_at,
        file_hash=None,
        size_bytes=None,
        storage_uri=None,
    )


def parameters_of(draft: ModelDraft) -> Iterator[list[Param]]:
    """The config for MLflow's pages, cut to what they take; `config.json` has it whole."""
    flat = [
        Param(path[:_LONGEST_KEY], _as_text(value)[:_LONGEST_PARAMETER])
        for path, value in flattened(draft.config).items()
    ]
    # Two long paths may be cut to one name, and a name has one value.
    yield from _batches(list({param.key: param for param in flat if _is_key(param.key)}.values()))


def storage_uri(run_id: str, draft: ModelDraft) -> str:
    """Where the model's file is, by MLflow's name for it."""
    return f"runs:/{run_id}/{MODEL_FOLDER}/{draft.file_name}"


def metrics_of(draft: ModelDraft, at_ms: int) -> Iterator[list[Metric]]:
    """The final metrics for MLflow's pages and searches."""
    named = {key: value for key, value in draft.metrics.items() if _is_key(key)}
    yield from _batches([Metric(key, value, at_ms, 0) for key, value in named.items()])


def run_tags(draft: ModelDraft) -> list[RunTag]:
    """The tags of the version, and what leads back to our records."""
    links = {
        "provenlab.config_hash": draft.config_hash,
        "provenlab.run_id": draft.run_id,
        "provenlab.experiment_id": draft.experiment_id,
    }
    given = {key: value for key, value in draft.tags.items() if _is_key(key)}
    return [RunTag(key, value) for key, value in {**given, **links}.items() if value is not None]


def milliseconds(instant: datetime) -> int:
    """Since 1970, as MLflow counts."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def mlmodel_of(draft: ModelDraft) -> bytes | None:
    """MLflow's own description of a LightGBM text, so that its tools load the same trees; else None."""
    if draft.flavour != "lightgbm":
        return None
    version = next(
        (each.partition("==")[2] for each in draft.requirements if each.startswith("lightgbm==")), ""
    )
    flavour = {"lgb_version": version, "data": draft.file_name, "model_class": "lightgbm.basic.Booster"}
    function = {
        "loader_module": "mlflow.lightgbm",
        "data": draft.file_name,
        "env": {},
        "python_version": platform.python_version(),
    }
    # JSON is YAML too.
    return json.dumps({"flavors": {"lightgbm": flavour, "python_function": function}}, indent=1).encode()


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _batches(rows: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(rows), _MOST_AT_ONCE):
        yield rows[start : start + _MOST_AT_ONCE]


def _is_key(name: str) -> bool:
    return (
        len(name) <= _LONGEST_KEY
        and all(each.isalnum() or each in "_-. :/" for each in name)
        and (name.strip(" ./:") != "" and ".." not in name and not name.startswith("/") and "//" not in name)
    )


def _instant(milliseconds_: int | None) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds_ or 0)
