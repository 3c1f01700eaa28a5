"""Evaluations and their results in memory."""

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.evaluation import (
    CandidateResult,
    Evaluation,
    EvaluationFilter,
    EvaluationResult,
    EvaluationState,
    ResultFilter,
    ResultSet,
)
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.value import extended
from provenlab.core.rules.evaluation_records import (
    require_attempt,
    require_known,
    require_same_plan,
    require_same_results,
    require_whole,
)


class MemoryEvaluationStore:
    """Implements `EvaluationStorePort`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._tables = store.tables
        self._evaluations = store.tables.evaluations
        self._results = store.tables.evaluation_results

    def add_evaluation(self, evaluation: Evaluation) -> tuple[Evaluation, bool]:
        with self._store.atomic():
            stored = self._evaluations.get(evaluation.evaluation_id)
            if stored is not None:
                require_same_plan(stored, evaluation)
                return stored, False
            focus = [each for each in (evaluation.focus_candidate_id,) if each is not None]
            require_known("cohort", "cohortId", [evaluation.cohort_id], self._tables.cohorts)
            require_known("candidate", "candidateIds", evaluation.candidate_ids, self._tables.candidates)
            require_known("candidate", "focusCandidateId", focus, self._tables.candidates)
            require_known("job", "evaluationId", [evaluation.evaluation_id], self._tables.jobs)
            self._store.put(self._evaluations, evaluation.evaluation_id, evaluation)
            return evaluation, True

    def get_evaluation(self, evaluation_id: str) -> EvaluationState:
        with self._store.snapshot():
            return self._state(self._required(evaluation_id))

    def evaluation_of_run(self, run_id: str) -> EvaluationState:
        with self._store.snapshot():
            for evaluation_id, evaluation in self._evaluations.items():
                if run_id in (evaluation.run_id, *self._runs_of(evaluation_id)):
                    return self._state(evaluation)
        raise NotFound(f"run {run_id} evaluates nothing", {"runId": run_id})

    def _runs_of(self, job_id: str) -> set[str]:
        ended = {each.run_id for each in self._tables.job_attempts.get(job_id, ())}
        return {self._tables.jobs[job_id].run_id, *ended}

    def list_evaluations(
        self, criteria: EvaluationFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[EvaluationState]:
        with self._store.snapshot():
            ids = list(reversed(self._evaluations))
            if cursor is not None:
                self._required(cursor)
                ids = ids[ids.index(cursor) + 1 :]
            states = [self._state(self._evaluations[each]) for each in ids]
            found = [each for each in states if self._fits(each, criteria)]
        return Page.cut(found, [each.evaluation_id for each in found], limit)

    def _fits(self, state: EvaluationState, criteria: EvaluationFilter) -> bool:
        scenarios = self._tables.cohorts[state.cohort_id].scenario_ids
        upstreams = {each.id for each in state.upstreams}
        same = ("kind", "status", "cohort_id", "focus_candidate_id", "plan_hash")
        return (
            all(getattr(criteria, name) in (None, getattr(state, name)) for name in same)
            and (criteria.scenario_id is None or criteria.scenario_id in scenarios)
            and (criteria.candidate_id is None or criteria.candidate_id in state.candidate_ids)
            and (criteria.upstream_id is None or criteria.upstream_id in upstreams)
        )

    def record_results(self, run_id: str, attempt: int, results: ResultSet) -> bool:
        with self._store.atomic():
            evaluation = self.evaluation_of_run(run_id)
            stored = self._results.get(evaluation.evaluation_id)
            if stored is not None:
                require_same_results(stored.result_hash, results, evaluation.evaluation_id)
                return False
            require_attempt(self._tables.jobs[evaluation.evaluation_id], run_id, attempt)
            require_whole(evaluation, self._tables.cohorts[evaluation.cohort_id].scenario_ids, results)
            self._store.put(self._results, evaluation.evaluation_id, results)
            return True

    def results(self, evaluation_id: str, metric: str | None = None) -> tuple[EvaluationResult, ...]:
        with self._store.snapshot():
            self._required(evaluation_id)
            stored = self._results.get(evaluation_id)
        found = () if stored is None else stored.results
        return tuple(each for each in found if metric in (None, each.metric))

    def candidate_results(
        self, candidate_id: str, criteria: ResultFilter, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[CandidateResult, ...]:
        with self._store.snapshot():
            found = [
                extended(CandidateResult, each, evaluation_id=evaluation.evaluation_id)
                for evaluation in reversed(self._evaluations.values())
                if criteria.cohort_id in (None, evaluation.cohort_id)
                for each in self.results(evaluation.evaluation_id, criteria.metric)
                if each.candidate_id == candidate_id and criteria.scenario_id in (None, each.scenario_id)
            ]
        return tuple(found[:limit])

    def _required(self, evaluation_id: str) -> Evaluation:
        evaluation = self._evaluations.get(evaluation_id)
        if evaluation is None:
            raise NotFound(f"no evaluation {evaluation_id}", {"evaluationId": evaluation_id})
        return evaluation

    def _state(self, evaluation: Evaluation) -> EvaluationState:
        job = self._tables.jobs[evaluation.evaluation_id]
        stored = self._results.get(evaluation.evaluation_id)
        fields = {**dict(evaluation), "run_id": job.run_id, "status": self._tables.runs[job.run_id].status}
        return EvaluationState.model_construct(
            **fields, result_hash=None if stored is None else stored.result_hash
        )
