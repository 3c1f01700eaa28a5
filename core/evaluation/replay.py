"""Whether an evaluation, computed again, gave the same integers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from provenlab.core.evaluation.engine import Evaluation

Cause = Literal["other_scenario", "other_units", "other_seed", "other_candidates", "other_result"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written down of an evaluation when it ran."""

    scenario_hash: str
    n_units: int
    seed: int
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replay:
    """`identical`, or the first thing that differs: `where` is a candidate id for `other_result`."""

    identical: bool
    cause: Cause | None = None
    where: str | None = None


def recorded(evaluation: Evaluation) -> Recorded:
    """The part of an evaluation that a replay is compared with."""
    return Recorded(evaluation.scenario_hash, evaluation.n_units, evaluation.seed, dict(evaluation.digests))


def replay_of(before: Recorded, again: Evaluation) -> Replay:
    """Compares in the order of causes: a different scenario explains every difference after it."""
    now = recorded(again)
    causes: tuple[tuple[Cause, bool], ...] = (
        ("other_scenario", before.scenario_hash == now.scenario_hash),
        ("other_units", before.n_units == now.n_units),
        ("other_seed", before.seed == now.seed),
        ("other_candidates", set(before.digests) == set(now.digests)),
    )
    for cause, same in causes:
        if not same:
            return Replay(False, cause)
    for name in sorted(before.digests):
        if before.digests[name] != now.digests[name]:
            return Replay(False, "other_result", name)
    return Replay(True)
