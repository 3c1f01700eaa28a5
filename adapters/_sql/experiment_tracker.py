"""The experiment tracker over named queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.experiment_listing import (
    criteria_params,
    listed_rows,
    not_found,
    position,
    required,
)
from provenlab.adapters._sql.experiment_rows import (
    NO_OUTPUTS,
    event_of,
    event_row,
    experiment_of,
    input_edges,
    metric_rows,
    new_row,
    state_row,
)
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import Conflict, InternalError
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

_KEYS_A_STATEMENT = 500


class SqlExperimentTracker:
    """Implements `ExperimentTrackerPort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def create_experiment(self, definition: ExperimentDefinition) -> tuple[Experiment, bool]:
        declaration = declared(definition, self._clock.now())
        experiment = declaration.experiment
        with self._store.writing() as session:
            stored = self._existing(session, experiment)
            if stored is None:
                inserted = session.row("experiments.insert", **new_row(declaration))
                if inserted is not None:
                    session.run_many("experiments.insert_input", input_edges(experiment, inserted["k"]))
                    return experiment, True
                stored = self._existing(session, experiment)
            if stored is None:
                raise InternalError(f"experiment {experiment.experiment_id} was neither inserted nor found")
            return stored, False

    def _existing(self, session: Session, experiment: Experiment) -> Experiment | None:
        row = session.row("experiments.by_id", experiment_id=experiment.experiment_id)
        if row is None:
            return None
        (stored,) = _told(session, [row])
        require_same_definition(stored, experiment)
        return stored

    def get_experiment(self, experiment_id: str) -> Experiment:
        with self._store.reading() as session:
            return _told(session, [required(session, "experiments.by_id", experiment_id)])[0]

    def history(self, experiment_id: str) -> tuple[ExperimentEvent, ...]:
        with self._store.reading() as session:
            k = required(session, "experiments.by_id", experiment_id)["k"]
            return tuple(event_of(row) for row in session.rows("experiments.events", k=k))

    def list_experiments(
        self,
        criteria: ExperimentFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
        order: MetricOrder | None = None,
    ) -> Page[Experiment]:
        with self._store.reading() as session:
            rows = listed_rows(session, criteria, order, _one_more(limit), cursor)
            return _page(_told(session, rows), limit)

    def count_experiments(self, criteria: ExperimentFilter) -> Mapping[str, int]:
        with self._store.reading() as session:
            rows = session.rows("experiments.count_by_status", **criteria_params(criteria))
        return {row["status"]: row["n"] for row in rows}

    def update_status(
        self,
        experiment_id: str,
        status: ExperimentStatus,
        remark: Remark = NO_REMARK,
        error: str | None = None,
    ) -> tuple[Experiment, bool]:
        with self._store.writing() as session:
            k, experiment = _locked(session, experiment_id)
            change = status_change(experiment, status, self._clock.now(), remark, error)
            return _apply(session, k, experiment, change)

    def store_results(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        with self._store.writing() as session:
            k, experiment = _locked(session, experiment_id)
            return _apply(
                session, k, experiment, results_change(experiment, outputs, self._clock.now(), remark)
            )

    def complete_experiment(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        with self._store.writing() as session:
            k, experiment = _locked(session, experiment_id)
            change = completion_change(experiment, outputs, self._clock.now(), remark)
            return _apply(session, k, experiment, change)

    def keep_metrics(self, metrics: Mapping[str, Mapping[str, float]]) -> Mapping[str, Experiment]:
        changed: dict[str, Experiment] = {}
        names = sorted(metrics)
        with self._store.writing() as session:
            for start in range(0, len(names), _KEYS_A_STATEMENT):
                chunk = names[start : start + _KEYS_A_STATEMENT]
                changed.update(_measure(session, {name: metrics[name] for name in chunk}))
        return changed

    def find_by_input_artifacts(
        self,
        groups: Sequence[Collection[str]],
        role: str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Experiment]:
        with self._store.reading() as session:
            params = {"role": role, **position(session, cursor)}
            if not groups or not all(groups):
                return Page(())
            rows = _matching_keys(session, groups, params, _one_more(limit))
            keys = [row["k"] for row in rows][: len(rows) if limit is None else limit + 1]
            experiments: list[Experiment] = []
            for start in range(0, len(keys), _KEYS_A_STATEMENT):
                chunk = keys[start : start + _KEYS_A_STATEMENT]
                experiments.extend(_told(session, session.rows("experiments.by_keys", keys=chunk)))
        return _page(experiments, limit)


def _told(session: Session, rows: Sequence[Row]) -> list[Experiment]:
    """The experiments of rows, each with its metrics; most have results or are asked for alone."""
    keys = [row["k"] for row in rows if row["outputs"] != NO_OUTPUTS]
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for start in range(0, len(keys), _KEYS_A_STATEMENT):
        for row in session.rows("experiments.metrics_of_keys", keys=keys[start : start + _KEYS_A_STATEMENT]):
            found[row["k"]].append(row)
    return [experiment_of(row, found[row["k"]]) for row in rows]


def _locked(session: Session, experiment_id: str) -> tuple[int, Experiment]:
    row = required(session, "experiments.for_update", experiment_id)
    return row["k"], _told(session, [row])[0]


def _measure(session: Session, metrics: Mapping[str, Mapping[str, float]]) -> dict[str, Experiment]:
    rows = session.rows("experiments.many_for_update", experiment_ids=list(metrics))
    keys = {row["experiment_id"]: row["k"] for row in rows}
    for unknown in metrics.keys() - keys.keys():
        raise not_found(unknown)
    found = ((each, metrics[each.experiment_id]) for each in _told(session, rows))
    after = [changed for each, numbers in found if (changed := measured(each, numbers)) is not None]
    new = [row for each in after for row in metric_rows(each, keys[each.experiment_id])]
    session.run_many("experiments.insert_metric", new)
    return {each.experiment_id: each for each in after}


def _apply(session: Session, k: int, before: Experiment, change: Change | None) -> tuple[Experiment, bool]:
    if change is None:
        return before, False
    outputs = [{"k": k, "slot": slot, "artifact_id": each} for slot, each in change.new_outputs.items()]
    session.run_many("experiments.insert_output", outputs)
    session.run("experiments.insert_event", **event_row(change.event, k))
    state = state_row(change.experiment)
    if session.run("experiments.update_state", k=k, expected_revision=before.revision, **state) != 1:
        raise Conflict(f"experiment {before.experiment_id} was changed by another writer; read it again")
    return change.experiment, True


def _matching_keys(
    session: Session, groups: Sequence[Collection[str]], params: Mapping[str, Any], limit: int | None
) -> list[Row]:
    if len(groups) == 1:
        return _readers(session, sorted(set(groups[0])), params, limit)
    if all(len(group) == 1 for group in groups):
        ids = sorted({each for group in groups for each in group})
        return session.rows(
            "experiments.keys_by_all_inputs",
            artifact_ids=ids,
            n_artifacts=len(ids),
            rare_id=_rare_one(session, ids),
            all_ids=ids,
            limit=limit,
            **params,
        )
    first, *others = (
        session.rows("experiments.keys_by_input", artifact_ids=sorted(set(group)), limit=None, **params)
        for group in groups
    )
    common = set.intersection(*({row["k"] for row in rows} for rows in others))
    return [row for row in first if row["k"] in common]


def _rare_one(session: Session, artifact_ids: list[str]) -> str:
    """The first that an index finds quickly, where the engine makes a difference; else the first of all."""
    is_popular = (session.row("experiments.is_popular", artifact_ids=[each]) for each in artifact_ids)
    found = zip(artifact_ids, is_popular, strict=True)
    return next((each for each, popular in found if popular is None), artifact_ids[0])


def _readers(
    session: Session, artifact_ids: list[str], params: Mapping[str, Any], limit: int | None
) -> list[Row]:
    query = "experiments.keys_by_input"
    if limit is not None and session.row("experiments.is_popular", artifact_ids=artifact_ids) is not None:
        query = "experiments.keys_by_popular_input"
    return session.rows(query, artifact_ids=artifact_ids, limit=limit, **params)


def _one_more(limit: int | None) -> int | None:
    return None if limit is None else limit + 1


def _page(experiments: list[Experiment], limit: int | None) -> Page[Experiment]:
    return Page.cut(experiments, [each.experiment_id for each in experiments], limit)
