"""Candidates, scenarios and cohorts in memory."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.candidate import Candidate, CandidateFilter, CandidateOrigin, CandidateSource
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.scenario import (
    Cohort,
    CohortFilter,
    Scenario,
    ScenarioFilter,
    ScenarioSummary,
)
from provenlab.core.models.value import restored
from provenlab.core.rules.evaluation_records import new_sources, require_known

Record = TypeVar("Record")


class MemoryEvaluationSubjects:
    """Implements `EvaluationSubjectsPort`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._candidates = store.tables.candidates
        self._scenarios = store.tables.scenarios
        self._cohorts = store.tables.cohorts
        self._attached = store.tables.attachments

    def add_candidate(self, candidate: Candidate) -> tuple[Candidate, bool]:
        with self._store.atomic():
            stored = self._candidates.get(candidate.candidate_id)
            known = () if stored is None else stored.sources
            new = new_sources(known, candidate)
            parents = [each.derived_from for each in new if each.derived_from is not None]
            require_known("candidate", "derivedFrom", parents, self._candidates)
            kept = (stored or candidate).model_copy(update={"sources": (*known, *new)})
            if stored is None or new:
                self._store.put(self._candidates, candidate.candidate_id, kept)
            return kept, stored is None

    def get_candidates(self, candidate_ids: Collection[str]) -> dict[str, Candidate]:
        return self._found(self._candidates, candidate_ids)

    def list_candidates(
        self, criteria: CandidateFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Candidate]:
        return self._page(
            "candidate", self._candidates, lambda each: self._fits(each, criteria), limit, cursor
        )

    def _fits(self, candidate: Candidate, criteria: CandidateFilter) -> bool:
        place = (criteria.scenario_id or "", candidate.candidate_id)
        return (
            criteria.kind in (None, candidate.kind)
            and (criteria.scenario_id is None or place in self._attached)
            and any(_is_source(each, criteria) for each in candidate.sources)
        )

    def add_scenario(self, scenario: Scenario) -> tuple[Scenario, bool]:
        return self._add(self._scenarios, scenario.scenario_id, scenario)

    def get_scenarios(self, scenario_ids: Collection[str]) -> dict[str, Scenario]:
        return self._found(self._scenarios, scenario_ids)

    def list_scenarios(
        self, criteria: ScenarioFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[ScenarioSummary]:
        page = self._page(
            "scenario", self._scenarios, lambda each: self._is_world(each, criteria), limit, cursor
        )
        return Page(tuple(_summary(each) for each in page.items), page.next_cursor)

    def _is_world(self, scenario: Scenario, criteria: ScenarioFilter) -> bool:
        cohort = self._cohorts.get(criteria.cohort_id or "")
        place = (scenario.scenario_id, criteria.candidate_id or "")
        return (
            criteria.kind in (None, scenario.kind)
            and criteria.name in (None, scenario.name)
            and criteria.world_hash in (None, scenario.world_hash)
            and (criteria.artifact_id is None or criteria.artifact_id in scenario.inputs.values())
            and (criteria.candidate_id is None or place in self._attached)
            and (criteria.cohort_id is None or (cohort is not None and place[0] in cohort.scenario_ids))
        )

    def add_cohort(self, cohort: Cohort) -> tuple[Cohort, bool]:
        with self._store.atomic():
            require_known("scenario", "scenarioIds", cohort.scenario_ids, self._scenarios)
            return self._add(self._cohorts, cohort.cohort_id, cohort)

    def get_cohorts(self, cohort_ids: Collection[str]) -> dict[str, Cohort]:
        return self._found(self._cohorts, cohort_ids)

    def list_cohorts(
        self, criteria: CohortFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Cohort]:
        def fits(cohort: Cohort) -> bool:
            return (
                criteria.kind in (None, cohort.kind)
                and criteria.name in (None, cohort.name)
                and (criteria.scenario_id is None or criteria.scenario_id in cohort.scenario_ids)
            )

        return self._page("cohort", self._cohorts, fits, limit, cursor)

    def attach(self, candidate_ids: Collection[str], scenario_ids: Collection[str]) -> int:
        with self._store.atomic():
            require_known("candidate", "candidateIds", tuple(candidate_ids), self._candidates)
            require_known("scenario", "scenarioIds", tuple(scenario_ids), self._scenarios)
            pairs = {(scenario, candidate) for scenario in scenario_ids for candidate in candidate_ids}
            new = pairs - self._attached.keys()
            for pair in new:
                self._store.put(self._attached, pair, None)
            return len(new)

    def _add(self, table: dict[str, Record], key: str, record: Record) -> tuple[Record, bool]:
        with self._store.atomic():
            stored = table.get(key)
            if stored is None:
                self._store.put(table, key, record)
            return stored or record, stored is None

    def _found(self, table: Mapping[str, Record], keys: Collection[str]) -> dict[str, Record]:
        with self._store.snapshot():
            return {key: table[key] for key in keys if key in table}

    def _page(
        self,
        noun: str,
        table: Mapping[str, Record],
        fits: Callable[[Record], bool],
        limit: int | None,
        cursor: str | None,
    ) -> Page[Record]:
        with self._store.snapshot():
            ids = [*table][::-1]
            if cursor is not None:
                if cursor not in table:
                    raise NotFound(f"no {noun} {cursor}", {f"{noun}Id": cursor})
                ids = ids[ids.index(cursor) + 1 :]
            found = [each for each in ids if fits(table[each])]
            return Page.cut([table[each] for each in found], found, limit)


def _is_source(source: CandidateSource, criteria: CandidateFilter) -> bool:
    wanted = ("name", *CandidateOrigin.model_fields)
    return all(getattr(criteria, each) in (None, getattr(source, each)) for each in wanted)


def _summary(scenario: Scenario) -> ScenarioSummary:
    fields = {name: getattr(scenario, name) for name in ScenarioSummary.model_fields}
    return restored(ScenarioSummary, fields)
