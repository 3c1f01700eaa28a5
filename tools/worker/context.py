"""What a handler is given: its job, a way to say how far it is, and whether it should stop."""

import math
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import LeaseLost, ProvenlabError
from provenlab.core.models.artifact import ArtifactDescription
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run import ProgressEvent
from provenlab.core.rules.frozen_values import storable
from provenlab.tools.dispatch import checked
from provenlab.tools.worker.compute import Compute
from provenlab.tools.worker.notices import Notice, Tell

if TYPE_CHECKING:
    from provenlab.core.models.artifact import Artifact
    from provenlab.core.ports.executor import ExecutorPort
    from provenlab.core.services.jobs import ClaimedJob, Output
    from provenlab.tools.compose import LabParts

_BETWEEN_REPORTS_S = 0.5
_POINTS_AN_ATTEMPT = 1_000_000_000
_MESSAGE = 10_000


class JobCancelled(Exception):
    """Raised by `JobContext.stop_if_cancelled`; a handler lets it pass."""


class JobContext:
    """One attempt of a job. Whatever it writes is refused with LeaseLost once the attempt is over.

    What is entered into `resources` is closed when the end of the attempt has been recorded.
    """

    def __init__(
        self,
        claimed: "ClaimedJob",
        lab: "LabParts",
        tell: Tell,
        stop: Event,
        lease: timedelta,
        compute: Compute | None = None,
    ) -> None:
        self.job = claimed.job
        self.run = claimed.run
        self.lab = lab
        self.resources = ExitStack()
        self._compute = compute or Compute()
        self._tell = tell
        self._stop = stop
        self._lease = lease
        self._points = 0
        self._percent = 0.0
        self._phase: str | None = None
        self._reported_at = -math.inf

    @property
    def config(self) -> dict[str, Any]:
        """What the run was declared with, secrets taken out."""
        return self.run.config

    @property
    def attempt(self) -> int:
        """The number of this attempt, from 1."""
        return self.job.attempt

    @property
    def cancelled(self) -> bool:
        """Whether to stop: somebody cancelled the job, the worker ends, or the attempt was given up."""
        return self._stop.is_set()

    @property
    def executor(self) -> "ExecutorPort":
        """Computes the pieces of the job where the worker was told to; the worker closes it."""
        return self._compute.executor()

    def stop_if_cancelled(self) -> None:
        """JobCancelled when the job should stop; to be called where stopping loses little."""
        if self.cancelled:
            raise JobCancelled(self.job.job_id)

    def progress(self, percent: float, phase: str | None = None, message: str | None = None) -> None:
        """How far the attempt is, from 0 to 100, into the timeline of the run.

        A percentage below an earlier one counts as the earlier one. At most two a second are written,
        but for a new phase and for 100; a store that is busy is left alone. LeaseLost when the attempt
        was given up.
        """
        self._percent = max(self._percent, min(100.0, float(percent)))
        is_new_phase = phase is not None and phase != self._phase
        self._phase = phase or self._phase
        now = time.monotonic()
        if not is_new_phase and self._percent < 100 and now - self._reported_at < _BETWEEN_REPORTS_S:
            return
        self._reported_at = now
        self._report("progress", percent=self._percent, phase=self._phase, message=message)
        self._say(message)

    def log(self, message: str) -> None:
        """A line into the timeline of the run."""
        self._report("log", phase=self._phase, message=message)

    def log_metrics(self, metrics: Mapping[str, float], step: int | None = None) -> None:
        """Points into the metric series of the run; a later attempt adds its own after these."""
        first = (self.attempt - 1) * _POINTS_AN_ATTEMPT + self._points
        at = datetime.now(UTC)
        points = [
            MetricPoint(seq=first + place, key=key, value=float(value), step=step, at=at)
            for place, (key, value) in enumerate(metrics.items())
        ]
        self._points += len(points)
        self.lab.jobs.log_metrics(self.job.job_id, self.attempt, points, self._lease)

    def output(self, kind: str, name: str, content: bytes | Iterable[bytes], **fields: Any) -> "Output":
        """Something to publish: bytes, or chunks of them; `parents` are the artifacts they were made from.

        Further fields: `artifact_id` (else one is made), `format`, `logical_key`, `schema_version`, and
        `summary`. ValidationFailed names a wrong one.
        """
        from provenlab.core.services.jobs import Output

        summary = fields.pop("summary", {})
        given = {"artifact_id": self.lab.ids.new_id(), "created_at": datetime.now(UTC), **fields}
        description = checked(ArtifactDescription, {**given, "kind": kind, "name": name}, "output")
        return Output(description, [content] if isinstance(content, bytes) else content, summary)

    def log_artifact(self, output: "Output") -> "Artifact":
        """Publishes something while the attempt goes on; what `JobResult` holds is published at its end."""
        return self.lab.jobs.log_artifact(self.job.job_id, self.attempt, output, self._lease)[0]

    def _report(self, kind: str, **fields: Any) -> None:
        message = fields.get("message")
        fields["message"] = None if message is None else storable(message, _MESSAGE)
        event = ProgressEvent.model_validate({"at": datetime.now(UTC), "kind": kind, **fields})
        try:
            self.lab.jobs.report_progress(self.job.job_id, self.attempt, [event], self._lease)
        except LeaseLost:
            self._stop.set()
            raise
        except ProvenlabError as error:
            if not error.retryable:
                raise

    def _say(self, message: str | None) -> None:
        job = self.job
        self._tell(
            Notice(
                what="progress",
                worker=job.worker or "",
                job_id=job.job_id,
                kind=job.kind,
                attempt=job.attempt,
                percent=self._percent,
                phase=self._phase,
                text=message,
            )
        )
