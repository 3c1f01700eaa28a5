"""Experiments as rows: documents as canonical JSON, instants as microseconds."""

import json
import math
from collections.abc import Iterable
from typing import Any

from provenlab.adapters._sql.damage import UNREADABLE, damaged
from provenlab.adapters._sql.database import Row
from provenlab.core.models.experiment import Execution, Experiment, ExperimentEvent
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.provenance import CIRCUMSTANCES, Provenance
from provenlab.core.models.value import restored
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.digests import state_digest
from provenlab.core.rules.experiment_changes import Declaration

NO_OUTPUTS = "{}"


def _text(value: Any) -> str:
    return canonical_json(value).decode()


def new_row(declaration: Declaration) -> Row:
    """All columns of a new experiment but its key."""
    experiment = declaration.experiment
    provenance = experiment.provenance
    circumstances = {
        field: value for field in CIRCUMSTANCES if (value := getattr(provenance, field)) is not None
    }
    return {
        "experiment_id": experiment.experiment_id,
        "name": experiment.name,
        "description": experiment.description,
        "inputs": _text(experiment.inputs),
        "n_inputs": sum(map(len, experiment.inputs.values())),
        "config": declaration.canonical_config.decode(),
        "required_outputs": _text(experiment.required_outputs),
        "git_commit": provenance.git_commit,
        "git_dirty": provenance.git_dirty,
        "engine_version": provenance.engine_version,
        "environment": _text(circumstances),
        "created_at": to_microseconds(provenance.created_at),
        "recorded_at": to_microseconds(experiment.recorded_at),
        "config_hash": experiment.config_hash,
        "definition_hash": experiment.definition_hash,
        **state_row(experiment),
    }


def state_row(experiment: Experiment) -> Row:
    """The columns that a change writes."""
    execution = experiment.execution or Execution()
    return {
        "revision": experiment.revision,
        "status": experiment.status,
        "outputs": _text(experiment.outputs),
        "started_at": _microseconds(execution.started_at),
        "completed_at": _microseconds(execution.completed_at),
        "duration_ms": execution.duration,
        "error": execution.error,
        "state_hash": state_digest(experiment),
    }


def _microseconds(value: Any) -> int | None:
    return None if value is None else to_microseconds(value)


def input_edges(experiment: Experiment, k: int) -> list[Row]:
    """One row for each input, roles in name order, `ordinal` counting through all of them."""
    created_at = to_microseconds(experiment.provenance.created_at)
    pairs = [(role, each) for role in sorted(experiment.inputs) for each in experiment.inputs[role]]
    return [
        {"artifact_id": artifact_id, "created_at": created_at, "k": k, "role": role, "ordinal": ordinal}
        for ordinal, (role, artifact_id) in enumerate(pairs)
    ]


def metric_rows(experiment: Experiment, k: int) -> list[Row]:
    """One row for each metric; NaN has no order and not every engine keeps it: it is stored as no number."""
    return [
        {"k": k, "key": key, "value": None if math.isnan(value) else value}
        for key, value in sorted(experiment.metrics.items())
    ]


def experiment_of(row: Row, metrics: Iterable[Row] = ()) -> Experiment:
    """The experiment a row holds, with its metrics; not validated again, `verify_store` checks the digests.

    StoreCorrupt for a row that holds none.
    """
    try:
        return _experiment_of(row, metrics)
    except UNREADABLE as error:
        raise damaged("experiment", row["experiment_id"]) from error


def _experiment_of(row: Row, metrics: Iterable[Row]) -> Experiment:
    fields = {
        "experiment_id": row["experiment_id"],
        "name": row["name"],
        "description": row["description"],
        "inputs": {role: tuple(ids) for role, ids in json.loads(row["inputs"]).items()},
        "config": parse_canonical_json(row["config"]),
        "provenance": _provenance_of(row),
        "required_outputs": tuple(json.loads(row["required_outputs"])),
        "status": row["status"],
        "outputs": _object(row["outputs"]),
        "execution": _execution_of(row),
        "recorded_at": from_microseconds(row["recorded_at"]),
        "revision": row["revision"],
        "config_hash": row["config_hash"],
        "definition_hash": row["definition_hash"],
        "metrics": {each["key"]: math.nan if each["value"] is None else each["value"] for each in metrics},
    }
    return restored(Experiment, fields)


def _object(text: str) -> dict[str, Any]:
    # Most rows have no outputs yet or no circumstances.
    found: dict[str, Any] = {} if text == NO_OUTPUTS else json.loads(text)
    return found


def _provenance_of(row: Row) -> Provenance:
    environment = _object(row["environment"])
    fields = {
        "git_commit": row["git_commit"],
        "git_dirty": bool(row["git_dirty"]),
        "engine_version": row["engine_version"],
        "created_at": from_microseconds(row["created_at"]),
        **{field: environment.get(field) for field in CIRCUMSTANCES},
    }
    if fields["argv"] is not None:
        fields["argv"] = tuple(fields["argv"])
    return restored(Provenance, fields)


def _execution_of(row: Row) -> Execution | None:
    started_at, completed_at = row["started_at"], row["completed_at"]
    if started_at is None and completed_at is None:
        return None
    fields = {
        "started_at": None if started_at is None else from_microseconds(started_at),
        "completed_at": None if completed_at is None else from_microseconds(completed_at),
        "duration": row["duration_ms"],
        "error": row["error"],
    }
    return restored(Execution, fields)


def event_row(event: ExperimentEvent, k: int) -> Row:
    """All columns of an event."""
    return {
        "k": k,
        "seq": event.seq,
        "at": to_microseconds(event.at),
        "kind": event.kind,
        "status": event.status,
        "actor": event.actor,
        "reason": event.reason,
    }


def event_of(row: Row) -> ExperimentEvent:
    """The event a row holds."""
    return ExperimentEvent.model_construct(**{**row, "at": from_microseconds(row["at"])})
