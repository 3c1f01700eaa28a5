"""Whether what a store holds is still what its ids say."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from provenlab.core.evaluation.engine import Assignment
from provenlab.core.evaluation.identities import candidate_digest
from provenlab.core.rules.evaluation_records import scenario_identity
from provenlab.core.rules.job_errors import JobError

if TYPE_CHECKING:
    from provenlab.core.services.evaluations import EvaluationWork


def changed_scenario(work: "EvaluationWork", assignments: Mapping[str, Assignment]) -> str | None:
    """The first scenario whose world or inputs are not those that its id was made of."""
    for each in work.scenarios:
        pins = {role: artifact.artifact_id for role, artifact in each.inputs.items()}
        if scenario_identity(assignments[each.scenario_id].scenario_hash, pins) != each.scenario_id:
            return each.scenario_id
    return None


def changed_candidate(assignments: Mapping[str, Assignment]) -> str | None:
    """The first candidate whose payload is not the one that its id was made of."""
    for task in assignments.values():
        for candidate_id, payload in task.candidates.items():
            if candidate_digest(task.kind, payload) != candidate_id:
                return candidate_id
    return None


def require_same_identity(work: "EvaluationWork", assignments: Mapping[str, Assignment]) -> None:
    """JobError `determinism_violation`, which is final, when rows were changed behind the store's back."""
    scenario_id = changed_scenario(work, assignments)
    if scenario_id is not None:
        raise JobError("determinism_violation", f"scenario {scenario_id} is not what its id says")
    candidate_id = changed_candidate(assignments)
    if candidate_id is not None:
        raise JobError("determinism_violation", f"candidate {candidate_id} is not what its id says")
