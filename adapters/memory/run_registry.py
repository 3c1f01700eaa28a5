"""The run registry in memory."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from provenlab.adapters.memory.metric_order import lies_within, place_of
from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.metric import MetricOrder, MetricPoint
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import ProgressEvent, Run, RunDefinition, RunEnding, RunFilter
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.run_changes import (
    RunChange,
    begun,
    declared,
    ended,
    lost,
    new_events,
    new_points,
    numbered,
    paused,
    renewed,
    require_running,
    require_same_run,
    started,
)


class MemoryRunRegistry:
    """Implements `RunRegistryPort` and `QueuedRunsPort`."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def start_run(
        self, definition: RunDefinition, lease: timedelta, began: datetime | None = None
    ) -> tuple[Run, bool]:
        return self._record(started(definition, self._clock.now(), lease, began))

    def declare_run(self, definition: RunDefinition) -> tuple[Run, bool]:
        return self._record(declared(definition, self._clock.now()))

    def begin_run(self, run_id: str, attempt: int) -> Run:
        with self._store.atomic():
            return self._apply(begun(self.get_run(run_id), attempt, self._clock.now()))[0]

    def pause_run(self, run_id: str, attempt: int, phase: str, message: str | None = None) -> None:
        with self._store.atomic():
            run = self.get_run(run_id)
            self._append(run_id, [paused(run, attempt, phase, message, self._clock.now())])

    def _record(self, change: RunChange) -> tuple[Run, bool]:
        with self._store.atomic():
            stored = self._tables.runs.get(change.run.run_id)
            if stored is not None:
                require_same_run(stored, change.run)
                return stored, False
            return self._apply(change)

    def get_run(self, run_id: str) -> Run:
        with self._store.snapshot():
            run = self._tables.runs.get(run_id)
            if run is None:
                raise NotFound(f"no run {run_id}", {"runId": run_id})
            return run

    def list_runs(
        self,
        criteria: RunFilter,
        order: MetricOrder | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Run]:
        with self._store.snapshot():
            after = None if cursor is None else _place(self.get_run(cursor), order)
            found = [run for run in self._tables.runs.values() if _meets(run, criteria)]
        in_order = sorted(found, key=lambda run: _place(run, order), reverse=True)
        if after is not None:
            in_order = [run for run in in_order if _place(run, order) < after]
        return Page.cut(in_order, [run.run_id for run in in_order], limit)

    def end_run(self, run_id: str, ending: RunEnding) -> tuple[Run, bool]:
        with self._store.atomic():
            run = self.get_run(run_id)
            change = ended(run, ending, self._clock.now())
            return (run, False) if change is None else self._apply(change)

    def heartbeat(self, run_id: str, lease: timedelta) -> Run:
        with self._store.atomic():
            run = renewed(self.get_run(run_id), self._clock.now(), lease)
            self._store.put(self._tables.runs, run_id, run)
            return run

    def log_metrics(self, run_id: str, points: Sequence[MetricPoint]) -> int:
        with self._store.atomic():
            run = self.get_run(run_id)
            known = self._tables.run_points.get(run_id, {})
            new = new_points(points, known)
            if new:
                require_running(run)
                after = {**known, **{point.seq: point for point in new}}
                self._store.put(self._tables.run_points, run_id, after)
            return len(new)

    def metric_series(
        self, run_id: str, key: str | None = None, after_seq: int = -1, limit: int | None = None
    ) -> tuple[MetricPoint, ...]:
        with self._store.snapshot():
            self.get_run(run_id)
            points = sorted(self._tables.run_points.get(run_id, {}).items())
        found = [point for seq, point in points if seq > after_seq and key in (None, point.key)]
        return tuple(found[:limit])

    def report_progress(self, run_id: str, events: Sequence[ProgressEvent]) -> int:
        with self._store.atomic():
            run = self.get_run(run_id)
            sent = [event.client_seq for event in self._events(run_id)]
            new = new_events(events, [seq for seq in sent if seq is not None])
            if new:
                require_running(run)
                self._append(run_id, new)
            return len(new)

    def get_progress(
        self, run_id: str, after_seq: int = 0, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[ProgressEvent, ...]:
        with self._store.snapshot():
            self.get_run(run_id)
            found = [event for event in self._events(run_id) if event.seq > after_seq]
        return tuple(found[:limit])

    def reap_lost_runs(self, grace: timedelta = timedelta(0)) -> tuple[str, ...]:
        with self._store.atomic():
            now = self._clock.now()
            changes = [lost(run, now, grace) for run in self._tables.runs.values()]
            reaped = [change for change in changes if change is not None]
            for change in reaped:
                self._apply(change)
            return tuple(sorted(change.run.run_id for change in reaped))

    def _apply(self, change: RunChange) -> tuple[Run, bool]:
        self._append(change.run.run_id, [change.event])
        self._store.put(self._tables.runs, change.run.run_id, change.run)
        return change.run, True

    def _events(self, run_id: str) -> list[ProgressEvent]:
        return self._tables.run_events.get(run_id, [])

    def _append(self, run_id: str, events: Sequence[ProgressEvent]) -> None:
        before = self._events(run_id)
        percents: dict[int, float] = {}
        for event in before:
            if event.percent is not None:
                percents[event.attempt] = event.percent
        for event in numbered(events, len(before), percents, run_id):
            self._store.append(self._tables.run_events, run_id, event)


def _place(run: Run, order: MetricOrder | None) -> tuple[object, ...]:
    return place_of(run.metrics, order, (run.origin.created_at, run.run_id))


def _meets(run: Run, criteria: RunFilter) -> bool:
    same = ("status", "kind", "name", "experiment_id", "parent_run_id")
    low, high = criteria.min_created_at, criteria.max_created_at
    created_at = run.origin.created_at
    return (
        all(getattr(criteria, field) in (None, getattr(run, field)) for field in same)
        and criteria.git_commit in (None, run.origin.git_commit)
        and criteria.dataset in (None, *(each.dataset for each in run.datasets))
        and set(criteria.tags) <= set(run.tags)
        and (low is None or created_at >= low)
        and (high is None or created_at <= high)
        and lies_within(run.metrics, criteria.metric)
    )
