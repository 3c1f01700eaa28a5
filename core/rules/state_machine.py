"""State machines: the same state again changes nothing, a step that is not listed is refused."""

from collections.abc import Mapping
from typing import NamedTuple

from provenlab.core.errors import InvalidTransition


class StateMachine(NamedTuple):
    """`steps` maps a state to those it may be followed by; a state without steps is terminal."""

    noun: str
    steps: Mapping[str, frozenset[str]]

    def is_terminal(self, state: str) -> bool:
        return not self.steps[state]

    def changes(self, record_id: str, state: str, target: str) -> bool:
        """Whether going to `target` changes anything; InvalidTransition when it is no step."""
        if state == target:
            return False
        if target in self.steps[state]:
            return True
        allowed = sorted(self.steps[state])
        reach = f"from {state} it can become {', '.join(allowed)}" if allowed else f"{state} is final"
        raise InvalidTransition(
            f"{self.noun} {record_id} cannot go from {state} to {target}; {reach}",
            {"id": record_id, "from": state, "to": target, "allowed": allowed},
        )


EXECUTION_STEPS = {
    "pending": frozenset({"running", "failed", "cancelled"}),
    "running": frozenset({"completed", "failed", "cancelled"}),
    "completed": frozenset[str](),
    "failed": frozenset[str](),
    "cancelled": frozenset[str](),
}
EXPERIMENT = StateMachine("experiment", EXECUTION_STEPS)
RUN_MACHINE = StateMachine("run", EXECUTION_STEPS)
ARTIFACT = StateMachine(
    "artifact",
    {
        "active": frozenset({"superseded", "tombstoned"}),
        "superseded": frozenset({"tombstoned"}),
        "tombstoned": frozenset[str](),
    },
)
JOB = StateMachine(
    "job",
    {
        "queued": frozenset({"running", "cancelled"}),
        "running": frozenset({"succeeded", "retry_wait", "dead", "cancelled", "queued"}),
        "retry_wait": frozenset({"running", "dead", "cancelled"}),
        "dead": frozenset({"queued"}),
        "succeeded": frozenset[str](),
        "cancelled": frozenset[str](),
    },
)
