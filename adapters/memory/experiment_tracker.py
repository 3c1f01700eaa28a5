"""The experiment tracker in memory."""

from collections.abc import Collection, Mapping, Sequence

from provenlab.adapters.memory.metric_order import lies_within, place_of
from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.experiment import (
    Experiment,
    ExperimentDefinition,
    ExperimentEvent,
    ExperimentFilter,
    ExperimentStatus,
)
from provenlab.core.models.metric import MetricOrder
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.experiment_changes import (
    Change,
    completion_change,
    declared,
    measured,
    require_same_definition,
    results_change,
    status_change,
)


class MemoryExperimentTracker:
    """Implements `ExperimentTrackerPort`."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def create_experiment(self, definition: ExperimentDefinition) -> tuple[Experiment, bool]:
        experiment = declared(definition, self._clock.now()).experiment
        with self._store.atomic():
            stored = self._tables.experiments.get(experiment.experiment_id)
            if stored is not None:
                require_same_definition(stored, experiment)
                return _detached(stored), False
            self._store.put(self._tables.experiments, experiment.experiment_id, _detached(experiment))
            for artifact_id in _inputs(experiment):
                self._store.link(self._tables.readers, artifact_id, experiment.experiment_id)
            return experiment, True

    def get_experiment(self, experiment_id: str) -> Experiment:
        with self._store.snapshot():
            experiment = self._tables.experiments.get(experiment_id)
            if experiment is None:
                raise NotFound(f"no experiment {experiment_id}", {"experimentId": experiment_id})
            return _detached(experiment)

    def history(self, experiment_id: str) -> tuple[ExperimentEvent, ...]:
        with self._store.snapshot():
            self.get_experiment(experiment_id)
            return tuple(self._tables.experiment_events.get(experiment_id, ()))

    def list_experiments(
        self,
        criteria: ExperimentFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
        order: MetricOrder | None = None,
    ) -> Page[Experiment]:
        with self._store.snapshot():
            matching = [each for each in self._tables.experiments.values() if self._meets(each, criteria)]
            return self._page(matching, limit, cursor, order)

    def count_experiments(self, criteria: ExperimentFilter) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        with self._store.snapshot():
            for experiment in self._tables.experiments.values():
                if self._meets(experiment, criteria):
                    counts[experiment.status] = counts.get(experiment.status, 0) + 1
        return dict(sorted(counts.items()))

    def update_status(
        self,
        experiment_id: str,
        status: ExperimentStatus,
        remark: Remark = NO_REMARK,
        error: str | None = None,
    ) -> tuple[Experiment, bool]:
        with self._store.atomic():
            experiment = self.get_experiment(experiment_id)
            return self._apply(
                experiment, status_change(experiment, status, self._clock.now(), remark, error)
            )

    def store_results(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        with self._store.atomic():
            experiment = self.get_experiment(experiment_id)
            return self._apply(experiment, results_change(experiment, outputs, self._clock.now(), remark))

    def complete_experiment(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        with self._store.atomic():
            experiment = self.get_experiment(experiment_id)
            return self._apply(experiment, completion_change(experiment, outputs, self._clock.now(), remark))

    def keep_metrics(self, metrics: Mapping[str, Mapping[str, float]]) -> Mapping[str, Experiment]:
        with self._store.atomic():
            found = {name: measured(self.get_experiment(name), each) for name, each in metrics.items()}
            changed = {name: after for name, after in found.items() if after is not None}
            for name, after in changed.items():
                self._store.put(self._tables.experiments, name, _detached(after))
            return changed

    def find_by_input_artifacts(
        self,
        groups: Sequence[Collection[str]],
        role: str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Experiment]:
        with self._store.snapshot():
            wanted = [frozenset(group) for group in groups]
            found = [each for each in self._tables.experiments.values() if _reads(each, wanted, role)]
            return self._page(found, limit, cursor)

    def _apply(self, before: Experiment, change: Change | None) -> tuple[Experiment, bool]:
        if change is None:
            return before, False
        self._store.append(self._tables.experiment_events, before.experiment_id, change.event)
        self._store.put(self._tables.experiments, before.experiment_id, _detached(change.experiment))
        for artifact_id in change.new_outputs.values():
            self._store.link(self._tables.writers, artifact_id, before.experiment_id)
        return change.experiment, True

    def _meets(self, experiment: Experiment, criteria: ExperimentFilter) -> bool:
        created_at = experiment.provenance.created_at
        low, high = criteria.min_created_at, criteria.max_created_at
        return (
            criteria.status in (None, experiment.status)
            and criteria.git_commit in (None, experiment.provenance.git_commit)
            and (low is None or created_at >= low)
            and (high is None or created_at <= high)
            and lies_within(experiment.metrics, criteria.metric)
            and (criteria.artifact_type is None or self._touches(experiment, criteria.artifact_type))
        )

    def _touches(self, experiment: Experiment, kind: str) -> bool:
        ids = {*_inputs(experiment), *experiment.outputs.values()}
        return any(
            each in self._tables.artifacts and self._tables.artifacts[each].kind == kind for each in ids
        )

    def _page(
        self,
        found: list[Experiment],
        limit: int | None,
        cursor: str | None,
        order: MetricOrder | None = None,
    ) -> Page[Experiment]:
        in_order = sorted(found, key=lambda each: _place(each, order), reverse=True)
        if cursor is not None:
            after = _place(self.get_experiment(cursor), order)
            in_order = [each for each in in_order if _place(each, order) < after]
        told = [_detached(each) for each in in_order]
        return Page.cut(told, [each.experiment_id for each in told], limit)


def _detached(experiment: Experiment) -> Experiment:
    # Dictionaries inside a frozen value can still be changed; those of the store must not be.
    return experiment.model_copy(deep=True)


def _inputs(experiment: Experiment) -> set[str]:
    return {artifact_id for ids in experiment.inputs.values() for artifact_id in ids}


def _place(experiment: Experiment, order: MetricOrder | None) -> tuple[object, ...]:
    newest = (experiment.provenance.created_at, experiment.experiment_id)
    return place_of(experiment.metrics, order, newest)


def _reads(experiment: Experiment, groups: list[frozenset[str]], role: str | None) -> bool:
    ids = _inputs(experiment) if role is None else set(experiment.inputs.get(role, ()))
    return bool(groups) and all(group & ids for group in groups)
