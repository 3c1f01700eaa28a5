"""What is wrong with the evaluations of a store: contents against their digests, indexes against rows."""

from collections.abc import Callable, Iterator
from typing import Any

from provenlab.adapters._sql.damage import UNREADABLE
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.evaluation_rows import (
    candidate_rows,
    cohort_of,
    cohort_scenario_rows,
    input_rows,
    result_of,
    scenario_of,
    source_of,
    submitted_of,
    upstream_rows,
)
from provenlab.core.errors import ProvenlabError
from provenlab.core.models.store import Finding, Subject
from provenlab.core.rules.canonical_json import parse_canonical_json
from provenlab.core.rules.digests import digest
from provenlab.core.rules.evaluation_records import (
    COHORT,
    plan_digest,
    result_set,
    scenario_identity,
    source_digest,
)

_BATCH = 100
_Check = Callable[[Session, Row], Iterator[str]]


def evaluation_findings(session: Session) -> Iterator[Finding]:
    """All findings about candidates, scenarios, cohorts, evaluations and their results."""
    for subject, query, check in _CHECKS:
        last = -1
        while batch := session.rows(f"audit.{query}", k=last, limit=_BATCH):
            last = batch[-1]["k"]
            for row in batch:
                for problem in _problems(session, row, check):
                    yield Finding(subject=subject, id=str(row[f"{subject}_id"]), problem=problem)
    for row in session.rows("audit.results_without_record"):
        problem = "results belong to no evaluation, or nobody said that they are whole"
        yield Finding(subject="evaluation", id=f"k={row['k']}", problem=problem)


def _problems(session: Session, row: Row, check: _Check) -> Iterator[str]:
    try:
        yield from check(session, row)
    except (*UNREADABLE, ProvenlabError):
        yield "the record cannot be read"


def _of_candidate(session: Session, row: Row) -> Iterator[str]:
    payload = parse_canonical_json(row["payload"])
    if digest(f"candidate/{row['kind']}/v1", payload) != row["candidate_id"]:
        yield "the payload is not the one that was hashed"
    sources = session.rows("subjects.sources_of", ids=[row["candidate_id"]])
    if not sources or [each["ordinal"] for each in sources] != list(range(len(sources))):
        yield "the sources are not counted from the first on"
    elif sources[0]["name"] != row["name"]:
        yield "the name is not that of the first source"
    if any(source_digest(source_of(each)) != each["source_hash"] for each in sources):
        yield "a source is not the one that was hashed"


def _of_scenario(session: Session, row: Row) -> Iterator[str]:
    scenario = scenario_of(row)
    if digest(f"scenario/{scenario.kind}/v1", scenario.world) != scenario.world_hash:
        yield "the world is not the one that was hashed"
    if scenario_identity(scenario.world_hash, scenario.inputs) != scenario.scenario_id:
        yield "world and inputs are not those of its id"
    if _searched(session, "inputs_of_scenario", scenario_id=scenario.scenario_id) != _plain(
        input_rows(scenario)
    ):
        yield "the inputs are not found as they are written"


def _of_cohort(session: Session, row: Row) -> Iterator[str]:
    cohort = cohort_of(row)
    if digest(COHORT, list(cohort.scenario_ids)) != cohort.cohort_id:
        yield "the scenarios are not those of its id"
    found = _searched(session, "places_of_cohort", cohort_id=cohort.cohort_id)
    if found != _plain(cohort_scenario_rows(cohort)):
        yield "the scenarios are not found as they are written"


def _of_evaluation(session: Session, row: Row) -> Iterator[str]:
    k = row["k"]
    evaluation = submitted_of({**row, "current_run_id": None, "status": None, "result_hash": None})
    if plan_digest(evaluation) != evaluation.plan_hash:
        yield "the plan is not the one that was hashed"
    if session.row("jobs.by_id", job_id=evaluation.evaluation_id) is None:
        yield "it has no job"
    if _searched(session, "candidates_of_evaluation", k=k) != _plain(candidate_rows(evaluation, k)):
        yield "the candidates are not found as they are written"
    if _searched(session, "upstreams_of_evaluation", k=k) != _plain(upstream_rows(evaluation, k)):
        yield "what it stands on is not found as it is written"
    cohorts = session.rows("subjects.cohorts_by_ids", ids=[evaluation.cohort_id])
    if not cohorts:
        yield "its cohort is not there"
        return
    record = session.row("evaluations.record", k=k)
    if record is not None:
        results = [result_of(each) for each in session.rows("evaluations.results", k=k, metric=None)]
        if result_set(results, cohort_of(cohorts[0]).scenario_ids).result_hash != record["result_hash"]:
            yield "the results are not those that were hashed"


_CHECKS: tuple[tuple[Subject, str, _Check], ...] = (
    ("candidate", "candidates_after", _of_candidate),
    ("scenario", "scenarios_after", _of_scenario),
    ("cohort", "cohorts_after", _of_cohort),
    ("evaluation", "evaluations_after", _of_evaluation),
)


def _searched(session: Session, query: str, **params: Any) -> list[tuple[tuple[str, Any], ...]]:
    return _plain(session.rows(f"audit.{query}", **params))


def _plain(rows: list[Row]) -> list[tuple[tuple[str, Any], ...]]:
    return sorted(tuple(sorted(row.items())) for row in rows)
