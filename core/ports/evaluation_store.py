"""Evaluations and their results."""

from typing import Protocol

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


class EvaluationStorePort(Protocol):
    """Keeps what was submitted, and what came out; both are frozen once written.

    In one store with the queue and the runs: status and run are read from them, never copied.
    Transactions, listings and errors as in `EvaluationSubjectsPort`.
    """

    def add_evaluation(self, evaluation: Evaluation) -> tuple[Evaluation, bool]:
        """The evaluation as stored, and whether it is new; Conflict when the id has another plan.

        NotFound names the field of an unknown cohort or candidate, and of a job of its id that is not
        there: it is enqueued before, in the same transaction.
        """
        ...

    def get_evaluation(self, evaluation_id: str) -> EvaluationState:
        """NotFound when there is none."""
        ...

    def evaluation_of_run(self, run_id: str) -> EvaluationState:
        """Also for a run whose job was requeued over another one; NotFound when the run evaluates nothing."""
        ...

    def list_evaluations(
        self, criteria: EvaluationFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[EvaluationState]: ...

    def record_results(self, run_id: str, attempt: int, results: ResultSet) -> bool:
        """Writes all results of the evaluation of a run; whether they are new.

        To be called in the transaction that completes the job, before it does. LeaseLost unless the
        job of the evaluation is running this attempt over this run. The same results again are a no-op,
        also after the job succeeded; others are a Conflict. ValidationFailed names a scenario or a
        candidate that is not part of the evaluation, or is missing from the results.
        """
        ...

    def results(self, evaluation_id: str, metric: str | None = None) -> tuple[EvaluationResult, ...]:
        """By scenario in the order of the cohort, metric, place and candidate; NotFound as above."""
        ...

    def candidate_results(
        self, candidate_id: str, criteria: ResultFilter, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[CandidateResult, ...]:
        """Over all evaluations, the newest first, within one as in `results`; at most `limit`."""
        ...
