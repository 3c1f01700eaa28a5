"""Runs from start to end: secrets out before anything is stored, one metrics artifact at the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from provenlab.core.models.artifact import Artifact, ArtifactDescription, Producer
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run import ProgressEvent, Run, RunDefinition, RunEnding, RunError
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.clock import Clock
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.run_changes import require_no_job, require_running
from provenlab.core.rules.run_comparison import RunComparison, compared
from provenlab.core.rules.run_metrics import metrics_artifact
from provenlab.core.rules.run_redaction import redacted_error, redacted_event, without_secrets
from provenlab.core.services.artifacts import ArtifactService

DEFAULT_LEASE = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a run that did its work ended."""

    metrics: Mapping[str, float]
    summary_path: str | None = None
    ended_at: datetime | None = None


class RunService:
    """The registry with redaction, and with the artifacts that runs produce."""

    def __init__(
        self,
        registry: RunRegistryPort,
        catalog: ArtifactCatalogPort,
        artifacts: ArtifactService,
        store: StorePort,
        clock: Clock,
    ) -> None:
        self.registry = registry
        self._catalog = catalog
        self._artifacts = artifacts
        self._store = store
        self._clock = clock

    def start(
        self, definition: RunDefinition, lease: timedelta = DEFAULT_LEASE, began: datetime | None = None
    ) -> tuple[Run, bool]:
        """As the port; what looks secret is replaced, and `redactions` says where."""
        return self.registry.start_run(without_secrets(definition), lease, began)

    def finish(self, run_id: str, finish: Finish) -> tuple[Run, bool]:
        """Completes a run: its metrics become its one `metrics` artifact in the same transaction."""
        with self._store.atomic():
            run = self.registry.get_run(run_id)
            require_no_job(run)
            if run.status != "completed":
                require_running(run)
            record = self.metrics_record(run, finish.metrics)
            self._catalog.register_artifact(record)
            ending = RunEnding.model_construct(
                status="completed",
                metrics=dict(finish.metrics),
                metrics_artifact_id=record.artifact_id,
                summary_path=finish.summary_path,
                ended_at=finish.ended_at,
            )
            return self.registry.end_run(run_id, ending)

    def metrics_record(self, run: Run, metrics: Mapping[str, float]) -> Artifact:
        """The one metrics artifact of a run, still to be registered; its bytes come with the ending."""
        measured = run.model_copy(update={"metrics": dict(metrics)})
        return metrics_artifact(measured, self._clock.now())

    def fail(
        self, run_id: str, error: RunError, metrics: Mapping[str, float], ended_at: datetime | None = None
    ) -> tuple[Run, bool]:
        """Ends a run as failed, with a redacted error and the metrics it reached."""
        cause = redacted_error(error)
        ending = RunEnding(status="failed", metrics=dict(metrics), error=cause, ended_at=ended_at)
        with self._store.atomic():
            require_no_job(self.registry.get_run(run_id))
            return self.registry.end_run(run_id, ending)

    def cancel(
        self,
        run_id: str,
        error: RunError | None,
        metrics: Mapping[str, float],
        ended_at: datetime | None = None,
    ) -> tuple[Run, bool]:
        """Ends a run as cancelled."""
        cause = None if error is None else redacted_error(error)
        ending = RunEnding(status="cancelled", metrics=dict(metrics), error=cause, ended_at=ended_at)
        with self._store.atomic():
            require_no_job(self.registry.get_run(run_id))
            return self.registry.end_run(run_id, ending)

    def log_metrics(self, run_id: str, points: Sequence[MetricPoint]) -> int:
        """As the port."""
        with self._store.atomic():
            require_no_job(self.registry.get_run(run_id))
            return self.registry.log_metrics(run_id, points)

    def log_artifact(
        self, run_id: str, description: ArtifactDescription, chunks: Iterable[bytes], summary: dict[str, Any]
    ) -> tuple[Artifact, bool]:
        """Publishes something a running run produced; again, also once the run has ended."""
        run = self.registry.get_run(run_id)
        require_no_job(run)
        if not self._catalog.get_artifacts([description.artifact_id]):
            require_running(run)
        produced = description.model_copy(update={"producer": Producer(kind="run", id=run_id)})
        return self._artifacts.publish(produced, chunks, summary)

    def report_progress(self, run_id: str, events: Sequence[ProgressEvent]) -> int:
        """As the port, with messages and payloads redacted."""
        cleaned = [redacted_event(event) for event in events]
        with self._store.atomic():
            require_no_job(self.registry.get_run(run_id))
            return self.registry.report_progress(run_id, cleaned)

    def compare(self, run_ids: Sequence[str]) -> RunComparison:
        """What differs between 2 to 20 runs in config and final metrics."""
        with self._store.snapshot():
            return compared([self.registry.get_run(run_id) for run_id in run_ids])
