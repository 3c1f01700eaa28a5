"""A lab with worlds, predictions and candidates, and what tests ask of it."""

from datetime import UTC, datetime
from typing import Any

from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec
from provenlab.core.models.artifact import Artifact, ArtifactFilter
from provenlab.core.models.candidate import Candidate, CandidateFilter, CandidateSource
from provenlab.core.models.run import Run, RunOrigin
from provenlab.core.services.evaluation_subjects import NewScenario
from provenlab.core.services.evaluations import Submission
from provenlab.tools.compose import LabParts
from provenlab.tools.lab import Lab
from tests.calcuttas import bids, calcutta, entry, ncaa

NOW = datetime(2025, 3, 1, tzinfo=UTC)
FIELD = {f"opponent {at}": bids(at % 5, 40, 30, 20, 10) for at in range(8)}
POT = 800


def world(**changes: Any) -> dict[str, Any]:
    """A bracket of eight teams with a field, without its draws."""
    return _wire(calcutta(field=FIELD) | changes)


def large_world() -> dict[str, Any]:
    """68 teams, which take a while."""
    return _wire(ncaa(field={f"opponent {at}": bids(at * 6, 40, 30, 20, 10) for at in range(10)}))


def _wire(document: dict[str, Any]) -> dict[str, Any]:
    document = {key: value for key, value in document.items() if key not in ("n_sims", "seed")}
    for key in ("rules", "payouts"):
        document[key] = {str(name): value for name, value in document[key].items()}
    return document


class Tournaments:
    """Scenarios of an open lab, a cohort of all of them, and work over it."""

    def __init__(self, lab: Lab, *worlds: dict[str, Any]) -> None:
        self.lab = lab
        self.parts: LabParts = lab._parts
        subjects = self.parts.subjects
        self.scenario_ids = [
            subjects.create_scenario(NewScenario("calcutta", f"world {at}", each, NOW))[0].scenario_id
            for at, each in enumerate(worlds)
        ]
        self.cohort_id = subjects.create_cohort("all", self.scenario_ids, NOW)[0].cohort_id

    def candidate(self, first: int, *amounts: int) -> str:
        """A candidate made by hand."""
        source = CandidateSource(name=f"by hand from {first}", created_at=NOW)
        created = self.parts.subjects.create_candidate(entry(first, *amounts), self.scenario_ids[0], source)
        return created[0].candidate_id

    def candidates(self) -> tuple[Candidate, ...]:
        return self.parts.subjects.port.list_candidates(CandidateFilter(), None).items

    def predictions(self) -> dict[str, str]:
        """Win probabilities and market shares, published; ids by role."""
        spec: CalcuttaSpec = Calcutta().normalise_spec(calcutta(field=FIELD))
        teams = list(spec.bracket.teams)
        shares = {team: sum(each.bids.get(team, 0) for each in spec.field.values()) / POT for team in teams}
        documents = {
            "win_probabilities": {"teams": teams, "p": spec.p.tolist()},
            "market_shares": {"pot": POT, "shares": shares},
        }
        return {
            role: self.lab.artifacts.publish(kind=role, name=role, json_content=each).artifact_id
            for role, each in documents.items()
        }

    def generate(self, run_id: str, **changes: Any) -> str:
        """Queues strategies for the first scenario."""
        config = {"scenarioId": self.scenario_ids[0], "seed": 5, "inputs": self.predictions()} | changes
        return self.lab.jobs.submit("strategy_generation", config, job_id=run_id).run_id

    def evaluate(self, run_id: str, n_sims: int = 2000, **changes: Any) -> str:
        """Queues an evaluation of all candidates over all scenarios."""
        ids = tuple(each.candidate_id for each in self.candidates())
        given = Submission(
            self.cohort_id, ids, RunOrigin(created_at=NOW), n_sims=n_sims, seed=7, repeat=True, **changes
        )
        return self.parts.evaluations.submit(given, run_id)[0].run_id

    def work(self) -> None:
        """Works off the queue in this thread."""
        self.lab.jobs.work()

    def run(self, run_id: str) -> Run:
        return self.lab.runs.get(run_id)

    def outputs(self, run_id: str) -> dict[str, Artifact]:
        """What a run left, by name; its metrics as `metrics`."""
        made = self.lab.artifacts.list(ArtifactFilter(producer_id=run_id), limit=None).items
        return {"metrics" if each.kind == "metrics" else each.name: each for each in made}

    def file_hashes(self, run_id: str) -> dict[str, str]:
        return {name: each.file_hash for name, each in self.outputs(run_id).items()}

    def error_of(self, run_id: str) -> tuple[str, str, str]:
        """Status of the job, class and message of its error."""
        job = self.lab.jobs.get(run_id)
        assert job.error is not None
        return job.status, job.error.kind, job.error.message or ""
