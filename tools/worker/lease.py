"""Keeps the lease of one attempt, and hears that the attempt should stop."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from provenlab.core.errors import LeaseLost, ProvenlabError
from provenlab.core.models.run import RunError
from provenlab.tools.worker.drain import Drain

if TYPE_CHECKING:
    from provenlab.core.models.job import Job
    from provenlab.core.services.jobs import JobService

_SLICE_S = 0.1


class LeaseKeeper:
    """Renews the lease from a thread of its own while the handler works.

    Sets `stop` when the job was cancelled, when another attempt has it (`is_lost`), when the grace of a
    draining worker has passed (the job is handed back), and when the handler exceeded its time. In the
    last two cases the handler has no say any more: `leave` may end the process.
    """

    def __init__(
        self,
        jobs: "JobService",
        job: "Job",
        stop: Event,
        drain: Drain,
        lease: timedelta,
        time_limit_s: float | None = None,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._jobs = jobs
        self._job = job
        self._stop = stop
        self._drain = drain
        self._lease = lease
        self._beat_s = lease.total_seconds() / 3
        self._time_limit_s = time_limit_s
        self._leave = leave
        self._is_done = Event()
        self._thread = Thread(target=self._keep, name=f"lease of {job.job_id}", daemon=True)
        self.is_lost = False
        self.was_cancelled = False
        self.settled: Job | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_done.set()
        self._thread.join()

    def _keep(self) -> None:
        began = renewed = time.monotonic()
        while not self._is_done.wait(_SLICE_S) and not self.is_lost:
            now = time.monotonic()
            if self._time_limit_s is not None and now >= began + self._time_limit_s:
                self._end(self._fail_by_time)
                return
            if self._drain.is_over:
                self._end(self._hand_back)
                return
            if now >= renewed + self._beat_s:
                renewed = now
                self._guarded(self._renew)

    def _renew(self) -> None:
        job = self._jobs.heartbeat(self._job.job_id, self._job.attempt, self._lease)
        if job.cancel_requested:
            self.was_cancelled = True
            self._stop.set()

    def _hand_back(self) -> None:
        self.settled = self._jobs.defer(self._job.job_id, self._job.attempt)[0]

    def _fail_by_time(self) -> None:
        error = RunError(kind="timeout", message=f"the handler took longer than {self._time_limit_s:g} s")
        self.settled = self._jobs.fail(self._job.job_id, self._job.attempt, error)[0]

    def _end(self, settle: Callable[[], None]) -> None:
        self._guarded(settle)
        self._stop.set()
        if not self.is_lost and not self._is_done.is_set():
            self._leave()

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except LeaseLost:
            self.is_lost = True
            self._stop.set()
        except ProvenlabError:
            # The store is busy or away: the next beat tries again, and a lease that nobody claimed
            # meanwhile is still this attempt's own.
            return
