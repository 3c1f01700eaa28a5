"""Candidates times one scenario: cut, computed, merged exactly, finalised, and sealed with a digest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from provenlab.core.errors import InternalError, ValidationFailed
from provenlab.core.evaluation.identities import (
    candidate_digest,
    result_digest,
    results_digest,
    scenario_digest,
)
from provenlab.core.evaluation.kind import (
    Finding,
    Inputs,
    Model,
    Outcomes,
    Partial,
    ScenarioKind,
    UnitPlan,
    has_models,
    has_outcomes,
)
from provenlab.core.evaluation.shards import DEFAULT_SHARD_UNITS, shard_ranges
from provenlab.core.evaluation.streams import Stream, scenario_path, stream_of
from provenlab.core.ports.executor import ExecutorPort

Progress = Callable[[int, int], None]
# Called with the number of a shard and its rows, in the order in which shards end.
OutcomeSink = Callable[[int, Outcomes], None]
# The place of an assignment, and the units [lo, hi) of it: small, since it travels with every task.
Piece = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """All that a shard needs, checked and canonical; the same for every shard of an evaluation."""

    kind: ScenarioKind
    spec: Any
    candidates: Mapping[str, Any]
    scenario_hash: str
    stream: Stream
    inputs: Inputs = field(default_factory=dict)

    @property
    def plan(self) -> UnitPlan:
        return self.kind.plan(self.spec)


@dataclass(frozen=True, slots=True)
class Shard:
    """The units [lo, hi) of an assignment."""

    assignment: Assignment
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out. `digests` has one digest for each candidate, `digest` is that of all of them."""

    scenario_hash: str
    n_units: int
    seed: int
    partial: Partial
    finding: Finding
    candidate_hashes: Mapping[str, str]
    digests: Mapping[str, str]
    digest: str


def assigned(
    kind: ScenarioKind, scenario: Any, candidates: Mapping[str, Any], inputs: Inputs | None = None
) -> Assignment:
    """Documents made canonical; ValidationFailed names the candidate of a fault by its id."""
    if not candidates:
        raise ValidationFailed.at("candidates", "needs at least one candidate")
    spec = kind.normalise_spec(scenario)
    payloads = {name: _payload(kind, spec, name, candidates[name]) for name in sorted(candidates)}
    scenario_hash = scenario_digest(kind, spec)
    stream = stream_of(kind.plan(spec).seed, scenario_path(scenario_hash))
    return Assignment(kind, spec, payloads, scenario_hash, stream, inputs or {})


def shards_of(assignment: Assignment, units: int = DEFAULT_SHARD_UNITS) -> list[Shard]:
    """The pieces of work of an assignment, each of about `units` units."""
    return [Shard(assignment, lo, hi) for lo, hi in shard_ranges(assignment.plan, units)]


def shard_partial(shard: Shard) -> Partial:
    """The work of one shard; a pure function, so that any process may do it, again if need be."""
    task = shard.assignment
    return task.kind.evaluate(task.spec, task.inputs, task.candidates, shard.lo, shard.hi, task.stream)


def _piece_with_outcomes(assignments: Sequence[Assignment], piece: Piece) -> tuple[Partial, Outcomes | None]:
    """The work of one piece with the rows of its units, if the kind has them."""
    shard = _shard(assignments, piece)
    task = shard.assignment
    if not has_outcomes(task.kind):
        return shard_partial(shard), None
    rows = task.kind.outcomes(task.spec, task.inputs, task.candidates, shard.lo, shard.hi, task.stream)
    return shard_partial(shard), rows


def _piece_without_outcomes(
    assignments: Sequence[Assignment], piece: Piece
) -> tuple[Partial, Outcomes | None]:
    """The work of one piece when nobody wants to see its rows."""
    return shard_partial(_shard(assignments, piece)), None


def _shard(assignments: Sequence[Assignment], piece: Piece) -> Shard:
    place, lo, hi = piece
    return Shard(assignments[place], lo, hi)


def evaluated(
    assignment: Assignment,
    executor: ExecutorPort,
    shard_units: int = DEFAULT_SHARD_UNITS,
    progress: Progress | None = None,
    sink: OutcomeSink | None = None,
) -> Evaluation:
    """One scenario: as `evaluated_together`."""
    sinks = None if sink is None else [sink]
    return evaluated_together([assignment], executor, shard_units, progress, sinks)[0]


def evaluated_together(
    assignments: Sequence[Assignment],
    executor: ExecutorPort,
    shard_units: int = DEFAULT_SHARD_UNITS,
    progress: Progress | None = None,
    sinks: Sequence[OutcomeSink] | None = None,
) -> list[Evaluation]:
    """Every shard of all assignments computed by the executor, and merged as it comes in.

    Memory holds one merged partial for each assignment. `progress` is called with (units done, all
    units) after every shard; what it raises ends the work. `sinks`, one for each assignment, take the
    rows of a kind that has outcomes.
    """
    pieces = [
        (number, (place, lo, hi))
        for place, task in enumerate(assignments)
        for number, (lo, hi) in enumerate(shard_ranges(task.plan, shard_units))
    ]
    merged = [task.kind.zero(task.spec, task.candidates) for task in assignments]
    wanted, done = sum(task.plan.n_units for task in assignments), 0
    work = _piece_without_outcomes if sinks is None else _piece_with_outcomes
    for index, (partial, rows) in executor.outcomes(work, assignments, [piece for _, piece in pieces]):
        number, (place, lo, hi) = pieces[index]
        merged[place] = assignments[place].kind.merge(merged[place], partial)
        if sinks is not None and rows is not None:
            sinks[place](number, rows)
        done += hi - lo
        if progress is not None:
            progress(done, wanted)
    if done != wanted:
        raise InternalError(f"the executor gave {done} of {wanted} units")
    return [sealed(task, partial) for task, partial in zip(assignments, merged, strict=True)]


def models_of(assignments: Sequence[Assignment], executor: ExecutorPort) -> list[dict[str, Model]]:
    """The models of each assignment by candidate id, where the kind has them; computed by the executor."""
    tasks = [
        (place, name)
        for place, task in enumerate(assignments)
        if has_models(task.kind)
        for name in task.candidates
    ]
    found: list[dict[str, Model]] = [{} for _ in assignments]
    for index, model in executor.outcomes(_model, assignments, tasks):
        place, name = tasks[index]
        found[place][name] = model
    return found


def _model(assignments: Sequence[Assignment], place_and_name: tuple[int, str]) -> Model:
    place, name = place_and_name
    task = assignments[place]
    assert has_models(task.kind)  # noqa: S101 - nobody asks for it otherwise
    return task.kind.model(task.spec, task.inputs, task.candidates[name])


def sealed(assignment: Assignment, partial: Partial) -> Evaluation:
    """The evaluation of a partial that covers all units."""
    kind, plan = assignment.kind, assignment.plan
    hashes = {name: candidate_digest(kind, payload) for name, payload in assignment.candidates.items()}
    digests = {
        name: result_digest(kind, assignment.scenario_hash, hashes[name], plan, partial[name])
        for name in hashes
    }
    finding = kind.finalise(assignment.spec, assignment.candidates, partial)
    return Evaluation(
        assignment.scenario_hash, plan.n_units, plan.seed, partial, finding, hashes, digests,
        results_digest(digests),
    )  # fmt: skip


def _payload(kind: ScenarioKind, spec: Any, name: str, document: Any) -> Any:
    try:
        return kind.normalise_candidate(spec, document)
    except ValidationFailed as refusal:
        raise _below(f"candidates.{name}", refusal) from None


def _below(place: str, refusal: ValidationFailed) -> ValidationFailed:
    faults = [{**fault, "path": f"{place}.{fault['path']}"} for fault in refusal.details["faults"]]
    text = "; ".join(f"{each['path']}: {each['message']}" for each in faults)
    return ValidationFailed(text, {"faults": faults})
