"""The handler of jobs of kind `strategy_generation`."""

from typing import TYPE_CHECKING

from provenlab.core.models.artifact import Parent
from provenlab.core.models.candidate import CandidateSource
from provenlab.tools.evaluations.generation import Generated, GenerationWork, generated, generation_work
from provenlab.tools.evaluations.inputs import pinned
from provenlab.tools.worker.handlers import JobResult

if TYPE_CHECKING:
    from provenlab.tools.worker.context import JobContext


def run_generation(context: "JobContext") -> JobResult:
    """Candidates of every strategy asked for, with strategy, run and artifact as their source."""
    context.progress(0, "inputs")
    with pinned():
        work = generation_work(context.lab, context.config)
        context.stop_if_cancelled()
        context.progress(5, "strategies")
        came_out = generated(context.lab, work)
    document = came_out.document
    output = context.output(
        document.kind,
        document.name,
        document.chunks,
        format=document.format,
        summary=dict(document.summary),
        parents=tuple(Parent(artifact_id=each.artifact_id, role=role) for role, each in work.inputs.items()),
    )
    artifact_id = output.description.artifact_id
    return JobResult(
        came_out.metrics,
        [output],
        lambda: _create_candidates(context, work, came_out, artifact_id),
    )


def _create_candidates(
    context: "JobContext", work: GenerationWork, came_out: Generated, artifact_id: str
) -> None:
    for strategy, proposal in came_out.candidates.items():
        source = CandidateSource(
            source="generated",
            name=strategy,
            strategy=strategy,
            run_id=context.run.run_id,
            artifact_id=artifact_id,
            created_at=context.lab.clock.now(),
        )
        context.lab.subjects.create_candidate(proposal, work.scenario.scenario_id, source)
