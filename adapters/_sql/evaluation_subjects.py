"""Candidates, scenarios and cohorts over named queries."""

from collections.abc import Collection, Sequence
from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.evaluation_rows import (
    candidate_of,
    candidate_row,
    cohort_of,
    cohort_row,
    cohort_scenario_rows,
    input_rows,
    scenario_of,
    scenario_row,
    source_of,
    source_rows,
    summary_of,
)
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import NotFound
from provenlab.core.models.candidate import Candidate, CandidateFilter, CandidateSource
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.scenario import (
    Cohort,
    CohortFilter,
    Scenario,
    ScenarioFilter,
    ScenarioSummary,
)
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.evaluation_records import new_sources, require_known

_OF_SOURCE = ("source", "name", "strategy", "run_id", "artifact_id", "derived_from")


class SqlEvaluationSubjects:
    """Implements `EvaluationSubjectsPort`."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add_candidate(self, candidate: Candidate) -> tuple[Candidate, bool]:
        with self._store.writing() as session:
            parents = [each.derived_from for each in candidate.sources if each.derived_from is not None]
            new = new_sources((), candidate)
            require_known("candidate", "derivedFrom", parents, _candidates(session, parents))
            candidate_id = candidate.candidate_id
            stored = session.row("subjects.candidate_for_update", candidate_id=candidate_id)
            created = stored is None and (
                session.row("subjects.insert_candidate", **candidate_row(candidate)) is not None
            )
            if stored is None and not created:  # another writer came first
                session.row("subjects.candidate_for_update", candidate_id=candidate_id)
            known = _sources(session, [candidate_id]).get(candidate_id, [])
            new = new_sources(known, candidate)
            session.run_many("subjects.insert_source", source_rows(candidate_id, new, len(known)))
            return _candidates(session, [candidate_id])[candidate_id], created

    def get_candidates(self, candidate_ids: Collection[str]) -> dict[str, Candidate]:
        with self._store.reading() as session:
            return _candidates(session, candidate_ids)

    def list_candidates(
        self, criteria: CandidateFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Candidate]:
        of_source = True if any(getattr(criteria, name) is not None for name in _OF_SOURCE) else None
        with self._store.reading() as session:
            params = {**dict(criteria), "of_source": of_source}
            rows = _page(session, "candidate", params, limit, cursor)
            ids = [row["candidate_id"] for row in rows]
            sources = _sources(session, ids)
        return Page.cut([candidate_of(row, sources[row["candidate_id"]]) for row in rows], ids, limit)

    def add_scenario(self, scenario: Scenario) -> tuple[Scenario, bool]:
        with self._store.writing() as session:
            stored = _scenarios(session, [scenario.scenario_id])
            if not stored and session.row("subjects.insert_scenario", **scenario_row(scenario)) is not None:
                session.run_many("subjects.insert_input", input_rows(scenario))
                return scenario, True
            return (stored or _scenarios(session, [scenario.scenario_id]))[scenario.scenario_id], False

    def get_scenarios(self, scenario_ids: Collection[str]) -> dict[str, Scenario]:
        with self._store.reading() as session:
            return _scenarios(session, scenario_ids)

    def list_scenarios(
        self, criteria: ScenarioFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[ScenarioSummary]:
        with self._store.reading() as session:
            found = [summary_of(row) for row in _page(session, "scenario", dict(criteria), limit, cursor)]
        return Page.cut(found, [each.scenario_id for each in found], limit)

    def add_cohort(self, cohort: Cohort) -> tuple[Cohort, bool]:
        with self._store.writing() as session:
            known = _scenarios(session, cohort.scenario_ids)
            require_known("scenario", "scenarioIds", cohort.scenario_ids, known)
            stored = _cohorts(session, [cohort.cohort_id])
            if not stored and session.row("subjects.insert_cohort", **cohort_row(cohort)) is not None:
                session.run_many("subjects.insert_place", cohort_scenario_rows(cohort))
                return cohort, True
            return (stored or _cohorts(session, [cohort.cohort_id]))[cohort.cohort_id], False

    def get_cohorts(self, cohort_ids: Collection[str]) -> dict[str, Cohort]:
        with self._store.reading() as session:
            return _cohorts(session, cohort_ids)

    def list_cohorts(
        self, criteria: CohortFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Cohort]:
        with self._store.reading() as session:
            found = [cohort_of(row) for row in _page(session, "cohort", dict(criteria), limit, cursor)]
        return Page.cut(found, [each.cohort_id for each in found], limit)

    def attach(self, candidate_ids: Collection[str], scenario_ids: Collection[str]) -> int:
        with self._store.writing() as session:
            candidates, scenarios = sorted(set(candidate_ids)), sorted(set(scenario_ids))
            rows = session.rows("subjects.candidates_for_update", ids=candidates) if candidates else ()
            known = {row["candidate_id"] for row in rows}
            require_known("candidate", "candidateIds", tuple(candidate_ids), known)
            require_known(
                "scenario", "scenarioIds", tuple(scenario_ids), _known_scenarios(session, scenarios)
            )
            if not candidates or not scenarios:
                return 0
            rows = session.rows("subjects.attached", scenario_ids=scenarios, candidate_ids=candidates)
            there = {(row["scenario_id"], row["candidate_id"]) for row in rows}
            now = to_microseconds(self._clock.now())
            new = [
                {"scenario_id": scenario, "candidate_id": candidate, "attached_at": now}
                for scenario in scenarios
                for candidate in candidates
                if (scenario, candidate) not in there
            ]
            session.run_many("subjects.insert_attachment", new)
            return len(new)


def _candidates(session: Session, ids: Collection[str]) -> dict[str, Candidate]:
    rows = _by_ids(session, "candidate", ids)
    sources = _sources(session, [row["candidate_id"] for row in rows])
    return {row["candidate_id"]: candidate_of(row, sources[row["candidate_id"]]) for row in rows}


def _sources(session: Session, ids: Sequence[str]) -> dict[str, list[CandidateSource]]:
    found: dict[str, list[CandidateSource]] = {each: [] for each in ids}
    for row in session.rows("subjects.sources_of", ids=sorted(ids)) if ids else ():
        found[row["candidate_id"]].append(source_of(row))
    return found


def _scenarios(session: Session, ids: Collection[str]) -> dict[str, Scenario]:
    return {row["scenario_id"]: scenario_of(row) for row in _by_ids(session, "scenario", ids)}


def _known_scenarios(session: Session, ids: Collection[str]) -> set[str]:
    found = [session.row("subjects.scenario_by_id", scenario_id=each) for each in ids]
    return {row["scenario_id"] for row in found if row is not None}


def _cohorts(session: Session, ids: Collection[str]) -> dict[str, Cohort]:
    return {row["cohort_id"]: cohort_of(row) for row in _by_ids(session, "cohort", ids)}


def _by_ids(session: Session, noun: str, ids: Collection[str]) -> list[Row]:
    return session.rows(f"subjects.{noun}s_by_ids", ids=sorted(set(ids))) if ids else []


def _page(
    session: Session, noun: str, criteria: dict[str, Any], limit: int | None, cursor: str | None
) -> list[Row]:
    before = None
    if cursor is not None:
        row = session.row(f"subjects.{noun}_by_id", **{f"{noun}_id": cursor})
        if row is None:
            raise NotFound(f"no {noun} {cursor}", {f"{noun}Id": cursor})
        before = row["k"]
    wanted = None if limit is None else limit + 1
    return session.rows(f"subjects.{noun}_page", **criteria, before=before, limit=wanted)
