"""Scenarios, candidates and evaluations of no kind in particular, written as ports take them."""

from datetime import datetime

from provenlab.core.models.candidate import Candidate, CandidateSource
from provenlab.core.models.evaluation import Evaluation, MetricDeclaration, Upstream
from provenlab.core.models.scenario import Cohort, Scenario
from provenlab.core.rules.digests import digest
from provenlab.core.rules.evaluation_records import COHORT, plan_digest, scenario_identity
from provenlab.tools.compose import LabParts


def candidate(number: int, artifact_id: str | None, at: datetime) -> Candidate:
    """One that came from an artifact."""
    payload = {"number": number}
    return Candidate(
        candidate_id=digest("candidate/k/v1", payload),
        kind="k",
        name="c",
        payload=payload,
        sources=(CandidateSource(name="c", artifact_id=artifact_id, created_at=at),),
        recorded_at=at,
    )


def scenario(number: int, at: datetime, **inputs: str) -> Scenario:
    """One that reads artifacts."""
    world = {"number": number}
    world_hash = digest("scenario/k/v1", world)
    return Scenario(
        scenario_id=scenario_identity(world_hash, inputs),
        kind="k",
        name="s",
        world=world,
        world_hash=world_hash,
        inputs=inputs,
        created_at=at,
        recorded_at=at,
    )


def add_evaluation(lab: LabParts, name: str, upstream: Upstream, at: datetime) -> None:
    """An evaluation with that upstream, for the job of its name; with what it is about."""
    place, judged = scenario(0, at), candidate(0, None, at)
    cohort_id = digest(COHORT, [place.scenario_id])
    subjects = lab.subjects.port
    subjects.add_scenario(place)
    subjects.add_candidate(judged)
    subjects.add_cohort(
        Cohort(
            cohort_id=cohort_id,
            kind="k",
            name="c",
            scenario_ids=(place.scenario_id,),
            created_at=at,
            recorded_at=at,
        )
    )
    given = Evaluation(
        evaluation_id=name,
        run_id=name,
        kind="k",
        kind_version="1",
        engine_version="1",
        cohort_id=cohort_id,
        candidate_ids=(judged.candidate_id,),
        overrides={},
        plan_hash="0" * 64,
        upstreams=(upstream,),
        metrics=(MetricDeclaration(key="m", direction="maximise", unit="u", primary=True),),
        created_at=at,
        recorded_at=at,
    )
    lab.evaluations.port.add_evaluation(given.model_copy(update={"plan_hash": plan_digest(given)}))
