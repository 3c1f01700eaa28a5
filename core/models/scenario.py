"""Scenarios: self-contained worlds to evaluate in; and cohorts, frozen lists of them."""

from typing import Annotated, Any

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.text import Hash, Label, Name, RecordId, Role
from provenlab.core.models.value import Value

MOST_SCENARIOS = 1_000
PinnedInputs = Annotated[dict[Role, RecordId], Field(max_length=100)]
ScenarioIds = Annotated[tuple[Hash, ...], Strict(False), Field(min_length=1, max_length=MOST_SCENARIOS)]


class ScenarioSummary(Value):
    """A scenario without its world. `inputs` are the artifacts it reads, by role, pinned by id.

    `world_hash` is of the canonical world alone and seeds its draws; `scenario_id` covers the inputs too.
    """

    scenario_id: Hash
    kind: Label
    name: Name
    world_hash: Hash
    inputs: PinnedInputs
    created_at: Instant
    recorded_at: Instant


class Scenario(ScenarioSummary):
    """`world` is canonical: all of the spec but how many units are drawn, and from which seed."""

    world: dict[str, Any]


class ScenarioFilter(Value):
    """All given fields hold together."""

    kind: Label | None = None
    name: Name | None = None
    world_hash: Hash | None = None
    artifact_id: RecordId | None = None
    cohort_id: Hash | None = None
    candidate_id: Hash | None = None


class Cohort(Value):
    """`cohort_id` is the digest of the scenario ids in their order; the name is a label."""

    cohort_id: Hash
    kind: Label
    name: Name
    scenario_ids: ScenarioIds
    created_at: Instant
    recorded_at: Instant


class CohortFilter(Value):
    """All given fields hold together."""

    kind: Label | None = None
    name: Name | None = None
    scenario_id: Hash | None = None
