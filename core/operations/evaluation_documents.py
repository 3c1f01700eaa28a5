"""What a kind left beside its metrics: histograms, quantiles, whatever it calls a document."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, Strict

from provenlab.core.errors import (
    BlobMissing,
    Conflict,
    LimitExceeded,
    NotFound,
    StoreUnavailable,
    UnreadableContent,
    UriRefused,
)
from provenlab.core.models.artifact import ArtifactFilter
from provenlab.core.models.text import Hash, Label, RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.evaluation_records import require_results
from provenlab.core.rules.limits import require_at_most

_MOST_BYTES = 4 * 1024 * 1024
_RESULTS = "evaluation_results"


class GetEvaluationDocuments(Value):
    """Of which evaluation which document; of one scenario or all, of some candidates or all."""

    evaluation_id: RecordId
    name: Label
    scenario_id: Hash | None = None
    candidate_ids: Annotated[tuple[Hash, ...], Strict(False), Field(min_length=1, max_length=100)] | None = (
        None
    )


class EvaluationDocument(Value):
    """As the kind wrote it: a value by candidate id, or something about the scenario as a whole."""

    scenario_id: Hash
    document: Any


class EvaluationDocuments(Value):
    """In the order of the cohort; none where the kind writes no document of that name.

    `names` are those that it wrote, `artifactId` is where all of them are.
    """

    evaluation_id: RecordId
    artifact_id: RecordId
    names: tuple[str, ...]
    documents: tuple[EvaluationDocument, ...]


@operation(
    effect=Effect.READ,
    errors=(NotFound, Conflict, BlobMissing, UriRefused, UnreadableContent, LimitExceeded, StoreUnavailable),
)
def get_evaluation_documents(lab: Lab, request: GetEvaluationDocuments) -> EvaluationDocuments:
    """Returns a small document of the kind for every scenario, such as `ranks` of `calcutta`.

    Read from the recorded results; nothing is computed again. An answer of more than 4 MiB is
    `limit_exceeded`: name a scenario, or candidates. Documents that are tables are artifacts of their own.
    """
    state = lab.evaluation_store.get_evaluation(request.evaluation_id)
    require_results(state)
    artifact_id, results = _results(lab, state.run_id, state.evaluation_id)
    scenarios = [each for each in results["scenarios"] if request.scenario_id in (None, each["scenarioId"])]
    documents = tuple(
        EvaluationDocument(
            scenario_id=each["scenarioId"],
            document=_of_candidates(each["documents"][request.name], request.candidate_ids),
        )
        for each in scenarios
        if request.name in each["documents"]
    )
    size = sum(len(canonical_json(each.document, "document")) for each in documents)
    require_at_most("documents", size, _MOST_BYTES, "bytes; name a scenario or candidates")
    return EvaluationDocuments(
        evaluation_id=state.evaluation_id,
        artifact_id=artifact_id,
        names=tuple(dict.fromkeys(name for each in results["scenarios"] for name in each["documents"])),
        documents=documents,
    )


def _results(lab: Lab, run_id: str, evaluation_id: str) -> tuple[str, Mapping[str, Any]]:
    found = lab.catalog.list_artifacts(ArtifactFilter(producer_id=run_id, kind=_RESULTS), limit=1)
    if not found.items:
        raise NotFound(
            f"evaluation {evaluation_id} left no artifact of kind {_RESULTS}", {"evaluationId": evaluation_id}
        )
    (artifact,) = found.items
    return artifact.artifact_id, lab.artifacts.document_of(artifact)


def _of_candidates(document: Any, candidate_ids: tuple[str, ...] | None) -> Any:
    if candidate_ids is None or not isinstance(document, Mapping):
        return document
    return {each: document[each] for each in candidate_ids if each in document}
