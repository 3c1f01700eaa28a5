"""Keeps worker processes alive, shows what they say, and settles what a dead one was working on."""

import json
import os
import secrets
import selectors
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from provenlab.core.errors import LeaseLost, ProvenlabError
from provenlab.core.models.job import JobFilter
from provenlab.core.models.run import RunError
from provenlab.tools.worker.display import Display
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.notices import Notice, worker_name
from provenlab.tools.worker.process import USELESS, WorkerOptions

if TYPE_CHECKING:
    from provenlab.tools.compose import LabParts

_PROCESS = "provenlab.tools.worker.process"
_TICK_S = 0.2
_FIRST_PAUSE_S = 0.25
_LONGEST_PAUSE_S = 30.0


@dataclass(slots=True)
class _Member:
    """One place among the processes, and the process that has it now."""

    process: subprocess.Popen[bytes] | None = None
    pipe: int = -1
    unread: bytes = b""
    has_ended_jobs: bool = False
    pause_s: float = _FIRST_PAUSE_S
    restart_at: float = 0.0
    is_finished: bool = False


@dataclass(slots=True)
class Supervisor:
    """`processes` workers with the same options; a process that dies is replaced.

    What its job was is failed as `lost` at once, without waiting for the lease. Processes that die
    before they ended any job are replaced after 0.25 s, then twice as long each time, up to 30 s.
    """

    lab: "LabParts"
    options: WorkerOptions
    processes: int
    display: Display
    drain: Drain
    endings: Counter[str] = field(default_factory=Counter)
    crew: str = field(default_factory=lambda: secrets.token_hex(3))
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _has_signalled: int = 0

    def run(self) -> int:
        """0 when all ended of themselves or were asked to; 1 when one ended in an error of its own."""
        members = [_Member() for _ in range(self.processes)]
        failed = False
        while not all(member.is_finished for member in members):
            for member in members:
                if not member.is_finished:
                    failed |= self._step(member)
            self._hear()
            self._pass_on_the_wish(members)
        return int(failed)

    def _step(self, member: _Member) -> bool:
        """Starts, or notices the end of, the process of this place; whether it ended in an error."""
        if member.process is None:
            if self.drain.asked:
                member.is_finished = True
            elif time.monotonic() >= member.restart_at:
                self._start(member)
            return False
        code = member.process.poll()
        if code is None:
            return False
        return self._ended(member, member.process, code)

    def _start(self, member: _Member) -> None:
        reading, writing = os.pipe()
        try:
            member.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    _PROCESS,
                    self.options.text(),
                    str(writing),
                    str(os.getpid()),
                    self.crew,
                ],
                pass_fds=[writing],
                stdin=subprocess.DEVNULL,
                # Ctrl-C reaches only the supervisor, which asks each process once.
                process_group=0,
            )
        finally:
            os.close(writing)
        os.set_blocking(reading, False)
        member.pipe, member.unread, member.has_ended_jobs = reading, b"", False
        self._selector.register(reading, selectors.EVENT_READ, member)

    def _ended(self, member: _Member, process: subprocess.Popen[bytes], code: int) -> bool:
        self._read(member)
        self._selector.unregister(member.pipe)
        os.close(member.pipe)
        member.process = None
        self._settle(worker_name(self.crew, process.pid), code)
        if code in (0, USELESS) or self.options.once:
            member.is_finished = True
            return code != 0
        member.pause_s = (
            _FIRST_PAUSE_S if member.has_ended_jobs else min(2 * member.pause_s, _LONGEST_PAUSE_S)
        )
        member.restart_at = time.monotonic() + member.pause_s
        return False

    def _settle(self, worker: str, code: int) -> None:
        """Fails what a dead process held; what the store does not take now is settled by its lease."""
        if code == 0:
            return
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        error = RunError(kind="lost", message=f"the process of worker {worker} ended by {how}")
        try:
            held = self.lab.jobs.queue.list_jobs(JobFilter(status="running", worker=worker)).items
            for job in held:
                after = self.lab.jobs.fail(job.job_id, job.attempt, error)[0]
                self._show(
                    Notice(
                        what="ended",
                        worker=worker,
                        job_id=job.job_id,
                        kind=job.kind,
                        attempt=job.attempt,
                        ending=after.status,  # type: ignore[arg-type]
                        text=error.message,
                    )
                )
        except LeaseLost:
            return
        except ProvenlabError as refused:
            self._show(Notice(what="trouble", worker=worker, text=refused.message))

    def _hear(self) -> None:
        for key, _ in self._selector.select(_TICK_S):
            self._read(key.data)

    def _read(self, member: _Member) -> None:
        while True:
            try:
                chunk = os.read(member.pipe, 65_536)
            except BlockingIOError:
                return
            if not chunk:
                return
            *lines, member.unread = (member.unread + chunk).split(b"\n")
            for line in lines:
                self._take(member, Notice(**json.loads(line)))

    def _take(self, member: _Member, notice: Notice) -> None:
        member.has_ended_jobs |= notice.what == "ended"
        self._show(notice)

    def _show(self, notice: Notice) -> None:
        if notice.ending is not None:
            self.endings[notice.ending] += 1
        self.display.show(notice)

    def _pass_on_the_wish(self, members: list[_Member]) -> None:
        wishes = self.drain.times_asked
        while self._has_signalled < wishes:
            self._has_signalled += 1
            for member in members:
                if member.process is not None:
                    member.process.terminate()
