"""Evaluations and their results over named queries."""

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.evaluation_rows import (
    candidate_result_of,
    candidate_rows,
    cohort_of,
    evaluation_row,
    result_of,
    result_rows,
    state_of,
    submitted_of,
    upstream_rows,
)
from provenlab.adapters._sql.job_rows import job_of
from provenlab.adapters._sql.store import SqlStore
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
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.evaluation_records import (
    require_attempt,
    require_known,
    require_same_plan,
    require_same_results,
    require_whole,
)


class SqlEvaluationStore:
    """Implements `EvaluationStorePort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add_evaluation(self, evaluation: Evaluation) -> tuple[Evaluation, bool]:
        with self._store.writing() as session:
            stored = _existing(session, evaluation)
            if stored is not None:
                return stored, False
            _require_references(session, evaluation)
            inserted = session.row("evaluations.insert", **evaluation_row(evaluation))
            if inserted is None:  # another writer came first
                return _existing(session, evaluation) or evaluation, False
            session.run_many("evaluations.insert_candidate", candidate_rows(evaluation, inserted["k"]))
            session.run_many("evaluations.insert_upstream", upstream_rows(evaluation, inserted["k"]))
            return evaluation, True

    def get_evaluation(self, evaluation_id: str) -> EvaluationState:
        with self._store.reading() as session:
            return state_of(_required(session, evaluation_id))

    def evaluation_of_run(self, run_id: str) -> EvaluationState:
        with self._store.reading() as session:
            return state_of(_of_run(session, run_id))

    def list_evaluations(
        self, criteria: EvaluationFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[EvaluationState]:
        wanted = None if limit is None else limit + 1
        with self._store.reading() as session:
            before = None if cursor is None else _required(session, cursor)["k"]
            rows = session.rows("evaluations.page", **dict(criteria), before=before, limit=wanted)
        found = [state_of(row) for row in rows]
        return Page.cut(found, [each.evaluation_id for each in found], limit)

    def record_results(self, run_id: str, attempt: int, results: ResultSet) -> bool:
        with self._store.writing() as session:
            row = _of_run(session, run_id)
            evaluation = state_of(row)
            job = session.row("jobs.for_update", job_id=evaluation.evaluation_id)
            record = session.row("evaluations.record", k=row["k"])
            if record is not None:
                require_same_results(record["result_hash"], results, evaluation.evaluation_id)
                return False
            require_attempt(job_of(job or {}), run_id, attempt)
            (cohort,) = session.rows("subjects.cohorts_by_ids", ids=[evaluation.cohort_id])
            scenario_ids = cohort_of(cohort).scenario_ids
            require_whole(evaluation, scenario_ids, results)
            session.run_many("evaluations.insert_result", result_rows(results, row["k"], scenario_ids))
            session.run(
                "evaluations.insert_record",
                k=row["k"],
                run_id=run_id,
                attempt=attempt,
                result_hash=results.result_hash,
                recorded_at=to_microseconds(self._clock.now()),
            )
            return True

    def results(self, evaluation_id: str, metric: str | None = None) -> tuple[EvaluationResult, ...]:
        with self._store.reading() as session:
            k = _required(session, evaluation_id)["k"]
            rows = session.rows("evaluations.results", k=k, metric=metric)
        return tuple(result_of(row) for row in rows)

    def candidate_results(
        self, candidate_id: str, criteria: ResultFilter, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[CandidateResult, ...]:
        with self._store.reading() as session:
            rows = session.rows(
                "evaluations.of_candidate", candidate_id=candidate_id, **dict(criteria), limit=limit
            )
        return tuple(candidate_result_of(row) for row in rows)


def _required(session: Session, evaluation_id: str) -> Row:
    row = session.row("evaluations.by_id", evaluation_id=evaluation_id)
    if row is None:
        raise NotFound(f"no evaluation {evaluation_id}", {"evaluationId": evaluation_id})
    return row


def _of_run(session: Session, run_id: str) -> Row:
    found = session.row("evaluations.id_of_run", run_id=run_id)
    if found is None:
        raise NotFound(f"run {run_id} evaluates nothing", {"runId": run_id})
    return _required(session, found["evaluation_id"])


def _existing(session: Session, evaluation: Evaluation) -> Evaluation | None:
    row = session.row("evaluations.by_id", evaluation_id=evaluation.evaluation_id)
    if row is None:
        return None
    stored = submitted_of(row)
    require_same_plan(stored, evaluation)
    return stored


def _require_references(session: Session, evaluation: Evaluation) -> None:
    cohorts = session.rows("subjects.cohorts_by_ids", ids=[evaluation.cohort_id])
    require_known("cohort", "cohortId", [evaluation.cohort_id], [row["cohort_id"] for row in cohorts])
    focus = [each for each in (evaluation.focus_candidate_id,) if each is not None]
    ids = sorted({*evaluation.candidate_ids, *focus})
    known = {row["candidate_id"] for row in session.rows("subjects.candidates_by_ids", ids=ids)}
    require_known("candidate", "candidateIds", evaluation.candidate_ids, known)
    require_known("candidate", "focusCandidateId", focus, known)
    job = session.row("jobs.by_id", job_id=evaluation.evaluation_id)
    known_jobs = [] if job is None else [job["job_id"]]
    require_known("job", "evaluationId", [evaluation.evaluation_id], known_jobs)
