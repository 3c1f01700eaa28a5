"""An evaluation computed from what a store holds of it, up to the documents it leaves behind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenlab.core.evaluation.engine import (
    Assignment,
    Evaluation,
    OutcomeSink,
    Progress,
    assigned,
    evaluated_together,
    models_of,
    shards_of,
)
from provenlab.core.evaluation.kind import Model, Outcomes, ScenarioKind, has_outcomes
from provenlab.core.evaluation.shards import DEFAULT_SHARD_UNITS
from provenlab.core.services.evaluation_documents import (
    leaderboard_document,
    results_document,
    run_metrics,
    table_of,
)
from provenlab.tools.compose_compute import outcome_file, write_columns
from provenlab.tools.evaluations.documents import Document, FileChunks, json_document

if TYPE_CHECKING:
    from provenlab.core.models.artifact import Artifact
    from provenlab.core.ports.executor import ExecutorPort
    from provenlab.core.services.evaluations import EvaluationWork

MOST_OUTCOME_ROWS = 10_000_000
"""Of a scenario; beyond it no rows are written. A function of the plan alone, so a replay agrees."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What came out by scenario id, as documents, and as the final metrics of the run."""

    found: Mapping[str, Evaluation]
    documents: Sequence[Document]
    metrics: Mapping[str, float]


def assignments_of(work: "EvaluationWork", read: "Callable[[Artifact], bytes]") -> dict[str, Assignment]:
    """What is to be computed by scenario id; `read` gives the bytes of an input."""
    return {
        each.scenario_id: assigned(
            work.kind,
            each.document,
            work.candidates,
            {role: read(artifact) for role, artifact in each.inputs.items()},
        )
        for each in work.scenarios
    }


def executed(
    cohort_id: str,
    assignments: Mapping[str, Assignment],
    executor: "ExecutorPort",
    folder: Path,
    progress: Progress | None = None,
    shard_units: int = DEFAULT_SHARD_UNITS,
) -> Executed:
    """All scenarios together, so that the executor is busy to the end; files of rows go into `folder`."""
    tables = {
        scenario_id: OutcomeTable(task, folder / f"{place}.parquet", shard_units)
        for place, (scenario_id, task) in enumerate(assignments.items())
        if _has_rows(task)
    }
    sinks = [tables[each].take if each in tables else _nowhere for each in assignments] if tables else None
    with ExitStack() as open_tables:
        for table in tables.values():
            open_tables.callback(table.close)
        computed = evaluated_together(list(assignments.values()), executor, shard_units, progress, sinks)
    found = dict(zip(assignments, computed, strict=True))
    models = zip(assignments, models_of(list(assignments.values()), executor), strict=True)
    kind = computed_kind(assignments)
    board = leaderboard_document(kind, cohort_id, found)
    results = results_document(kind, cohort_id, found)
    documents = [
        json_document("evaluation_results", "results", results, scenarios=len(found)),
        json_document("leaderboard", "leaderboard", board, leader=_leader(board)),
        *(each for scenario_id in found for each in _tables(scenario_id, found[scenario_id], folder)),
        *(table.document(scenario_id, found[scenario_id]) for scenario_id, table in tables.items()),
        *(_model(scenario_id, each, made[each]) for scenario_id, made in models for each in sorted(made)),
    ]
    return Executed(found, documents, run_metrics(board, found))


def computed_kind(assignments: Mapping[str, Assignment]) -> ScenarioKind:
    """A cohort has scenarios of one kind."""
    return next(iter(assignments.values())).kind


class OutcomeTable:
    """The rows of one scenario, in a file that is open while shards of it come."""

    def __init__(self, task: Assignment, path: Path, shard_units: int) -> None:
        self._task = task
        self._path = path
        self._left = len(shards_of(task, shard_units))
        self._open = ExitStack()
        self._take: OutcomeSink | None = None

    def take(self, shard: int, rows: Outcomes) -> None:
        """The rows of a shard; the last one closes the file."""
        if self._take is None:
            file = self._open.enter_context(self._path.open("wb"))
            columns = self._task.kind.outcome_columns if has_outcomes(self._task.kind) else {}
            self._take = self._open.enter_context(outcome_file(file, columns)).take
        self._take(shard, rows)
        self._left -= 1
        if not self._left:
            self.close()

    def close(self) -> None:
        """Also for a table that will not be whole."""
        self._open.close()

    def document(self, scenario_id: str, found: Evaluation) -> Document:
        """The file, once it is whole."""
        summary = {"scenarioId": scenario_id, "digest": found.digest, "candidates": len(found.digests)}
        return Document("outcomes", f"outcomes of {scenario_id}", "parquet", FileChunks(self._path), summary)


def _tables(scenario_id: str, found: Evaluation, folder: Path) -> Iterator[Document]:
    """What the kind found of a scenario as tables: trades, curves, ..."""
    for name, document in found.finding.artifacts.items():
        columns = table_of(document)
        if columns is not None:
            path = folder / f"{name}-{scenario_id}.parquet"
            write_columns(path, columns)
            summary = {"scenarioId": scenario_id, "digest": found.digest, "candidates": len(found.digests)}
            yield Document(name, f"{name} of {scenario_id}", "parquet", FileChunks(path), summary)


def _model(scenario_id: str, candidate_id: str, model: Model) -> Document:
    summary = {"scenarioId": scenario_id, "candidateId": candidate_id, **model.summary}
    return Document("model", f"model of {candidate_id} in {scenario_id}", "bytes", (model.content,), summary)


def _has_rows(task: Assignment) -> bool:
    return has_outcomes(task.kind) and task.plan.n_units * len(task.candidates) <= MOST_OUTCOME_ROWS


def _nowhere(shard: int, rows: Outcomes) -> None:
    """For a scenario whose rows are not wanted."""


def _leader(board: Mapping[str, Any]) -> str | None:
    return board["rows"][0]["candidateId"] if board["rows"] else None
