"""The run registry over named queries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.run_rows import (
    dataset_rows,
    event_of,
    event_row,
    metric_rows,
    new_row,
    point_of,
    point_row,
    run_of,
    state_row,
    tag_rows,
)
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import Conflict, InternalError, NotFound
from provenlab.core.models.instant import to_microseconds
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


class SqlRunRegistry:
    """Implements `RunRegistryPort` and `QueuedRunsPort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def start_run(
        self, definition: RunDefinition, lease: timedelta, began: datetime | None = None
    ) -> tuple[Run, bool]:
        return self._record(started(definition, self._clock.now(), lease, began))

    def declare_run(self, definition: RunDefinition) -> tuple[Run, bool]:
        return self._record(declared(definition, self._clock.now()))

    def begin_run(self, run_id: str, attempt: int) -> Run:
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            return _apply(session, row, begun(run_of(row), attempt, self._clock.now()))[0]

    def pause_run(self, run_id: str, attempt: int, phase: str, message: str | None = None) -> None:
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            event = paused(run_of(row), attempt, phase, message, self._clock.now())
            _append_events(session, row["k"], _numbered(session, row["k"], [event], run_id))

    def _record(self, change: RunChange) -> tuple[Run, bool]:
        run = change.run
        with self._store.writing() as session:
            stored = _existing(session, run)
            if stored is None:
                inserted = session.row("runs.insert", **new_row(run))
                if inserted is not None:
                    k = inserted["k"]
                    session.run_many("runs.insert_tag", tag_rows(run, k))
                    session.run_many("runs.insert_dataset", dataset_rows(run, k))
                    _append_events(session, k, [change.event.model_copy(update={"seq": 1})])
                    return run, True
                stored = _existing(session, run)
            if stored is None:
                raise InternalError(f"run {run.run_id} was neither inserted nor found")
            return stored, False

    def get_run(self, run_id: str) -> Run:
        with self._store.reading() as session:
            return run_of(_required(session, run_id))

    def list_runs(
        self,
        criteria: RunFilter,
        order: MetricOrder | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Run]:
        wanted = None if limit is None else limit + 1
        with self._store.reading() as session:
            params = _searched(session, criteria)
            if order is None:
                rows = session.rows("runs.page", **params, **_after(session, cursor), limit=wanted)
            else:
                rows = _by_metric(session, order, params, wanted, cursor)
            runs = [run_of(row) for row in rows]
        return Page.cut(runs, [run.run_id for run in runs], limit)

    def end_run(self, run_id: str, ending: RunEnding) -> tuple[Run, bool]:
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            return _apply(session, row, ended(run_of(row), ending, self._clock.now()))

    def heartbeat(self, run_id: str, lease: timedelta) -> Run:
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            run = renewed(run_of(row), self._clock.now(), lease)
            session.run(
                "runs.update_lease",
                k=row["k"],
                heartbeat_at=to_microseconds(run.heartbeat_at or self._clock.now()),
                lease_expires_at=to_microseconds(run.lease_expires_at or self._clock.now()),
            )
            return run

    def log_metrics(self, run_id: str, points: Sequence[MetricPoint]) -> int:
        if not points:
            return 0
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            k = row["k"]
            given = [point.seq for point in points]
            known_rows = session.rows("runs.known_points", k=k, low=min(given), high=max(given))
            new = new_points(points, {each["seq"] for each in known_rows})
            if new:
                require_running(run_of(row))
                session.run_many("runs.insert_point", [point_row(point, k) for point in new])
            return len(new)

    def metric_series(
        self, run_id: str, key: str | None = None, after_seq: int = -1, limit: int | None = None
    ) -> tuple[MetricPoint, ...]:
        with self._store.reading() as session:
            k = _required(session, run_id)["k"]
            rows = session.rows("runs.points", k=k, key=key, after_seq=after_seq, limit=limit)
        return tuple(point_of(row) for row in rows)

    def report_progress(self, run_id: str, events: Sequence[ProgressEvent]) -> int:
        if not events:
            return 0
        with self._store.writing() as session:
            row = _required(session, run_id, "runs.for_update")
            new = _unknown(session, row["k"], events)
            if new:
                require_running(run_of(row))
                _append_events(session, row["k"], _numbered(session, row["k"], new, run_id))
            return len(new)

    def get_progress(
        self, run_id: str, after_seq: int = 0, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[ProgressEvent, ...]:
        with self._store.reading() as session:
            k = _required(session, run_id)["k"]
            rows = session.rows("runs.events", k=k, after_seq=after_seq, limit=limit)
        return tuple(event_of(row) for row in rows)

    def reap_lost_runs(self, grace: timedelta = timedelta(0)) -> tuple[str, ...]:
        reaped: list[str] = []
        with self._store.writing() as session:
            now = self._clock.now()
            for found in session.rows("runs.expired", before=to_microseconds(now - grace)):
                row = _required(session, found["run_id"], "runs.for_update")
                if _apply(session, row, lost(run_of(row), now, grace))[1]:
                    reaped.append(found["run_id"])
        return tuple(sorted(reaped))


def _required(session: Session, run_id: str, query: str = "runs.by_id") -> Row:
    row = session.row(query, run_id=run_id)
    if row is None:
        raise NotFound(f"no run {run_id}", {"runId": run_id})
    return row


def _existing(session: Session, run: Run) -> Run | None:
    row = session.row("runs.by_id", run_id=run.run_id)
    if row is None:
        return None
    stored = run_of(row)
    require_same_run(stored, run)
    return stored


def _apply(session: Session, row: Row, change: RunChange | None) -> tuple[Run, bool]:
    if change is None:
        return run_of(row), False
    k, run = row["k"], change.run
    session.run_many("runs.insert_metric", metric_rows(run, k))
    _append_events(session, k, _numbered(session, k, [change.event], run.run_id))
    if session.run("runs.update_state", k=k, expected_revision=row["revision"], **state_row(run)) != 1:
        raise Conflict(f"run {run.run_id} was changed by another writer; read it again")
    return run, True


def _unknown(session: Session, k: int, events: Sequence[ProgressEvent]) -> list[ProgressEvent]:
    given = [event.client_seq for event in events if event.client_seq is not None]
    rows = session.rows("runs.known_events", k=k, client_seqs=given) if given else []
    return new_events(events, [row["client_seq"] for row in rows])


def _numbered(session: Session, k: int, events: Sequence[ProgressEvent], run_id: str) -> list[ProgressEvent]:
    last = session.rows("runs.last_event", k=k)
    percents = {row["attempt"]: row["percent"] for row in last if row["percent"] is not None}
    return numbered(events, max((row["seq"] for row in last), default=0), percents, run_id)


def _append_events(session: Session, k: int, events: Sequence[ProgressEvent]) -> None:
    session.run_many("runs.insert_event", [event_row(event, k) for event in events])


def _criteria(criteria: RunFilter) -> dict[str, Any]:
    bounds = criteria.metric
    low, high = criteria.min_created_at, criteria.max_created_at
    tags = sorted(set(criteria.tags))
    same = ("status", "kind", "name", "dataset", "git_commit", "experiment_id", "parent_run_id")
    return {
        **{field: getattr(criteria, field) for field in same},
        "tags": tags,
        "n_tags": len(tags) or None,
        "metric_key": bounds.key if bounds else None,
        "metric_at_least": bounds.at_least if bounds else None,
        "metric_at_most": bounds.at_most if bounds else None,
        "min_created_at": None if low is None else to_microseconds(low),
        "max_created_at": None if high is None else to_microseconds(high),
    }


# What more runs have than these is tried on each run on the way; what fewer have is where a search begins.
_FEW = 500


def _searched(session: Session, criteria: RunFilter) -> dict[str, Any]:
    """The criteria, each dataset, tag and metric as rare or common among the runs."""
    params = _criteria(criteria)
    counts: dict[str, int] = {}
    if criteria.dataset is not None:
        counts["dataset"] = _count(session, "runs.count_dataset", params)
    if criteria.tags:
        counts["tags"] = min(_count(session, "runs.count_tag", {"tag": tag}) for tag in params["tags"])
    if criteria.metric is not None:
        counts["metric"] = _count(session, "runs.count_metric", params)
    for name in ("dataset", "tags", "metric"):
        found = counts.get(name)
        params[f"rare_{name}"] = True if found is not None and found <= _FEW else None
        params[f"common_{name}"] = True if found is not None and found > _FEW else None
    return params


def _count(session: Session, query: str, params: dict[str, Any]) -> int:
    row = session.row(query, **params, limit=_FEW + 1)
    return 0 if row is None else int(row["n"])


def _after(session: Session, cursor: str | None, without_metric: str | None = None) -> dict[str, Any]:
    created_at = None if cursor is None else _required(session, cursor)["created_at"]
    return {"cursor_created_at": created_at, "cursor_id": cursor, "without_metric": without_metric}


def _by_metric(
    session: Session, order: MetricOrder, params: dict[str, Any], limit: int | None, cursor: str | None
) -> list[Row]:
    """First the runs that have the metric, in its order, then the others, newest first."""
    after = _after(session, cursor)
    value = None if cursor is None else _metric_of(session, cursor, order.metric)
    rows: list[Row] = []
    if cursor is None or value is not None:
        query = "runs.page_by_highest" if order.descending else "runs.page_by_lowest"
        position = {
            "cursor_value": value,
            "cursor_created_at": after["cursor_created_at"],
            "cursor_id": cursor,
            "rare_row": _is_rare_row(session, params),
        }
        rows = session.rows(query, **params, **position, order_metric=order.metric, limit=limit)
        after = {"cursor_created_at": None, "cursor_id": None}
    if limit is None or len(rows) < limit:
        rest = None if limit is None else limit - len(rows)
        after["without_metric"] = order.metric
        rows += session.rows("runs.page", **params, **after, limit=rest)
    return rows


_OF_THE_ROW = ("status", "kind", "name", "git_commit", "experiment_id", "parent_run_id")


def _is_rare_row(session: Session, params: dict[str, Any]) -> bool | None:
    """True when few runs meet the criteria of the row, None when many do or there are none."""
    if all(params[name] is None for name in _OF_THE_ROW):
        return None
    return True if _count(session, "runs.count_row", params) <= _FEW else None


def _metric_of(session: Session, run_id: str, key: str) -> float | None:
    row = session.row("runs.metric_of", run_id=run_id, key=key)
    return None if row is None else row["value"]
