"""One attempt: the handler at work under a lease, and what is recorded of its end."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

from provenlab.core.errors import LeaseLost, ProvenlabError
from provenlab.core.rules.job_errors import JobError
from provenlab.tools.worker.compute import Compute
from provenlab.tools.worker.context import JobCancelled, JobContext
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.failure import run_error
from provenlab.tools.worker.handlers import Handler, HandlerTable, JobResult
from provenlab.tools.worker.lease import LeaseKeeper
from provenlab.tools.worker.notices import Ending, Notice, Tell, What

if TYPE_CHECKING:
    from provenlab.core.models.job import Job
    from provenlab.core.services.jobs import ClaimedJob, JobService
    from provenlab.tools.compose import LabParts

_WAITS_S = (0.2, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class AttemptRules:
    """Under which terms every attempt of a worker runs; `leave` ends the process in the middle of one."""

    lease: timedelta
    time_limit_s: float | None = None
    leave: Callable[[], None] = lambda: None
    compute: Compute = field(default_factory=Compute)


class Attempt:
    """A claimed job in the hands of this worker."""

    def __init__(
        self, lab: "LabParts", claimed: "ClaimedJob", rules: AttemptRules, drain: Drain, tell: Tell
    ) -> None:
        self._lab = lab
        self._job = claimed.job
        self._drain = drain
        self._tell = tell
        stop = Event()
        self._context = JobContext(claimed, lab, tell, stop, rules.lease, rules.compute)
        self._keeper = LeaseKeeper(
            lab.jobs, claimed.job, stop, drain, rules.lease, rules.time_limit_s, rules.leave
        )

    def run(self, handlers: HandlerTable) -> Ending:
        """Runs the handler and records the end; how the attempt ended.

        `fenced`: another attempt has the job, this one changed nothing. `abandoned`: the store took no
        end at all; the lease runs out, and the next claim settles the attempt. KeyboardInterrupt hands the
        job back and passes.
        """
        self._say("began")
        try:
            with self._keeper, self._context.resources:
                job = self._ended_by(handlers)
        except LeaseLost as lost:
            self._say("ended", "fenced", lost.message)
            return "fenced"
        except KeyboardInterrupt:
            self._persistently(lambda: self._jobs.defer(*self._token)[0])
            raise
        except ProvenlabError as error:
            self._say("ended", "abandoned", error.message)
            return "abandoned"
        status: Ending = job.status  # type: ignore[assignment]
        self._say("ended", status, job.error.message if job.error and status != "succeeded" else None)
        return status

    def _ended_by(self, handlers: HandlerTable) -> "Job":
        try:
            handler = handlers.handler(self._job.kind)
            result = _result_of(handler, self._context)
        except (LeaseLost, KeyboardInterrupt):
            raise
        except JobCancelled as stopped:
            if self._context.cancelled:
                return self._stopped()
            # Nobody asked: handing it back would begin the same attempt for ever.
            cause = run_error(stopped)
            return self._persistently(lambda: self._jobs.fail(*self._token, cause)[0])
        except BaseException as error:  # noqa: BLE001 - not even sys.exit in a handler ends the worker
            if self._keeper.settled is not None:
                return self._keeper.settled
            cause = run_error(error)
            return self._persistently(lambda: self._jobs.fail(*self._token, cause)[0])
        return self._completed(result)

    def _completed(self, result: JobResult) -> "Job":
        outputs = tuple(result.outputs)
        try:
            return self._persistently(
                lambda: self._jobs.complete(*self._token, result.metrics, outputs, result.record)[0]
            )
        except LeaseLost:
            if self._keeper.settled is not None:
                return self._keeper.settled
            raise
        except Exception as error:  # noqa: BLE001 - what cannot be recorded fails the attempt
            cause = run_error(error, at_completion=True)
            return self._persistently(lambda: self._jobs.fail(*self._token, cause)[0])

    def _stopped(self) -> "Job":
        """The job after its handler stopped because it was asked to."""
        if self._keeper.settled is not None:
            return self._keeper.settled
        if self._keeper.is_lost:
            self._jobs.heartbeat(*self._token)
        if self._keeper.was_cancelled:
            return self._persistently(lambda: self._jobs.cancel(*self._token)[0])
        return self._persistently(lambda: self._jobs.defer(*self._token)[0])

    def _persistently(self, step: Callable[[], "Job"]) -> "Job":
        """The step, repeated while the store is busy or away: the work of minutes hangs on it."""
        for wait_s in _WAITS_S:
            try:
                return step()
            except ProvenlabError as error:
                if not error.retryable:
                    raise
                self._say("trouble", text=error.message)
                time.sleep(wait_s)
        return step()

    @property
    def _jobs(self) -> "JobService":
        return self._lab.jobs

    @property
    def _token(self) -> tuple[str, int]:
        return self._job.job_id, self._job.attempt

    def _say(self, what: What, ending: Ending | None = None, text: str | None = None) -> None:
        job = self._job
        self._tell(
            Notice(
                what=what,
                worker=job.worker or "",
                job_id=job.job_id,
                kind=job.kind,
                attempt=job.attempt,
                ending=ending,
                text=text,
            )
        )


def _result_of(handler: Handler, context: JobContext) -> JobResult:
    returned = handler(context)
    result = returned if isinstance(returned, JobResult) else JobResult(returned or {})
    return JobResult(_numbers(result.metrics), result.outputs, result.record)


def _numbers(metrics: object) -> dict[str, float]:
    if not isinstance(metrics, Mapping):
        raise JobError("validation", f"a handler returns metrics by name, not {type(metrics).__name__}")
    try:
        return {str(key): float(value) for key, value in metrics.items()}
    except (TypeError, ValueError) as error:
        raise JobError("validation", f"a metric is no number: {error}") from None
