"""What may happen to an experiment: pure steps from one value to the next.

from typing import NamedTuple
Every store applies these inside its transaction, so that all of them refuse the same things in the
same words.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from provenlab.core.errors import Conflict, Immutable, InvalidTransition, ValidationFailed
from provenlab.core.models.experiment import (
    METRICS_SLOT,
    Execution,
    Experiment,
    ExperimentDefinition,
    ExperimentEvent,
    ExperimentStatus,
)
from provenlab.core.models.remark import Remark
from provenlab.core.models.value import restored
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.digests import CONFIG, definition_digest, tagged_digest
from provenlab.core.rules.limits import MAX_INPUTS, require_at_most, require_config_size
from provenlab.core.rules.state_machine import EXPERIMENT

_DEFINED = tuple(ExperimentDefinition.model_fields)


class Change(NamedTuple):
    """The experiment after a change, the event it leaves, and the output slots it fills."""

    experiment: Experiment
    event: ExperimentEvent
    new_outputs: Mapping[str, str]


class Declaration(NamedTuple):
    """A new experiment, and the canonical form of its config that was hashed."""

    experiment: Experiment
    canonical_config: bytes


def declared(definition: ExperimentDefinition, recorded_at: datetime) -> Declaration:
    """A new pending experiment with its digests; refuses what exceeds a limit."""
    _require_sound_inputs(definition)
    config = canonical_json(definition.config, "config")
    require_config_size(config)
    config_hash = tagged_digest(CONFIG, config)
    fields = {
        **{name: getattr(definition, name) for name in _DEFINED},
        # As it will be read back, so that the first answer is the one that every later question gets.
        "config": parse_canonical_json(config.decode()),
        "status": "pending",
        "outputs": {},
        "execution": None,
        "recorded_at": recorded_at,
        "revision": 0,
        "config_hash": config_hash,
        "definition_hash": definition_digest(definition, config_hash),
        "metrics": {},
    }
    return Declaration(restored(Experiment, fields), config)


def _require_sound_inputs(definition: ExperimentDefinition) -> None:
    require_at_most("inputs", sum(map(len, definition.inputs.values())), MAX_INPUTS, "artifact ids")
    for role, ids in definition.inputs.items():
        if len(set(ids)) != len(ids):
            twice = next(index for index, each in enumerate(ids) if each in ids[:index])
            raise ValidationFailed.at(f"inputs.{role}[{twice}]", "is listed twice in this role")


def require_same_definition(stored: Experiment, declared_again: Experiment) -> None:
    """Conflict unless both are one declaration; naming what differs."""
    if stored.definition_hash == declared_again.definition_hash:
        return
    fields = ("name", "description", "inputs", "config_hash", "required_outputs")
    differing = [field for field in fields if getattr(stored, field) != getattr(declared_again, field)]
    for field in ("git_commit", "git_dirty", "engine_version"):
        if getattr(stored.provenance, field) != getattr(declared_again.provenance, field):
            differing.append(f"provenance.{field}")
    names = [field.replace("config_hash", "config") for field in differing]
    raise Conflict(
        f"experiment {stored.experiment_id} exists with another {', '.join(names)}; "
        "a definition is frozen, so declare a new id",
        {"experimentId": stored.experiment_id, "differing": names},
    )


def status_change(
    experiment: Experiment, status: ExperimentStatus, at: datetime, remark: Remark, error: str | None = None
) -> Change | None:
    """The step to `status`, or None when it is there already; `error` is kept with a failure."""
    if error is not None and status != "failed":
        raise ValidationFailed.at("error", f"belongs to status failed, not to {status}")
    if not EXPERIMENT.changes(experiment.experiment_id, experiment.status, status):
        return None
    if status == "completed":
        _require_outputs(experiment, experiment.outputs)
    return _change(
        experiment, at, remark, "status", status=status, execution=_executed(experiment, status, at, error)
    )


def results_change(
    experiment: Experiment, outputs: Mapping[str, str], at: datetime, remark: Remark
) -> Change | None:
    """Fills slots of a running experiment; None when all of them hold these ids already."""
    new = new_outputs(experiment, outputs)
    if not new:
        return None
    if experiment.status != "running":
        _refuse_results(experiment)
    return _change(experiment, at, remark, "outputs", new=new)


def completion_change(
    experiment: Experiment, outputs: Mapping[str, str], at: datetime, remark: Remark
) -> Change | None:
    """Results and status at once; None when it has completed with these outputs already."""
    new = new_outputs(experiment, outputs)
    if experiment.status == "completed" and not new:
        return None
    if EXPERIMENT.is_terminal(experiment.status):
        _refuse_results(experiment)
    EXPERIMENT.changes(experiment.experiment_id, experiment.status, "completed")
    _require_outputs(experiment, {**experiment.outputs, **new})
    execution = _executed(experiment, "completed", at, None)
    return _change(experiment, at, remark, "status", status="completed", execution=execution, new=new)


def new_outputs(experiment: Experiment, outputs: Mapping[str, str]) -> dict[str, str]:
    """The slots not filled yet; Conflict when a filled one is given another artifact."""
    inputs = {artifact_id for ids in experiment.inputs.values() for artifact_id in ids}
    new: dict[str, str] = {}
    for slot, artifact_id in sorted(outputs.items()):
        stored = experiment.outputs.get(slot)
        if stored is not None and stored != artifact_id:
            raise Conflict(
                f"output {slot} of experiment {experiment.experiment_id} is {stored} and is written once",
                {"experimentId": experiment.experiment_id, "slot": slot, "stored": stored},
            )
        if artifact_id in inputs:
            raise Conflict(
                f"output {slot}: {artifact_id} is an input of experiment {experiment.experiment_id}",
                {"experimentId": experiment.experiment_id, "slot": slot, "artifactId": artifact_id},
            )
        if stored is None:
            new[slot] = artifact_id
    return new


def measured(experiment: Experiment, metrics: Mapping[str, float]) -> Experiment | None:
    """The experiment with the metrics it is found by; None when it has some already, or there are none."""
    if METRICS_SLOT not in experiment.outputs:
        raise InvalidTransition(
            f"experiment {experiment.experiment_id} has no output {METRICS_SLOT} whose numbers could be kept",
            {"experimentId": experiment.experiment_id, "missingOutputs": [METRICS_SLOT]},
        )
    if experiment.metrics or not metrics:
        return None
    return experiment.model_copy(update={"metrics": dict(metrics)})


def _require_outputs(experiment: Experiment, outputs: Mapping[str, str]) -> None:
    missing = [slot for slot in experiment.required_outputs if slot not in outputs]
    if missing:
        raise InvalidTransition(
            f"experiment {experiment.experiment_id} cannot complete without output {', '.join(missing)}",
            {"experimentId": experiment.experiment_id, "missingOutputs": missing},
        )


def _refuse_results(experiment: Experiment) -> None:
    found = {"experimentId": experiment.experiment_id, "status": experiment.status}
    if EXPERIMENT.is_terminal(experiment.status):
        raise Immutable(
            f"experiment {experiment.experiment_id} is {experiment.status}; its outputs are final", found
        )
    raise InvalidTransition(
        f"experiment {experiment.experiment_id} is {experiment.status}; results belong to a running one",
        found,
    )


def _executed(experiment: Experiment, status: ExperimentStatus, at: datetime, error: str | None) -> Execution:
    before = experiment.execution or Execution()
    if status == "running":
        return before.model_copy(update={"started_at": at})
    started = before.started_at
    ended = max(at, started) if started else at
    duration = (ended - started) // timedelta(milliseconds=1) if started else None
    return Execution(started_at=started, completed_at=ended, duration=duration, error=error)


def _change(
    experiment: Experiment,
    at: datetime,
    remark: Remark,
    kind: str,
    *,
    status: ExperimentStatus | None = None,
    execution: Execution | None = None,
    new: Mapping[str, str] | None = None,
) -> Change:
    new = new or {}
    after = experiment.model_copy(
        update={
            "status": status or experiment.status,
            "execution": execution or experiment.execution,
            "outputs": {**experiment.outputs, **new},
            "revision": experiment.revision + 1,
        }
    )
    event = ExperimentEvent.model_validate(
        {
            "seq": after.revision,
            "at": at,
            "kind": kind,
            "status": after.status,
            "actor": remark.actor,
            "reason": remark.reason,
        }
    )
    return Change(after, event, new)
