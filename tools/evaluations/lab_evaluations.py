"""Evaluations from Python: scenarios, candidates, cohorts, submissions and leaderboards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from provenlab.core.models.candidate import Candidate, CandidateFilter
from provenlab.core.models.evaluation import CandidateResult, EvaluationFilter, EvaluationState
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run_datasets import RunDatasets
from provenlab.core.models.scenario import Cohort, CohortFilter, Scenario, ScenarioFilter, ScenarioSummary
from provenlab.core.operations.candidates import CreatedCandidate
from provenlab.core.operations.evaluations import Leaderboard, SubmittedEvaluation
from provenlab.core.operations.registry import find_operation
from provenlab.core.operations.scenarios import CreatedCohort, CreatedScenario
from provenlab.tools.dispatch import validated
from provenlab.tools.lab import _criteria, _Part


class Evaluations(_Part):
    """Candidates over cohorts of scenarios; the rules are those of the operations of the same names.

    `lab.evaluations` of an open lab; `Evaluations("lab.sqlite")` opens a path or URL alone. Nothing is
    evaluated here: workers do it, `lab.jobs.work()` or `provenlab worker`.
    """

    def create_scenario(
        self, kind: str, name: str, world: Mapping[str, Any], inputs: Mapping[str, str] | None = None
    ) -> CreatedScenario:
        """A world to evaluate in; the same content again is the same scenario.

        `inputs` are the artifacts that it reads, by role.
        """
        given = {"kind": kind, "name": name, "world": dict(world), "inputs": dict(inputs or {})}
        made: CreatedScenario = self._asked("create_scenario", given)
        return made

    def create_candidate(
        self, scenario_id: str, name: str, payload: Mapping[str, Any], **origin: Any
    ) -> CreatedCandidate:
        """What is to be evaluated, read in the world of a scenario, to which it is attached.

        Further fields: `source`, `strategy`, `run_id`, `artifact_id`, `derived_from`.
        """
        given = {**origin, "scenario_id": scenario_id, "name": name, "payload": dict(payload)}
        made: CreatedCandidate = self._asked("create_candidate", given)
        return made

    def attach(
        self, candidate_ids: Iterable[str], scenario_ids: Iterable[str] = (), cohort_id: str | None = None
    ) -> int:
        """Lets candidates take part in further scenarios; how many pairs are new."""
        given = {"candidate_ids": tuple(candidate_ids), "scenario_ids": tuple(scenario_ids)}
        attached: int = self._asked("attach_candidates", {**given, "cohort_id": cohort_id}).attached
        return attached

    def create_cohort(self, name: str, scenario_ids: Iterable[str]) -> CreatedCohort:
        """A frozen list of scenarios of one kind, in their order."""
        made: CreatedCohort = self._asked(
            "create_cohort", {"name": name, "scenario_ids": tuple(scenario_ids)}
        )
        return made

    def submit(
        self,
        cohort_id: str,
        candidate_ids: Iterable[str],
        n_sims: int | None = None,
        seed: int | None = None,
        **fields: Any,
    ) -> SubmittedEvaluation:
        """Queues an evaluation; the same plan again is the same evaluation.

        Further fields: `overrides`, `focus_candidate_id`, `evaluation_id`, `name`, `priority`,
        `max_attempts`, `repeat`.
        """
        given = {**fields, "cohort_id": cohort_id, "candidate_ids": tuple(candidate_ids)}
        made: SubmittedEvaluation = self._asked(
            "submit_evaluation", {**given, "n_sims": n_sims, "seed": seed}
        )
        return made

    def get(self, evaluation_id: str | None = None, *, run_id: str | None = None) -> EvaluationState:
        """What was submitted and what became of it; NotFound when there is none."""
        found: EvaluationState = self._asked(
            "get_evaluation", {"evaluation_id": evaluation_id, "run_id": run_id}
        )
        return found

    def list(
        self,
        criteria: EvaluationFilter | Mapping[str, Any] | None = None,
        *,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[EvaluationState]:
        """The last submitted first; `next_cursor` of a page continues it."""
        chosen = _criteria(EvaluationFilter, criteria)
        return self._parts.evaluations.port.list_evaluations(chosen, limit, cursor)

    def leaderboard(self, evaluation_id: str, metric: str | None = None) -> Leaderboard:
        """The candidates in order, with both standard errors; Conflict while there are no results."""
        found: Leaderboard = self._asked(
            "get_leaderboard", {"evaluation_id": evaluation_id, "metric": metric}
        )
        return found

    def candidate_results(self, candidate_id: str, **fields: Any) -> tuple[CandidateResult, ...]:
        """What a candidate reached in every scenario: `metric`, `scenario_id`, `cohort_id`, `limit`."""
        found: tuple[CandidateResult, ...] = self._asked(
            "get_candidate_results", {**fields, "candidate_id": candidate_id}
        ).results
        return found

    def candidate(self, candidate_id: str) -> Candidate:
        """A candidate with all its sources; NotFound when there is none."""
        found: Candidate = self._asked("get_candidate", {"candidate_id": candidate_id})
        return found

    def scenario(self, scenario_id: str) -> Scenario:
        """A scenario with its world; NotFound when there is none."""
        found: Scenario = self._asked("get_scenario", {"scenario_id": scenario_id})
        return found

    def cohort(self, cohort_id: str) -> Cohort:
        """NotFound when there is none."""
        return self._parts.evaluations.cohort(cohort_id)

    def candidates(
        self, criteria: CandidateFilter | Mapping[str, Any] | None = None, limit: int | None = DEFAULT_LIMIT
    ) -> Sequence[Candidate]:
        """The last added first."""
        chosen = _criteria(CandidateFilter, criteria)
        return self._parts.subjects.port.list_candidates(chosen, limit).items

    def scenarios(
        self, criteria: ScenarioFilter | Mapping[str, Any] | None = None, limit: int | None = DEFAULT_LIMIT
    ) -> Sequence[ScenarioSummary]:
        """The last added first, without their worlds."""
        chosen = _criteria(ScenarioFilter, criteria)
        return self._parts.subjects.port.list_scenarios(chosen, limit).items

    def cohorts(
        self, criteria: CohortFilter | Mapping[str, Any] | None = None, limit: int | None = DEFAULT_LIMIT
    ) -> Sequence[Cohort]:
        """The last added first."""
        chosen = _criteria(CohortFilter, criteria)
        return self._parts.subjects.port.list_cohorts(chosen, limit).items

    def datasets_of_run(self, run_id: str) -> RunDatasets:
        """Over which data a run went, however far upstream, and through which artifacts and runs."""
        found: RunDatasets = self._asked("get_run_datasets", {"run_id": run_id})
        return found

    def _asked(self, name: str, fields: Mapping[str, Any]) -> Any:
        operation = find_operation(name)
        given = {key: value for key, value in fields.items() if value is not None}
        return operation(self._parts, validated(operation, given))
