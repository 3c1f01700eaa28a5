"""What a scenario kind is to the engine: the contract of the plug-ins of `provenlab.scenario_kinds`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.streams import Stream
from provenlab.core.models.evaluation import Direction

ENTRY_POINT_GROUP = "provenlab.scenario_kinds"

# Per candidate a tree of integers, text, lists and dictionaries with text keys: exact to add, JSON as it is.
Partial = dict[str, Any]
Inputs = Mapping[str, bytes]
# Columns of equal length by name, all of whole numbers: one row for each unit and candidate.
Outcomes = Mapping[str, NDArray[np.integer[Any]]]


def _own_cluster(unit: int) -> int:
    return unit


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One figure of a candidate; exactly one of a kind is `primary`.

    `direction` says who leads: the largest value, the smallest, or the one nearest to 0, where both signs
    are faults. Figures keep their sign.
    """

    key: str
    direction: Direction
    unit: str
    primary: bool = False
    aggregation: Literal["mean", "none"] = "mean"
    comparable_across_scenarios: bool = True


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The units of a scenario and the seed of their draws.

    Shards begin and end at multiples of `alignment` (or at the last unit); `cluster` names the group of
    units that are not independent of each other. `cost_hint` is the relative cost of one unit, 1 for a game
    of a simulated tournament: where it is high, shards have fewer units.
    """

    n_units: int
    seed: int
    alignment: int = 1
    cost_hint: float = 1.0
    cluster: Callable[[int], int] = _own_cluster


@dataclass(frozen=True, slots=True)
class MetricValue:
    """An estimate with the standard error of its draws; both None where the units do not define them.

    `low` and `high` bound it at 95 % where the error alone would mislead, as for probabilities near 0.
    """

    value: float | None
    standard_error: float | None
    n: int
    low: float | None = None
    high: float | None = None


NOT_DEFINED = MetricValue(None, None, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scenario says of each candidate: metrics by candidate and key, and small further documents."""

    metrics: Mapping[str, Mapping[str, MetricValue]]
    artifacts: Mapping[str, Any] = field(default_factory=dict)


class ScenarioKind(Protocol):
    """A world to evaluate candidates in. Pure: no IO, clock, environment or global random state.

    An instance holds nothing, and travels to worker processes by pickle. `Spec` and `Payload` are the
    kind's own frozen values; they are pickled too. `version` changes whenever any figure may change.
    """

    @property
    def kind(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def metrics(self) -> tuple[MetricSpec, ...]: ...

    def normalise_spec(self, document: Any) -> Any:
        """The canonical spec; ValidationFailed lists every fault with its path."""
        ...

    def normalise_candidate(self, spec: Any, document: Any) -> Any:
        """The canonical payload for this spec; ValidationFailed lists every fault with its path."""
        ...

    def world(self, spec: Any) -> Any:
        """The JSON that identifies the scenario: all of the spec but the number of units and the seed.

        With these two, as `DrawnKind` names them, it is a document of the same spec.
        """
        ...

    def identity(self, payload: Any) -> Any:
        """The JSON that identifies the candidate, the same in every scenario that accepts it.

        It is a document of the same payload.
        """
        ...

    def plan(self, spec: Any) -> UnitPlan: ...

    def evaluate(
        self, spec: Any, inputs: Inputs, candidates: Mapping[str, Any], lo: int, hi: int, stream: Stream
    ) -> Partial:
        """The units [lo, hi), summed: one tree for each candidate id.

        The sum over any division of the units is the same tree. Memory is bounded by the shard.
        """
        ...

    def zero(self, spec: Any, candidates: Mapping[str, Any]) -> Partial:
        """The partial of no units."""
        ...

    def merge(self, one: Partial, other: Partial) -> Partial:
        """Exact, associative and commutative; `zero` changes nothing."""
        ...

    def finalise(self, spec: Any, candidates: Mapping[str, Any], partial: Partial) -> Finding: ...


class OutcomeKind(ScenarioKind, Protocol):
    """A kind that can say what came of every unit, not only what the units add up to."""

    @property
    def outcome_columns(self) -> Mapping[str, str]:
        """What each column holds, with its unit; the first two are `unit` and `candidate`."""
        ...

    def outcomes(
        self, spec: Any, inputs: Inputs, candidates: Mapping[str, Any], lo: int, hi: int, stream: Stream
    ) -> Outcomes:
        """The rows of the units [lo, hi) by unit, then by candidate in the order of `candidates`.

        `candidate` is the place in that order, from 0. A row is the same from any shard.
        """
        ...


class StrategyKind(ScenarioKind, Protocol):
    """A kind that can propose candidates itself, from artifacts that others made."""

    @property
    def strategies(self) -> tuple[str, ...]: ...

    @property
    def strategy_inputs(self) -> tuple[str, ...]:
        """The roles of what a strategy reads: exactly one artifact for each."""
        ...

    def generated(self, strategy: str, spec: Any, inputs: Inputs) -> Any:
        """The document of a candidate; the same arguments give the same one.

        ValidationFailed lists the faults of an input with their paths, which begin with its role.
        """
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """A candidate fit for use, as bytes that run nothing when they are read; `summary` has its digests."""

    content: bytes
    summary: Mapping[str, Any]


class ModelKind(ScenarioKind, Protocol):
    """A kind whose candidates can be kept as models once it is known how good they are."""

    def model(self, spec: Any, inputs: Inputs, payload: Any) -> Model:
        """From all that the scenario has; the same arguments give the same bytes."""
        ...


def has_models(kind: ScenarioKind) -> TypeGuard[ModelKind]:
    """Whether the kind is a `ModelKind`; a plug-in need not be one."""
    return hasattr(kind, "model")


def has_strategies(kind: ScenarioKind) -> TypeGuard[StrategyKind]:
    """Whether the kind is a `StrategyKind`; a plug-in need not be one."""
    return hasattr(kind, "strategies") and hasattr(kind, "generated")


def has_outcomes(kind: ScenarioKind) -> TypeGuard[OutcomeKind]:
    """Whether the kind is an `OutcomeKind`; a plug-in need not be one."""
    return hasattr(kind, "outcome_columns") and hasattr(kind, "outcomes")


class DrawnKind(ScenarioKind, Protocol):
    """A kind whose documents say how much is drawn, and from which seed."""

    @property
    def draws(self) -> Mapping[str, int]:
        """The keys `n_sims` and `seed`, as far as `world` leaves them out, with the smallest valid values."""
        ...


class ReadingKind(ScenarioKind, Protocol):
    """A kind whose documents name the bytes that it reads: SHA-256 by role, under the key `inputs`.

    So a world says all that a result depends on, and what else is pinned only tells where it came from.
    """

    @property
    def input_roles(self) -> tuple[str, ...]:
        """What its worlds may name; none for a kind that reads nothing beside them."""
        ...

    def named_inputs(self, spec: Any) -> Mapping[str, str]:
        """What the spec names, by role; an artifact of these bytes is pinned for each of them."""
        ...


class ScenarioKinds(Protocol):
    """The kinds that can be had."""

    def names(self) -> list[str]: ...

    def kind(self, name: str) -> ScenarioKind:
        """NotFound lists what there is."""
        ...


def primary_metric(kind: ScenarioKind) -> MetricSpec:
    """The metric that orders the leaderboard."""
    (primary,) = [metric for metric in kind.metrics if metric.primary]
    return primary
