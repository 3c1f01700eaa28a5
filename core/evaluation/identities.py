"""Digests of what is evaluated, where, and of what came out."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.rules.digests import digest, tagged_digest
from provenlab.core.rules.evaluation_records import COHORT

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.kind import Partial, ScenarioKind, UnitPlan

RESULT = "evaluation-result/v1"
RESULTS = "evaluation-results/v1"


def candidate_digest(kind: "ScenarioKind", payload: Any) -> str:
    """Of the kind and the canonical payload; a display name is free to change."""
    return digest(f"candidate/{kind.kind}/v1", kind.identity(payload))


def scenario_digest(kind: "ScenarioKind", spec: Any) -> str:
    """Of the world alone: more units of the same scenario continue the same draws."""
    return digest(f"scenario/{kind.kind}/v1", kind.world(spec))


def cohort_digest(scenario_hashes: Sequence[str]) -> str:
    """Of an ordered list of scenarios; ValidationFailed names one that comes twice."""
    for at, scenario_hash in enumerate(scenario_hashes):
        if scenario_hash in scenario_hashes[:at]:
            raise ValidationFailed.at(f"scenarios[{at}]", "this scenario is in the cohort already")
    return digest(COHORT, list(scenario_hashes))


def result_digest(
    kind: "ScenarioKind", scenario_hash: str, candidate_hash: str, plan: "UnitPlan", tree: Any
) -> str:
    """Of one candidate's merged integers and everything that determined them."""
    document = {
        "kind": kind.kind,
        "version": kind.version,
        "scenario": scenario_hash,
        "candidate": candidate_hash,
        "seed": plan.seed,
        "units": plan.n_units,
        "partial": tree,
    }
    return tagged_digest(RESULT, _exact_json(document))


def results_digest(digests: Mapping[str, str]) -> str:
    """Of the result digests of all candidates by candidate id."""
    return digest(RESULTS, dict(digests))


def partial_bytes(partial: "Partial") -> bytes:
    """The partial as JSON; integers keep all their digits, which RFC 8785 would refuse beyond 2^53."""
    return _exact_json(partial)


def partial_of(text: bytes) -> "Partial":
    """The partial that `partial_bytes` wrote."""
    partial: Partial = json.loads(text)
    return partial


def _exact_json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
