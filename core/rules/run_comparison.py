"""What differs between runs, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.rules.canonical_json import canonical_json

if TYPE_CHECKING:  # versions of models are compared as well
    from provenlab.core.models.run import Run

FEWEST, MOST = 2, 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A path, and the value each run has there; a run that has none is absent."""

    path: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Runs in the order asked for; only what differs, by path."""

    run_ids: tuple[str, ...]
    config: tuple[Difference, ...]
    metrics: tuple[Difference, ...]


def compared(runs: Sequence["Run"]) -> RunComparison:
    """Configs flattened to paths, and final metrics by key."""
    ids = tuple(run.run_id for run in runs)
    if not FEWEST <= len(ids) <= MOST or len(set(ids)) != len(ids):
        raise ValidationFailed.at("runIds", f"give {FEWEST} to {MOST} different runs")
    return RunComparison(
        ids,
        differences({run.run_id: flattened(run.config) for run in runs}),
        differences({run.run_id: dict(run.metrics) for run in runs}),
    )


def flattened(value: Any, path: str = "") -> dict[str, Any]:
    """Leaves by path (`a.b[0]`); empty objects and arrays are leaves."""
    if isinstance(value, dict) and value:
        items = [(f"{path}.{key}" if path else key, item) for key, item in value.items()]
    elif isinstance(value, (list, tuple)) and value:
        items = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    else:
        return {path: value}
    return {leaf: found for each, item in items for leaf, found in flattened(item, each).items()}


def differences(by_run: Mapping[str, Mapping[str, Any]]) -> tuple[Difference, ...]:
    """The paths at which not all have the same value, sorted."""
    paths = sorted({path for values in by_run.values() for path in values})
    found = (
        Difference(path, {run_id: values[path] for run_id, values in by_run.items() if path in values})
        for path in paths
    )
    return tuple(each for each in found if _differs(each, len(by_run)))


def _differs(difference: Difference, n_runs: int) -> bool:
    return (
        len(difference.values) < n_runs or len({_identity(value) for value in difference.values.values()}) > 1
    )


def _identity(value: Any) -> bytes:
    # NaN equals NaN here, and 1 equals 1.0 as in every digest.
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return repr(value).encode()
    return canonical_json(value)
