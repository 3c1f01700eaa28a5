"""The library as its Python door drives it, on a handle that may stay open."""

from collections.abc import Mapping, Sequence
from typing import Any

from provenlab.core.models.experiment import Experiment, ExperimentFilter, InputQuery
from provenlab.core.models.lineage import Lineage
from provenlab.core.operations.experiments import CreateExperiment
from provenlab.core.operations.registry import find_operation
from provenlab.tools.compose import open_parts
from provenlab.tools.dispatch import checked, validated

STAYS_OPEN_MS = 600_000


class Subject:
    """`idle_ms` is how long an unused DuckDB file stays open; the Python door closes it at once."""

    def __init__(self, url: str, idle_ms: int = STAYS_OPEN_MS) -> None:
        self._parts = open_parts(url, idle_ms=idle_ms)

    def close(self) -> None:
        self._parts.close()

    def initialise(self) -> None:
        self._parts.store.initialise()

    def create(self, request: Mapping[str, Any]) -> Experiment:
        checked_request: CreateExperiment = validated(find_operation("create_experiment"), request)
        return self._parts.experiments.create(checked_request.definition("")).experiment

    def get(self, experiment_id: str) -> Experiment:
        return self._parts.experiments.tracker.get_experiment(experiment_id)

    def newest(self, status: str | None = None, limit: int = 100) -> tuple[Experiment, ...]:
        criteria = checked(ExperimentFilter, {"status": status}, "criteria")
        return self._parts.experiments.tracker.list_experiments(criteria, limit).items

    def find(self, artifact_ids: Sequence[str], match: str = "any") -> tuple[Experiment, ...]:
        query = checked(InputQuery, {"artifact_ids": tuple(artifact_ids), "match": match}, "find")
        return self._parts.experiments.find_by_input_artifacts(query).items

    def counts(self) -> dict[str, int]:
        return dict(self._parts.experiments.tracker.count_experiments(ExperimentFilter()))

    def lineage(self, experiment_id: str, depth: int) -> Lineage:
        return self._parts.lineage.lineage(("experiment", experiment_id), "upstream", depth)

    def ids(self) -> set[str]:
        """Of every stored experiment."""
        criteria = ExperimentFilter()
        page = self._parts.experiments.tracker.list_experiments(criteria, limit=None)
        return {each.experiment_id for each in page.items}
