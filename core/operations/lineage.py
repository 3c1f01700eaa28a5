"""Operations on lineage."""

from typing import Annotated

from pydantic import Field

from provenlab.core.errors import NotFound, ValidationFailed
from provenlab.core.models.lineage import Direction, Lineage
from provenlab.core.models.run_datasets import RunDatasets
from provenlab.core.models.text import RecordId
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.limits import MAX_LINEAGE_NODES
from provenlab.core.services.lineage import ANY_DEPTH


class GetLineage(Value):
    """From one artifact or one experiment, upstream (where from) or downstream (what came of it)."""

    artifact_id: RecordId | None = None
    experiment_id: RecordId | None = None
    direction: Direction
    max_depth: Annotated[int, Field(ge=1, le=ANY_DEPTH)] = ANY_DEPTH
    max_nodes: Annotated[int, Field(ge=1, le=MAX_LINEAGE_NODES)] = MAX_LINEAGE_NODES


@operation(effect=Effect.READ, errors=(NotFound, ValidationFailed))
def get_lineage(lab: Lab, request: GetLineage) -> Lineage:
    """Returns the graph of artifacts and experiments that is reachable from one of them.

    `maxDepth` counts edges. Nodes carry their least depth; ids that nobody registered have
    `known: false`; `truncated` tells that a limit cut the graph off.
    """
    if (request.artifact_id is None) == (request.experiment_id is None):
        raise ValidationFailed.at("artifactId", "give exactly one of artifactId and experimentId")
    if request.artifact_id is not None:
        return lab.lineage.lineage(
            ("artifact", request.artifact_id), request.direction, request.max_depth, request.max_nodes
        )
    return lab.lineage.lineage(
        ("experiment", request.experiment_id or ""), request.direction, request.max_depth, request.max_nodes
    )


class GetRunDatasets(Value):
    """Of which run; `maxNodes` bounds the walk."""

    run_id: RecordId
    max_nodes: Annotated[int, Field(ge=1, le=MAX_LINEAGE_NODES)] = MAX_LINEAGE_NODES


@operation(effect=Effect.READ, errors=(NotFound,))
def get_run_datasets(lab: Lab, request: GetRunDatasets) -> RunDatasets:
    """Tells over which datasets a run went, however far upstream, and through which artifacts and runs.

    Followed are what the run says it read, the pinned inputs and the candidates of an evaluation, its
    experiment, the artifacts that its outputs were made from, and in turn those who produced them.
    """
    return lab.run_datasets.datasets_of(request.run_id, request.max_nodes)
