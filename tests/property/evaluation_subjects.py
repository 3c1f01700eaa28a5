"""Scenarios, candidates and evaluations of no kind in particular, written as ports take them."""

from datetime import datetime

from provenlab.core.models.candidate import Candidate, CandidateSource
from provenlab.core.models.evaluation import Evaluation, MetricDeclaration, Upstream
from provenlab.core.models.scenario import Cohort, Scenario
from provenlab.core.rules.evaluation_records import plan_digest
from provenlab.tools.compose import LabParts

KEY = "c" * 64


def candidate(key: str, artifact_id: str | None, at: datetime) -> Candidate:
    """One that came from an artifact."""
    source = CandidateSource(name="c", artifact_id=artifact_id, created_at=at)
    return Candidate(
        candidate_id=key, kind="k", name="c", payload={"key": key}, sources=(source,), recorded_at=at
    )


def scenario(key: str, at: datetime, **inputs: str) -> Scenario:
    """One that reads artifacts."""
    return Scenario(
        scenario_id=key,
        kind="k",
        name="s",
        world={"key": key},
        world_hash=key,
        inputs=inputs,
        created_at=at,
        recorded_at=at,
    )


def add_evaluation(lab: LabParts, name: str, upstream: Upstream, at: datetime) -> None:
    """An evaluation with that upstream, for the job of its name; with what it is about."""
    subjects = lab.subjects.port
    subjects.add_scenario(scenario(KEY, at))
    subjects.add_candidate(candidate(KEY, None, at))
    subjects.add_cohort(
        Cohort(cohort_id=KEY, kind="k", name="c", scenario_ids=(KEY,), created_at=at, recorded_at=at)
    )
    given = Evaluation(
        evaluation_id=name,
        run_id=name,
        kind="k",
        kind_version="1",
        engine_version="1",
        cohort_id=KEY,
        candidate_ids=(KEY,),
        overrides={},
        plan_hash=KEY,
        upstreams=(upstream,),
        metrics=(MetricDeclaration(key="m", direction="maximise", unit="u", primary=True),),
        created_at=at,
        recorded_at=at,
    )
    lab.evaluations.port.add_evaluation(given.model_copy(update={"plan_hash": plan_digest(given)}))
