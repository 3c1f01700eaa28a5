"""Candidates, scenarios and cohorts: made canonical by their kind, known by their content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import NotFound, ValidationFailed
from provenlab.core.evaluation.documents import (
    draws_of,
    has_named_inputs,
    require_named_inputs,
    with_named_inputs,
    world_document,
)
from provenlab.core.evaluation.identities import candidate_digest, cohort_digest, scenario_digest
from provenlab.core.models.artifact import Artifact
from provenlab.core.models.candidate import Candidate, CandidateSource
from provenlab.core.models.scenario import Cohort, Scenario
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.evaluation_subjects import EvaluationSubjectsPort
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.artifact_changes import require_usable
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.evaluation_records import require_known, scenario_identity
from provenlab.core.rules.limits import require_at_most

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.kind import ScenarioKind, ScenarioKinds

MAX_WORLD_BYTES = 4 * 1024 * 1024
MAX_PAYLOAD_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class NewScenario:
    """What somebody says of a world; the kind makes it canonical."""

    kind: str
    name: str
    world: Any
    created_at: datetime
    inputs: dict[str, str] = field(default_factory=dict)


class EvaluationSubjects:
    """Creates what evaluations are about; all of it is checked before anything is written."""

    def __init__(
        self,
        port: EvaluationSubjectsPort,
        kinds: "ScenarioKinds",
        catalog: ArtifactCatalogPort,
        runs: RunRegistryPort,
        store: StorePort,
        clock: Clock,
    ) -> None:
        self.port = port
        self._kinds = kinds
        self._catalog = catalog
        self._runs = runs
        self._store = store
        self._clock = clock

    def create_scenario(self, given: NewScenario) -> tuple[Scenario, bool]:
        """The scenario, and whether it is new; NotFound or Immutable for an input that cannot be pinned.

        ValidationFailed where the kind reads other bytes than those of what is pinned.
        """
        kind = self._kinds.kind(given.kind)
        hashes = self._pinned_hashes(given.inputs)
        world = with_named_inputs(kind, world_document(kind, given.world), hashes)
        spec = kind.normalise_spec(world)
        require_named_inputs(kind, spec, hashes)
        world_hash = scenario_digest(kind, spec)
        scenario = Scenario(
            scenario_id=scenario_identity(world_hash, given.inputs),
            kind=given.kind,
            name=given.name,
            world=_canonical(kind.world(spec), "world", MAX_WORLD_BYTES),
            world_hash=world_hash,
            inputs=dict(sorted(given.inputs.items())),
            created_at=given.created_at,
            recorded_at=self._clock.now(),
        )
        with self._store.atomic():
            self._pinned_hashes(scenario.inputs)  # none of them went meanwhile
            return self.port.add_scenario(scenario)

    def create_candidate(
        self, document: Any, scenario_id: str, source: CandidateSource
    ) -> tuple[Candidate, bool]:
        """The candidate, and whether it is new; the scenario is the world in which it is read and attached.

        Equal contents are one candidate: another source is added to it.
        """
        scenario = self._scenarios([scenario_id], "scenarioId")[0]
        kind = self._kinds.kind(scenario.kind)
        payload = kind.normalise_candidate(_smallest_spec(kind, scenario), document)
        candidate = Candidate(
            candidate_id=candidate_digest(kind, payload),
            kind=scenario.kind,
            name=source.name,
            payload=_canonical(kind.identity(payload), "payload", MAX_PAYLOAD_BYTES),
            sources=(source,),
            recorded_at=self._clock.now(),
        )
        with self._store.atomic():
            self._require_origin(source, candidate.kind)
            stored, created = self.port.add_candidate(candidate)
            self.port.attach([stored.candidate_id], [scenario_id])
            return stored, created

    def create_cohort(
        self, name: str, scenario_ids: Sequence[str], created_at: datetime
    ) -> tuple[Cohort, bool]:
        """The cohort, and whether it is new.

        ValidationFailed for scenarios that repeat, differ in kind, or have one world: its draws would be
        counted twice, as if they told anything of the spread between scenarios.
        """
        scenarios = self._scenarios(scenario_ids, "scenarioIds")
        self._require_cohort(scenarios)
        cohort = Cohort(
            cohort_id=cohort_digest(scenario_ids),
            kind=scenarios[0].kind,
            name=name,
            scenario_ids=tuple(scenario_ids),
            created_at=created_at,
            recorded_at=self._clock.now(),
        )
        return self.port.add_cohort(cohort)

    def attach(self, candidate_ids: Sequence[str], scenario_ids: Sequence[str]) -> int:
        """Lets candidates take part in scenarios whose kind accepts them; how many pairs are new."""
        scenarios = self._scenarios(scenario_ids, "scenarioIds")
        candidates = self.candidates(candidate_ids)
        for scenario in scenarios:
            kind = self._kinds.kind(scenario.kind)
            spec = _smallest_spec(kind, scenario)
            for at, each in enumerate(candidates):
                require_fit(kind, spec, each, f"candidateIds[{at}]", scenario)
        return self.port.attach(candidate_ids, scenario_ids)

    def candidates(self, candidate_ids: Sequence[str]) -> list[Candidate]:
        """In that order; NotFound names the place of an unknown one."""
        found = self.port.get_candidates(candidate_ids)
        require_known("candidate", "candidateIds", candidate_ids, found)
        return [found[each] for each in candidate_ids]

    def _scenarios(self, scenario_ids: Sequence[str], path: str) -> list[Scenario]:
        found = self.port.get_scenarios(scenario_ids)
        require_known("scenario", path, scenario_ids, found)
        return [found[each] for each in scenario_ids]

    def _require_origin(self, source: CandidateSource, kind: str) -> None:
        if source.source == "generated":
            for name, value in (("strategy", source.strategy), ("runId", source.run_id)):
                if value is None:
                    raise ValidationFailed.at(
                        name, "is missing: a generated candidate says where it came from"
                    )
        if source.run_id is not None:
            self._runs.get_run(source.run_id)
        if source.artifact_id is not None:
            self._usable_artifact(source.artifact_id, "artifactId")
        if source.derived_from is not None:
            parent = self.port.get_candidates([source.derived_from])
            require_known("candidate", "derivedFrom", [source.derived_from], parent)
            if parent[source.derived_from].kind != kind:
                raise ValidationFailed.at("derivedFrom", f"is of kind {parent[source.derived_from].kind}")

    def _pinned_hashes(self, inputs: Mapping[str, str]) -> dict[str, str]:
        """SHA-256 of the bytes by role."""
        return {
            role: self._usable_artifact(artifact_id, f"inputs.{role}").file_hash
            for role, artifact_id in inputs.items()
        }

    def _require_cohort(self, scenarios: Sequence[Scenario]) -> None:
        for at, each in enumerate(scenarios):
            fault = self._misfit(each, scenarios[:at])
            if fault is not None:
                raise ValidationFailed.at(f"scenarioIds[{at}]", fault)

    def _misfit(self, scenario: Scenario, before: Sequence[Scenario]) -> str | None:
        if before and scenario.kind != before[0].kind:
            return f"is of kind {scenario.kind}, the first of {before[0].kind}"
        if any(each.scenario_id == scenario.scenario_id for each in before):
            return "is in the cohort already"
        same = [each.name for each in before if each.world_hash == scenario.world_hash]
        # Of a kind that does not say what it reads, other inputs may make another world.
        if same and has_named_inputs(self._kinds.kind(scenario.kind)):
            return f"has the world of {same[0]!r}: the same draws again tell nothing of other worlds"
        return None

    def _usable_artifact(self, artifact_id: str, path: str) -> Artifact:
        found = self._catalog.get_artifacts([artifact_id]).get(artifact_id)
        if found is None:
            raise NotFound(f"{path}: no artifact {artifact_id}", {"artifactId": artifact_id, "path": path})
        require_usable(found, path)
        return found


def require_fit(kind: "ScenarioKind", spec: Any, candidate: Candidate, path: str, scenario: Scenario) -> None:
    """ValidationFailed names the candidate and its faults where a scenario does not accept it."""
    if candidate.kind != scenario.kind:
        raise ValidationFailed.at(path, f"is of kind {candidate.kind}, the scenario of {scenario.kind}")
    try:
        kind.normalise_candidate(spec, candidate.payload)
    except ValidationFailed as refusal:
        faults = [
            {**fault, "path": f"{path}.{fault['path']}", "scenarioId": scenario.scenario_id}
            for fault in refusal.details["faults"]
        ]
        text = "; ".join(f"{each['path']}: {each['message']}" for each in faults)
        message = f"{text} (in scenario {scenario.name!r})"
        raise ValidationFailed(message, {"faults": faults}) from None


def _smallest_spec(kind: "ScenarioKind", scenario: Scenario) -> Any:
    return kind.normalise_spec({**scenario.world, **draws_of(kind)})


def _canonical(value: Any, path: str, limit: int) -> dict[str, Any]:
    text = canonical_json(value, path)
    require_at_most(path, len(text), limit, "bytes of canonical JSON")
    parsed: dict[str, Any] = parse_canonical_json(text.decode())
    return parsed
