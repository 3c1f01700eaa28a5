"""Walking from a run to the data it stands on: through pinned inputs, artifacts and upstream runs."""

from collections.abc import Iterator
from typing import Literal

from provenlab.core.errors import NotFound
from provenlab.core.models.artifact import Artifact, ArtifactFilter
from provenlab.core.models.run import DatasetRef
from provenlab.core.models.run_datasets import ReachedDataset, RunDatasets
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.evaluation_store import EvaluationStorePort
from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.limits import MAX_LINEAGE_NODES

_Node = tuple[Literal["run", "experiment", "artifact"], str]
_Ways = dict[_Node, tuple[str, ...]]


class RunDatasetsService:
    """Answers 'over which datasets did this run go, and through which artifacts?' over one snapshot."""

    def __init__(
        self,
        runs: RunRegistryPort,
        evaluations: EvaluationStorePort,
        experiments: ExperimentTrackerPort,
        catalog: ArtifactCatalogPort,
        store: StorePort,
    ) -> None:
        self._runs = runs
        self._evaluations = evaluations
        self._experiments = experiments
        self._catalog = catalog
        self._store = store

    def datasets_of(self, run_id: str, max_nodes: int = MAX_LINEAGE_NODES) -> RunDatasets:
        """Breadth first, so that each dataset is reached by its shortest way; NotFound for an unknown run."""
        with self._store.snapshot():
            self._runs.get_run(run_id)
            ways: _Ways = {("run", run_id): ("run:" + run_id,)}
            found: dict[tuple[object, ...], ReachedDataset] = {}
            wave: list[_Node] = [("run", run_id)]
            truncated = False
            while wave:
                ahead: list[_Node] = []
                for node, dataset, nearer in self._steps(wave):
                    if dataset is not None:
                        found.setdefault(_identity(dataset), _reached(dataset, ways[node]))
                    if nearer is None or nearer in ways:
                        continue
                    if len(ways) >= max_nodes:
                        truncated = True
                        continue
                    ways[nearer] = (*ways[node], ":".join(nearer))
                    ahead.append(nearer)
                wave = ahead
        return RunDatasets(
            run_id=run_id,
            datasets=tuple(found.values()),
            artifact_ids=tuple(name for kind, name in ways if kind == "artifact"),
            run_ids=tuple(name for kind, name in ways if kind == "run"),
            visited=len(ways),
            truncated=truncated,
        )

    def _steps(self, wave: list[_Node]) -> Iterator[tuple[_Node, DatasetRef | None, _Node | None]]:
        artifacts = self._catalog.get_artifacts([name for kind, name in wave if kind == "artifact"])
        for node in wave:
            kind, name = node
            if kind == "run":
                steps = self._of_run(name)
            elif kind == "experiment":
                steps = self._of_experiment(name)
            else:
                steps = _of_artifact(artifacts.get(name))
            for dataset, nearer in steps:
                yield node, dataset, nearer

    def _of_run(self, run_id: str) -> Iterator[tuple[DatasetRef | None, _Node | None]]:
        try:
            run = self._runs.get_run(run_id)
        except NotFound:
            return
        for each in run.datasets:
            yield each, None if each.artifact_id is None else ("artifact", each.artifact_id)
        if run.experiment_id is not None:
            yield None, ("experiment", run.experiment_id)
        try:
            upstreams = self._evaluations.evaluation_of_run(run_id).upstreams
        except NotFound:
            upstreams = ()
        for up in upstreams:
            yield None, (up.kind, up.id)
        for artifact in self._catalog.list_artifacts(ArtifactFilter(producer_id=run_id), None).items:
            for parent in artifact.parents:
                yield None, ("artifact", parent.artifact_id)

    def _of_experiment(self, experiment_id: str) -> Iterator[tuple[DatasetRef | None, _Node | None]]:
        try:
            inputs = self._experiments.get_experiment(experiment_id).inputs
        except NotFound:
            return
        for ids in inputs.values():
            for artifact_id in ids:
                yield None, ("artifact", artifact_id)


def _of_artifact(artifact: Artifact | None) -> Iterator[tuple[DatasetRef | None, _Node | None]]:
    if artifact is None:
        return
    for parent in artifact.parents:
        yield None, ("artifact", parent.artifact_id)
    if artifact.producer is not None:
        yield None, (artifact.producer.kind, artifact.producer.id)
    elif not artifact.parents:
        name = artifact.logical_key or artifact.name
        content_hash = artifact.content_hash or artifact.file_hash
        yield DatasetRef(dataset=name, artifact_id=artifact.artifact_id, content_hash=content_hash), None


def _identity(dataset: DatasetRef) -> tuple[object, ...]:
    if dataset.artifact_id is not None:
        return ("artifact", dataset.artifact_id)
    return (dataset.dataset, dataset.version, dataset.content_hash)


def _reached(dataset: DatasetRef, way: tuple[str, ...]) -> ReachedDataset:
    fields = {name: getattr(dataset, name) for name in DatasetRef.model_fields}
    return ReachedDataset.model_construct(**fields, through=way)
