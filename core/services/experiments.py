"""Declaring experiments over artifacts that exist, and following them to their results."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from provenlab.core.errors import NotFound
from provenlab.core.models.experiment import (
    METRICS_SLOT,
    Experiment,
    ExperimentDefinition,
    ExperimentFilter,
    ExperimentStatus,
    InputQuery,
)
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.ports.progress import Progress, silent

if TYPE_CHECKING:
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
    from provenlab.core.ports.store import StorePort
    from provenlab.core.services.experiment_metrics import ExperimentMetrics
    from provenlab.core.services.lineage import LineageService

_PATHS_SHOWN = 20
_PAGE = 500


class Declared(NamedTuple):
    """An experiment that was declared now or before, and what is odd about its inputs."""

    experiment: Experiment
    created: bool
    warnings: tuple[str, ...]


class Indexing(NamedTuple):
    """How many experiments were looked at, and how many are found by metrics since."""

    examined: int
    indexed: int


class ExperimentService:
    """The tracker with the checks that need the artifact catalog of the same store.

    A lab that never registered an artifact may name any ids; one that did must name ids that are
    registered and not tombstoned, and is warned of superseded ones, unless `validate` is False.
    """

    def __init__(
        self,
        tracker: "ExperimentTrackerPort",
        catalog: "ArtifactCatalogPort",
        lineage: "LineageService",
        metrics: "ExperimentMetrics",
        store: "StorePort",
        progress: Progress = silent,
    ) -> None:
        self.tracker = tracker
        self._catalog = catalog
        self._lineage = lineage
        self._metrics = metrics
        self._store = store
        self._progress = progress

    def create(self, definition: ExperimentDefinition, validate: bool = True) -> Declared:
        """Errors of `create_experiment`; NotFound and Immutable for inputs that cannot be used."""
        paths = {
            f"inputs.{role}[{index}]": artifact_id
            for role, ids in definition.inputs.items()
            for index, artifact_id in enumerate(ids)
        }
        with self._store.atomic():
            experiment, created = self.tracker.create_experiment(definition)
            # A repeated declaration stays what it was, whatever has happened to its inputs since.
            warnings = self._warnings(paths) if created and validate else ()
        return Declared(experiment, created, warnings)

    def update_status(
        self,
        experiment_id: str,
        status: ExperimentStatus,
        remark: Remark = NO_REMARK,
        error: str | None = None,
    ) -> tuple[Experiment, bool]:
        """As the port."""
        return self.tracker.update_status(experiment_id, status, remark, error)

    def store_results(
        self,
        experiment_id: str,
        outputs: Mapping[str, str],
        remark: Remark = NO_REMARK,
        validate: bool = True,
    ) -> tuple[Experiment, bool]:
        """As the port; the artifacts must be usable, and the numbers of `metrics` are kept with them."""
        # Read before, so that nobody waits for bytes while the store is locked.
        metrics = self._metrics_in(outputs)
        with self._store.atomic():
            experiment, changed = self.tracker.store_results(experiment_id, outputs, remark)
            if changed and validate:
                self._warnings(_output_paths(outputs))
            return self._measured(experiment, changed, metrics), changed

    def complete(
        self,
        experiment_id: str,
        outputs: Mapping[str, str],
        remark: Remark = NO_REMARK,
        validate: bool = True,
    ) -> tuple[Experiment, bool]:
        """As the port; the artifacts must be usable, and the numbers of `metrics` are kept with them."""
        metrics = self._metrics_in(outputs)
        with self._store.atomic():
            experiment, changed = self.tracker.complete_experiment(experiment_id, outputs, remark)
            if changed and validate:
                self._warnings(_output_paths(outputs))
            return self._measured(experiment, changed, metrics), changed

    def index_metrics(self) -> Indexing:
        """Keeps the metrics that were not kept when an experiment got its results: before schema version
        11, or while their bytes were not to be read. A transaction for each few hundred experiments.
        """
        examined = indexed = 0
        total = self._store.description().experiments
        cursor: str | None = None
        while True:
            page = self.tracker.list_experiments(ExperimentFilter(), _PAGE, cursor)
            self._progress("experiments", examined, total)
            examined += len(page.items)
            indexed += self._indexed(page.items)
            cursor = page.next_cursor
            if cursor is None:
                return Indexing(examined, indexed)

    def _indexed(self, experiments: Sequence[Experiment]) -> int:
        wanted = {
            each.experiment_id: each.outputs[METRICS_SLOT]
            for each in experiments
            if METRICS_SLOT in each.outputs and not each.metrics
        }
        held = self._metrics.held(wanted.values()) if wanted else {}
        found = {name: held[artifact_id] for name, artifact_id in wanted.items() if held.get(artifact_id)}
        return len(self.tracker.keep_metrics(found)) if found else 0

    def _metrics_in(self, outputs: Mapping[str, str]) -> Mapping[str, float]:
        artifact_id = outputs.get(METRICS_SLOT)
        return {} if artifact_id is None else self._metrics.held([artifact_id]).get(artifact_id, {})

    def _measured(self, experiment: Experiment, changed: bool, metrics: Mapping[str, float]) -> Experiment:
        if not changed or not metrics:
            return experiment
        name = experiment.experiment_id
        return self.tracker.keep_metrics({name: metrics}).get(name, experiment)

    def find_by_input_artifacts(
        self, query: InputQuery, limit: int | None = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[Experiment]:
        """Experiments that read any or all of the artifacts; no artifacts, no experiments."""
        with self._store.snapshot():
            groups: list[tuple[str, ...]] = [(artifact_id,) for artifact_id in query.artifact_ids]
            if query.transitive:
                groups = [(each, *self._lineage.artifacts_made_from(each)) for (each,) in groups]
            if query.match == "any" and groups:
                groups = [tuple(dict.fromkeys(each for group in groups for each in group))]
            return self.tracker.find_by_input_artifacts(groups, query.role, limit, cursor)

    def _warnings(self, paths: Mapping[str, str]) -> tuple[str, ...]:
        if not paths or not self._catalog.has_artifacts():
            return ()
        known = self._catalog.get_artifacts(frozenset(paths.values()))
        unknown = [path for path, artifact_id in paths.items() if artifact_id not in known]
        if unknown:
            shown = ", ".join(f"{path} ({paths[path]})" for path in unknown[:_PATHS_SHOWN])
            more = f" and {len(unknown) - _PATHS_SHOWN} more" if len(unknown) > _PATHS_SHOWN else ""
            raise NotFound(
                f"no such artifact: {shown}{more}; publish it first",
                {"paths": unknown[:_PATHS_SHOWN], "count": len(unknown)},
            )
        from provenlab.core.rules.artifact_changes import require_usable

        found = [require_usable(known[artifact_id], path) for path, artifact_id in paths.items()]
        return tuple(warning for warning in found if warning is not None)


def _output_paths(outputs: Mapping[str, str]) -> dict[str, str]:
    return {f"outputs.{slot}": artifact_id for slot, artifact_id in outputs.items()}
