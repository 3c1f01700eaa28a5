"""Evaluations: checked and queued, worked on from pinned inputs alone, and read as leaderboards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.documents import evaluation_spec, scenario_document
from provenlab.core.models.artifact import Artifact
from provenlab.core.models.candidate import Candidate
from provenlab.core.models.evaluation import (
    Evaluation,
    EvaluationFilter,
    EvaluationPlan,
    EvaluationState,
    MetricDeclaration,
    ResultSet,
    Upstream,
)
from provenlab.core.models.job import Job, JobRequest
from provenlab.core.models.run import DatasetRef, RunDefinition, RunOrigin
from provenlab.core.models.scenario import Cohort, Scenario
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.evaluation_store import EvaluationStorePort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.artifact_changes import require_usable
from provenlab.core.rules.evaluation_records import plan_digest, require_known
from provenlab.core.services.evaluation_subjects import EvaluationSubjects, require_fit
from provenlab.core.services.jobs import JobService

if TYPE_CHECKING:  # whoever only reads needs no arrays
    from provenlab.core.evaluation.kind import ScenarioKind, ScenarioKinds

RUN_KIND = "evaluation"
_STANDING = ("pending", "running", "completed")


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody wants evaluated, and how its job waits."""

    cohort_id: str
    candidate_ids: tuple[str, ...]
    origin: RunOrigin
    n_sims: int | None = None
    seed: int | None = None
    overrides: Mapping[str, Any] | None = None
    focus_candidate_id: str | None = None
    name: str | None = None
    priority: int = 0
    max_attempts: int = 5
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioWork:
    """A scenario of an evaluation: the whole document for the kind, and the artifacts that it reads."""

    scenario_id: str
    name: str
    document: Mapping[str, Any]
    inputs: Mapping[str, Artifact]


@dataclass(frozen=True, slots=True)
class EvaluationWork:
    """All that an evaluation needs, read from the store; `candidates` are payloads by candidate id."""

    evaluation: EvaluationState
    kind: "ScenarioKind"
    scenarios: tuple[ScenarioWork, ...]
    candidates: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Subjects:
    kind: "ScenarioKind"
    cohort: Cohort
    scenarios: list[Scenario]
    candidates: list[Candidate]
    inputs: list[dict[str, Artifact]]


class EvaluationService:
    """Submits evaluations, hands them to workers, and keeps what comes out."""

    def __init__(
        self,
        port: EvaluationStorePort,
        subjects: EvaluationSubjects,
        kinds: "ScenarioKinds",
        jobs: JobService,
        catalog: ArtifactCatalogPort,
        store: StorePort,
        clock: Clock,
        engine_version: str,
    ) -> None:
        self.port = port
        self._subjects = subjects
        self._kinds = kinds
        self._jobs = jobs
        self._catalog = catalog
        self._store = store
        self._clock = clock
        self._engine_version = engine_version

    def submit(self, given: Submission, evaluation_id: str) -> tuple[EvaluationState, bool]:
        """Queues a run with its job and the evaluation as one; the evaluation, and whether it is new.

        Everything is checked before. An evaluation of the same plan that waits, runs or completed is
        returned instead; with `repeat`, only one that waits or runs.
        """
        # What is checked here never changes but for tombstones, so that no lock is held meanwhile.
        found = self._looked_up(given.cohort_id, given.candidate_ids)
        plan = _plan(found, given)
        _require_plan(found, plan, given.focus_candidate_id)
        with self._store.atomic():
            for scenario in found.scenarios:
                self._inputs(scenario)
            plan_hash = plan_digest(plan)
            standing = self._standing(plan_hash, _STANDING[:2] if given.repeat else _STANDING)
            if standing is not None:
                return standing, False
            definition = _run_of(found, plan, given, evaluation_id)
            job = self._queued(definition, given, plan_hash)
            if job.job_id != evaluation_id:  # somebody submitted the same plan just now
                return self.port.get_evaluation(job.job_id), False
            evaluation = Evaluation(
                **dict(plan),
                evaluation_id=evaluation_id,
                run_id=evaluation_id,
                engine_version=self._engine_version,
                focus_candidate_id=given.focus_candidate_id,
                metrics=_metrics(found.kind),
                upstreams=_upstreams(found),
                plan_hash=plan_hash,
                created_at=given.origin.created_at,
                recorded_at=self._clock.now(),
            )
            _, created = self.port.add_evaluation(evaluation)
            return self.port.get_evaluation(evaluation_id), created

    def _standing(self, plan_hash: str, statuses: Sequence[str]) -> EvaluationState | None:
        same = self.port.list_evaluations(EvaluationFilter(plan_hash=plan_hash), None).items
        return next((each for each in same if each.status in statuses), None)

    def _queued(self, definition: RunDefinition, given: Submission, plan_hash: str) -> Job:
        request = JobRequest(
            job_id=definition.run_id,
            run_id=definition.run_id,
            kind=RUN_KIND,
            priority=given.priority,
            dedup_key=f"evaluation:{plan_hash}",
            max_attempts=given.max_attempts,
        )
        return self._jobs.submit(request, definition)[0]

    def work(self, run_id: str) -> EvaluationWork:
        """What the evaluation of a run is to compute, from pinned ids alone.

        NotFound when the run evaluates nothing; ValidationFailed when the installed kind has another
        version, or an input is missing; Immutable when one is tombstoned.
        """
        with self._store.snapshot():
            evaluation = self.port.evaluation_of_run(run_id)
            found = self._looked_up(evaluation.cohort_id, evaluation.candidate_ids)
        if found.kind.version != evaluation.kind_version:
            raise ValidationFailed.at(
                "kindVersion", f"is {evaluation.kind_version}, installed is {found.kind.version}"
            )
        scenarios = zip(found.scenarios, found.inputs, strict=True)
        return EvaluationWork(
            evaluation,
            found.kind,
            tuple(
                ScenarioWork(each.scenario_id, each.name, _document(found.kind, each, evaluation), inputs)
                for each, inputs in scenarios
            ),
            {each.candidate_id: each.payload for each in found.candidates},
        )

    def record_results(self, run_id: str, attempt: int, results: ResultSet) -> bool:
        """As the port: in the transaction that completes the job, before it does."""
        return self.port.record_results(run_id, attempt, results)

    def cohort(self, cohort_id: str) -> Cohort:
        """NotFound when there is none."""
        found = self._subjects.port.get_cohorts([cohort_id])
        require_known("cohort", "cohortId", [cohort_id], found)
        return found[cohort_id]

    def _looked_up(self, cohort_id: str, candidate_ids: Sequence[str]) -> _Subjects:
        cohort = self.cohort(cohort_id)
        scenarios = self._subjects.port.get_scenarios(cohort.scenario_ids)
        require_known("scenario", "scenarioIds", cohort.scenario_ids, scenarios)
        ordered = [scenarios[each] for each in cohort.scenario_ids]
        candidates = self._subjects.candidates(candidate_ids)
        return _Subjects(
            self._kinds.kind(cohort.kind),
            cohort,
            ordered,
            candidates,
            [self._inputs(each) for each in ordered],
        )

    def _inputs(self, scenario: Scenario) -> dict[str, Artifact]:
        found = self._catalog.get_artifacts(list(scenario.inputs.values()))
        for role, artifact_id in scenario.inputs.items():
            path = f"scenarios.{scenario.scenario_id}.inputs.{role}"
            require_known("artifact", path, [artifact_id], found)
            require_usable(found[artifact_id], path)
        return {role: found[artifact_id] for role, artifact_id in scenario.inputs.items()}


def _plan(found: _Subjects, given: Submission) -> EvaluationPlan:
    return EvaluationPlan(
        kind=found.cohort.kind,
        kind_version=found.kind.version,
        cohort_id=given.cohort_id,
        candidate_ids=tuple(sorted(given.candidate_ids)),
        n_sims=given.n_sims,
        seed=given.seed,
        overrides=dict(given.overrides or {}),
    )


def _require_plan(found: _Subjects, plan: EvaluationPlan, focus: str | None) -> None:
    """ValidationFailed unless every scenario takes the draws, the overrides and each of the candidates."""
    ids = [each.candidate_id for each in found.candidates]
    for at, each in enumerate(ids):
        if each in ids[:at]:
            raise ValidationFailed.at(f"candidateIds[{at}]", "is there twice")
    if focus is not None and focus not in ids:
        raise ValidationFailed.at("focusCandidateId", "is none of candidateIds")
    for scenario in found.scenarios:
        spec = evaluation_spec(found.kind, scenario.world_hash, _document(found.kind, scenario, plan))
        for at, candidate in enumerate(found.candidates):
            require_fit(found.kind, spec, candidate, f"candidateIds[{at}]", scenario)


def _document(kind: "ScenarioKind", scenario: Scenario, plan: EvaluationPlan) -> dict[str, Any]:
    draws = {"n_sims": plan.n_sims, "seed": plan.seed}
    return scenario_document(kind, scenario.world, draws, plan.overrides)


def _metrics(kind: "ScenarioKind") -> tuple[MetricDeclaration, ...]:
    return tuple(
        MetricDeclaration(key=each.key, direction=each.direction, unit=each.unit, primary=each.primary)
        for each in kind.metrics
    )


def _upstreams(found: _Subjects) -> tuple[Upstream, ...]:
    """The pinned inputs of the scenarios, and the runs and artifacts that the candidates came from."""
    pairs = [("artifact", each.artifact_id, role) for inputs in found.inputs for role, each in inputs.items()]
    for candidate in found.candidates:
        for source in candidate.sources:
            pairs += [("run", source.run_id, "candidate")] if source.run_id else []
            pairs += [("artifact", source.artifact_id, "candidate")] if source.artifact_id else []
    return tuple(Upstream(kind=kind, id=each, role=role) for kind, each, role in sorted(set(pairs)))  # type: ignore[arg-type]


def _run_of(found: _Subjects, plan: EvaluationPlan, given: Submission, run_id: str) -> RunDefinition:
    config = {
        "evaluationId": run_id,
        "kind": plan.kind,
        "kindVersion": plan.kind_version,
        "cohortId": plan.cohort_id,
        "scenarioIds": list(found.cohort.scenario_ids),
        "candidateIds": list(plan.candidate_ids),
        "focusCandidateId": given.focus_candidate_id,
        "nSims": plan.n_sims,
        "seed": plan.seed,
        "overrides": plan.overrides,
    }
    return RunDefinition(
        run_id=run_id,
        name=given.name or f"evaluation over {found.cohort.name}"[:256],
        kind=RUN_KIND,
        config={name: value for name, value in config.items() if value is not None},
        datasets=_datasets(found),
        seed=plan.seed,
        origin=given.origin,
    )


def _datasets(found: _Subjects) -> tuple[DatasetRef, ...]:
    artifacts = {(role, each.artifact_id): each for inputs in found.inputs for role, each in inputs.items()}
    return tuple(
        DatasetRef(
            dataset=each.logical_key or each.name,
            artifact_id=each.artifact_id,
            content_hash=each.content_hash or each.file_hash,
            role=role,
        )
        for (role, _), each in sorted(artifacts.items())
    )
