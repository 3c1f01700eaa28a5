"""The handler of jobs of kind `evaluation`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from provenlab.core.models.artifact import Parent
from provenlab.core.services.leaderboards import results_of
from provenlab.tools.compose_compute import scratch_folder
from provenlab.tools.evaluations.execution import assignments_of, executed
from provenlab.tools.evaluations.identity import require_same_identity
from provenlab.tools.evaluations.inputs import bytes_of, pinned
from provenlab.tools.worker.handlers import JobResult

if TYPE_CHECKING:
    from provenlab.core.models.evaluation import Evaluation
    from provenlab.core.services.jobs import Output
    from provenlab.tools.evaluations.documents import Document
    from provenlab.tools.worker.context import JobContext

_BEFORE_PUBLISHING = 98.0


def run_evaluation(context: "JobContext") -> JobResult:
    """Computes the evaluation of the run from its pinned ids; everything is published at once at its end.

    Fails as `missing_lineage` before anything is computed, and stops between two shards.
    """
    lab, run_id = context.lab, context.run.run_id
    context.progress(0, "inputs")
    with pinned():
        work = lab.evaluations.work(run_id)
        assignments = assignments_of(work, lambda artifact: bytes_of(lab, artifact))
    require_same_identity(work, assignments)
    folder = context.resources.enter_context(scratch_folder())

    def progress(done: int, wanted: int) -> None:
        context.progress(_BEFORE_PUBLISHING * done / wanted, "units", f"{done:,} of {wanted:,} units")
        context.stop_if_cancelled()

    came_out = executed(work.evaluation.cohort_id, assignments, context.executor, folder, progress)
    context.progress(_BEFORE_PUBLISHING, "publishing")
    results = results_of(work.evaluation, [each.scenario_id for each in work.scenarios], came_out.found)
    return JobResult(
        came_out.metrics,
        published(context, came_out.documents, parents_of(work.evaluation)),
        lambda: lab.evaluations.record_results(run_id, context.attempt, results),
    )


def parents_of(evaluation: "Evaluation") -> list[Parent]:
    """The artifacts that an evaluation stands on."""
    return [
        Parent(artifact_id=each.id, role=each.role)
        for each in evaluation.upstreams
        if each.kind == "artifact"
    ]


def published(
    context: "JobContext", documents: "Sequence[Document]", parents: Sequence[Parent]
) -> "list[Output]":
    """The documents as outputs of the job; the leaderboard is made from the results."""
    made: dict[str, Output] = {}
    for each in documents:
        results = [made["results"]] if each.kind == "leaderboard" else []
        own = [Parent(artifact_id=one.description.artifact_id, role="results") for one in results]
        made[each.name] = _output(context, each, [*parents, *own])
    return list(made.values())


def _output(context: "JobContext", document: "Document", parents: list[Parent]) -> "Output":
    return context.output(
        document.kind,
        document.name,
        document.chunks,
        format=document.format,
        summary=dict(document.summary),
        parents=tuple(parents),
    )
