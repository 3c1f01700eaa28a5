"""What evaluations are about: candidates, scenarios, cohorts, and which candidate is at home where."""

from collections.abc import Collection
from typing import Protocol

from provenlab.core.models.candidate import Candidate, CandidateFilter
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.scenario import (
    Cohort,
    CohortFilter,
    Scenario,
    ScenarioFilter,
    ScenarioSummary,
)


class EvaluationSubjectsPort(Protocol):
    """Keeps records that are known by their content and never change.

    Ids are digests that the caller made of canonical content; the same id again is the same content,
    adds no second row, and returns what is stored (of two names, the first). Each method is one
    transaction or joins that of `StorePort`; of writers at once with one id, one creates it. Listings
    are newest first, by the order of adding; a cursor is the id of the last item, NotFound for an
    unknown one; limit None is all. Store errors as in `ExperimentTrackerPort`.
    """

    def add_candidate(self, candidate: Candidate) -> tuple[Candidate, bool]:
        """The candidate as stored, and whether it is new.

        A known one gets those of the given sources that it has not; a source is known by its origin and
        name. NotFound when `derived_from` names a candidate that is not there, ValidationFailed when it
        is the candidate itself.
        """
        ...

    def get_candidates(self, candidate_ids: Collection[str]) -> dict[str, Candidate]:
        """Those that exist, by id; sources in the order of adding."""
        ...

    def list_candidates(
        self, criteria: CandidateFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Candidate]: ...

    def add_scenario(self, scenario: Scenario) -> tuple[Scenario, bool]:
        """The scenario as stored, and whether it is new."""
        ...

    def get_scenarios(self, scenario_ids: Collection[str]) -> dict[str, Scenario]:
        """Those that exist, by id."""
        ...

    def list_scenarios(
        self, criteria: ScenarioFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[ScenarioSummary]: ...

    def add_cohort(self, cohort: Cohort) -> tuple[Cohort, bool]:
        """The cohort as stored, and whether it is new; NotFound names the place of an unknown scenario."""
        ...

    def get_cohorts(self, cohort_ids: Collection[str]) -> dict[str, Cohort]:
        """Those that exist, by id."""
        ...

    def list_cohorts(
        self, criteria: CohortFilter, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Cohort]: ...

    def attach(self, candidate_ids: Collection[str], scenario_ids: Collection[str]) -> int:
        """Records that each candidate takes part in each scenario; how many pairs are new.

        NotFound for an unknown candidate or scenario; then no pair is added.
        """
        ...
