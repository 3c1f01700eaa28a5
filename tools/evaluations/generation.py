"""Candidates that strategies generate from pinned artifacts, and the document that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.documents import draws_of, scenario_document
from provenlab.core.evaluation.identities import candidate_digest
from provenlab.core.evaluation.kind import StrategyKind, has_strategies
from provenlab.core.rules.artifact_changes import require_usable
from provenlab.core.rules.evaluation_records import require_known
from provenlab.core.rules.job_errors import JobError
from provenlab.tools.compose_compute import installed_kind
from provenlab.tools.evaluations.documents import Document, json_document
from provenlab.tools.evaluations.inputs import bytes_of

if TYPE_CHECKING:
    from provenlab.core.models.artifact import Artifact
    from provenlab.core.models.scenario import Scenario
    from provenlab.tools.compose import LabParts

SCHEMA_VERSION = 1
_KEYS = frozenset({"scenarioId", "strategies", "inputs", "seed"})


@dataclass(frozen=True, slots=True)
class GenerationWork:
    """Which strategies are to propose candidates for which scenario, from which artifacts."""

    kind: StrategyKind
    scenario: "Scenario"
    strategies: tuple[str, ...]
    inputs: "Mapping[str, Artifact]"
    seed: int | None


@dataclass(frozen=True, slots=True)
class Generated:
    """The document of a candidate, by strategy; and all of it as a document to publish."""

    candidates: Mapping[str, Any]
    document: Document

    @property
    def metrics(self) -> dict[str, float]:
        """The final metrics of the run."""
        return {"candidates": len(self.candidates)}


def generation_work(lab: "LabParts", config: Mapping[str, Any]) -> GenerationWork:
    """What a config {"scenarioId", "strategies", "inputs": {role: artifact id}, "seed"} asks for.

    Without `strategies` all of the kind. ValidationFailed for a wrong config, NotFound or Immutable for
    an artifact that cannot be read, JobError `missing_lineage` unless each role has exactly one.
    """
    unknown = sorted(set(config) - _KEYS)
    if unknown:
        raise ValidationFailed.at(f"config.{unknown[0]}", f"unknown; known are {', '.join(sorted(_KEYS))}")
    scenario_id = config.get("scenarioId")
    if not isinstance(scenario_id, str):
        raise ValidationFailed.at("config.scenarioId", "must be the id of a scenario")
    scenarios = lab.subjects.port.get_scenarios([scenario_id])
    require_known("scenario", "config.scenarioId", [scenario_id], scenarios)
    kind = installed_kind(scenarios[scenario_id].kind)
    if not has_strategies(kind):
        raise ValidationFailed.at("config.scenarioId", f"is of kind {kind.kind}, which has no strategies")
    return GenerationWork(
        kind,
        scenarios[scenario_id],
        _strategies(kind, config.get("strategies")),
        _inputs(lab, kind, config.get("inputs")),
        config.get("seed"),
    )


def generated(lab: "LabParts", work: GenerationWork) -> Generated:
    """Every strategy in turn; the same work gives the same document."""
    contents = {role: bytes_of(lab, artifact) for role, artifact in work.inputs.items()}
    draws = {**draws_of(work.kind), "seed": work.seed}
    document = scenario_document(work.kind, work.scenario.world, draws, {})
    spec = work.kind.normalise_spec(document)
    proposals = {each: work.kind.generated(each, spec, contents) for each in work.strategies}
    payloads = {each: work.kind.normalise_candidate(spec, one) for each, one in proposals.items()}
    told = {
        "schemaVersion": SCHEMA_VERSION,
        "kind": work.kind.kind,
        "kindVersion": work.kind.version,
        "scenarioId": work.scenario.scenario_id,
        "seed": work.seed,
        "inputs": {
            role: {"artifactId": each.artifact_id, "contentHash": each.content_hash or each.file_hash}
            for role, each in work.inputs.items()
        },
        "candidates": [
            {
                "strategy": each,
                "candidateId": candidate_digest(work.kind, payload),
                "payload": work.kind.identity(payload),
            }
            for each, payload in payloads.items()
        ],
    }
    return Generated(proposals, json_document("candidates", "candidates", told, candidates=len(payloads)))


def _strategies(kind: StrategyKind, given: Any) -> tuple[str, ...]:
    if given is None:
        return kind.strategies
    if not isinstance(given, list) or not given:
        raise ValidationFailed.at("config.strategies", "must be a list of names")
    for at, each in enumerate(given):
        if each not in kind.strategies or each in given[:at]:
            known = ", ".join(kind.strategies)
            raise ValidationFailed.at(f"config.strategies[{at}]", f"must be one of {known}, each once")
    return tuple(given)


def _inputs(lab: "LabParts", kind: StrategyKind, given: Any) -> "dict[str, Artifact]":
    pins = given if isinstance(given, dict) else {}
    roles: Sequence[str] = kind.strategy_inputs
    for role in [*roles, *sorted(set(pins) - set(roles))]:
        if role not in roles or not isinstance(pins.get(role), str):
            reason = "names exactly one artifact" if role in roles else "is no input of this kind"
            raise JobError("missing_lineage", f"config.inputs.{role}: {reason}; it reads {', '.join(roles)}")
    found = lab.catalog.get_artifacts([pins[role] for role in roles])
    for role in roles:
        require_known("artifact", f"config.inputs.{role}", [pins[role]], found)
        require_usable(found[pins[role]], f"config.inputs.{role}")
    return {role: found[pins[role]] for role in roles}
