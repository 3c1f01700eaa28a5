"""The run registry: executions recorded while they happen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from provenlab.core.models.metric import MetricOrder, MetricPoint
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.run import (
    ProgressEvent,
    Run,
    RunDefinition,
    RunEnding,
    RunFilter,
)


class RunRegistryPort(Protocol):
    """Keeps runs. Each method is one transaction, or joins that of `StorePort`.

    Listings, cursors, limits, atomicity and store errors as in `ExperimentTrackerPort`, by
    `origin.created_at`. Every write can be repeated: it takes effect once. A write to a run that was
    reaped is refused with LeaseLost, to a run that ended otherwise with Immutable.
    """

    def start_run(
        self, definition: RunDefinition, lease: timedelta, began: datetime | None = None
    ) -> tuple[Run, bool]:
        """Records a run as `running` with a lease from now; the run, and whether it is new.

        `began` is for a run that is recorded later than it started; what lies ahead counts as now.

        Idempotent for the same definition; Conflict when the id stands for another one. Leaves the
        status event `running` with seq 1. A run with the same name is another run.
        """
        ...

    def get_run(self, run_id: str) -> Run:
        """NotFound when there is none."""
        ...

    def list_runs(
        self,
        criteria: RunFilter,
        order: MetricOrder | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Run]:
        """The runs that meet all criteria, newest first or by a final metric.

        By a metric: NaN and runs without it come last whatever the direction, ties newest first.
        """
        ...

    def end_run(self, run_id: str, ending: RunEnding) -> tuple[Run, bool]:
        """Ends a run as completed, failed or cancelled; the run, and whether it changed.

        The same ending again (status, metrics, error) is a no-op; another status is Immutable, and
        LeaseLost when the run was reaped meanwhile. `completed` without `metrics_artifact_id` is
        InvalidTransition. Leaves the last status event.
        """
        ...

    def heartbeat(self, run_id: str, lease: timedelta) -> Run:
        """Renews the lease from now by the store's clock; LeaseLost when the run was reaped."""
        ...

    def log_metrics(self, run_id: str, points: Sequence[MetricPoint]) -> int:
        """Appends points of a running run; how many were new. A `seq` counts once."""
        ...

    def metric_series(
        self, run_id: str, key: str | None = None, after_seq: int = -1, limit: int | None = None
    ) -> tuple[MetricPoint, ...]:
        """Points by ascending `seq`, of one key or of all; NotFound for an unknown run."""
        ...

    def report_progress(self, run_id: str, events: Sequence[ProgressEvent]) -> int:
        """Appends `progress` and `log` events to a running run; how many were new.

        The store numbers them: `seq` strictly increases within a run. An event whose `client_seq` the
        run has already, or the batch earlier, is skipped. Conflict when `percent` falls within an attempt.
        """
        ...

    def get_progress(
        self, run_id: str, after_seq: int = 0, limit: int | None = DEFAULT_LIMIT
    ) -> tuple[ProgressEvent, ...]:
        """Events after a sequence number, oldest first; NotFound for an unknown run."""
        ...

    def reap_lost_runs(self, grace: timedelta = timedelta(0)) -> tuple[str, ...]:
        """Fails every running run whose lease expired more than `grace` ago; their ids, sorted.

        They end as `failed` with error kind `lost`, at the time of their last heartbeat.
        """
        ...
