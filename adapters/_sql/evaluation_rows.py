"""What evaluations are about, and evaluations, as rows: documents as canonical JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.core.models.candidate import Candidate, CandidateSource
from provenlab.core.models.evaluation import (
    CandidateResult,
    Evaluation,
    EvaluationResult,
    EvaluationState,
    MetricDeclaration,
    ResultSet,
    Upstream,
)
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.scenario import Cohort, Scenario, ScenarioSummary
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.evaluation_records import source_digest


def candidate_row(candidate: Candidate) -> Row:
    return {
        "candidate_id": candidate.candidate_id,
        "kind": candidate.kind,
        "name": candidate.name,
        "payload": _text(candidate.payload),
        "recorded_at": to_microseconds(candidate.recorded_at),
    }


def source_rows(candidate_id: str, sources: Iterable[CandidateSource], first: int) -> list[Row]:
    return [
        {
            **dict(each),
            "candidate_id": candidate_id,
            "ordinal": ordinal,
            "source_hash": source_digest(each),
            "created_at": to_microseconds(each.created_at),
        }
        for ordinal, each in enumerate(sources, first)
    ]


def source_of(row: Row) -> CandidateSource:
    fields = {name: row[name] for name in CandidateSource.model_fields}
    return CandidateSource.model_construct(**{**fields, "created_at": from_microseconds(row["created_at"])})


def candidate_of(row: Row, sources: Sequence[CandidateSource]) -> Candidate:
    return Candidate.model_construct(
        candidate_id=row["candidate_id"],
        kind=row["kind"],
        name=row["name"],
        payload=parse_canonical_json(row["payload"]),
        sources=tuple(sources),
        recorded_at=from_microseconds(row["recorded_at"]),
    )


def scenario_row(scenario: Scenario) -> Row:
    return {
        **dict(scenario),
        "world": _text(scenario.world),
        "inputs": _text(scenario.inputs),
        **_instants(scenario),
    }


def input_rows(scenario: Scenario) -> list[Row]:
    return [
        {"artifact_id": artifact_id, "scenario_id": scenario.scenario_id, "role": role}
        for role, artifact_id in scenario.inputs.items()
    ]


def summary_of(row: Row) -> ScenarioSummary:
    return ScenarioSummary.model_construct(**_summary_fields(row))


def scenario_of(row: Row) -> Scenario:
    return Scenario.model_construct(**_summary_fields(row), world=parse_canonical_json(row["world"]))


def _summary_fields(row: Row) -> dict[str, Any]:
    fields = {name: row[name] for name in ScenarioSummary.model_fields}
    return {**fields, "inputs": parse_canonical_json(row["inputs"]), **_read_instants(row)}


def cohort_row(cohort: Cohort) -> Row:
    return {**dict(cohort), "scenario_ids": _text(cohort.scenario_ids), **_instants(cohort)}


def cohort_scenario_rows(cohort: Cohort) -> list[Row]:
    return [
        {"cohort_id": cohort.cohort_id, "ordinal": ordinal, "scenario_id": each}
        for ordinal, each in enumerate(cohort.scenario_ids)
    ]


def cohort_of(row: Row) -> Cohort:
    fields = {name: row[name] for name in Cohort.model_fields}
    scenario_ids = tuple(parse_canonical_json(row["scenario_ids"]))
    return Cohort.model_construct(**{**fields, "scenario_ids": scenario_ids, **_read_instants(row)})


def evaluation_row(evaluation: Evaluation) -> Row:
    return {
        **dict(evaluation),
        "candidate_ids": _text(evaluation.candidate_ids),
        "overrides": _text(evaluation.overrides),
        "metrics": _text([each.model_dump() for each in evaluation.metrics]),
        "upstreams": _text([each.model_dump() for each in evaluation.upstreams]),
        **_instants(evaluation),
    }


def candidate_rows(evaluation: Evaluation, k: int) -> list[Row]:
    return [{"candidate_id": each, "k": k} for each in evaluation.candidate_ids]


def upstream_rows(evaluation: Evaluation, k: int) -> list[Row]:
    return [
        {"upstream_id": each.id, "k": k, "upstream_kind": each.kind, "role": each.role}
        for each in evaluation.upstreams
    ]


def state_of(row: Row) -> EvaluationState:
    fields = {name: row[name] for name in EvaluationState.model_fields}
    return EvaluationState.model_construct(
        **{
            **fields,
            "run_id": row["current_run_id"],
            "candidate_ids": tuple(parse_canonical_json(row["candidate_ids"])),
            "overrides": parse_canonical_json(row["overrides"]),
            "metrics": tuple(
                MetricDeclaration.model_construct(**each) for each in parse_canonical_json(row["metrics"])
            ),
            "upstreams": tuple(
                Upstream.model_construct(**each) for each in parse_canonical_json(row["upstreams"])
            ),
            **_read_instants(row),
        }
    )


def submitted_of(row: Row) -> Evaluation:
    """The evaluation as it was submitted, whatever run its job has now."""
    state = state_of(row)
    fields = {name: getattr(state, name) for name in Evaluation.model_fields}
    return Evaluation.model_construct(**{**fields, "run_id": row["run_id"]})


def result_rows(results: ResultSet, k: int, scenario_ids: Sequence[str]) -> list[Row]:
    ordinals = {each: ordinal for ordinal, each in enumerate(scenario_ids)}
    return [{**dict(each), "k": k, "ordinal": ordinals[each.scenario_id]} for each in results.results]


def result_of(row: Row) -> EvaluationResult:
    return EvaluationResult.model_construct(**{name: row[name] for name in EvaluationResult.model_fields})


def candidate_result_of(row: Row) -> CandidateResult:
    return CandidateResult.model_construct(**{name: row[name] for name in CandidateResult.model_fields})


def _text(value: Any) -> str:
    return canonical_json(value).decode()


def _instants(value: Any) -> Row:
    return {name: to_microseconds(getattr(value, name)) for name in ("created_at", "recorded_at")}


def _read_instants(row: Row) -> dict[str, Any]:
    return {name: from_microseconds(row[name]) for name in ("created_at", "recorded_at")}
