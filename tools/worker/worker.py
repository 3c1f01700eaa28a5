"""Claims jobs one after the other and runs them, until it is asked to end."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from provenlab.core.errors import ProvenlabError
from provenlab.core.services.jobs import DEFAULT_JOB_LEASE
from provenlab.tools.worker.attempt import Attempt, AttemptRules
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.handlers import HandlerTable
from provenlab.tools.worker.notices import Notice, Tell, silently, worker_name

if TYPE_CHECKING:
    from provenlab.core.services.jobs import ClaimedJob
    from provenlab.tools.compose import LabParts

_FIRST_PAUSE_S = 0.1
_LONGEST_TROUBLE_S = 30.0


@dataclass(frozen=True, slots=True)
class Until:
    """When a worker ends of itself: after one claim, or when nothing is left to do; else never.

    Something is left while a job of its kinds runs anywhere or waits for a retry; a job that is only
    available later is not waited for.
    """

    once: bool = False
    idle: bool = False


_FOR_EVER = Until()


class Worker:
    """One process' share of the work; one job at a time, in the thread that calls `run`.

    A failing job never ends it. A store that is busy or away is tried again, after 0.1 s and then twice
    as long each time, up to 30 s.
    """

    def __init__(
        self,
        lab: "LabParts",
        handlers: HandlerTable,
        *,
        kinds: Iterable[str] | None = None,
        name: str | None = None,
        rules: AttemptRules | None = None,
        drain: Drain | None = None,
        tell: Tell = silently,
        poll_s: float = 2.0,
    ) -> None:
        self._lab = lab
        self._handlers = handlers
        self._kinds = handlers.chosen(kinds)
        self._rules = rules or AttemptRules(DEFAULT_JOB_LEASE)
        self._tell = tell
        self._poll_s = poll_s
        self.name = name or worker_name()
        self.drain = drain or Drain()

    def run(self, until: Until = _FOR_EVER) -> Counter[str]:
        """How many attempts ended in which way. Raises what the store says when trying again is no use."""
        try:
            return self._endings(until)
        finally:
            self._rules.compute.close()

    def _endings(self, until: Until) -> Counter[str]:
        endings: Counter[str] = Counter()
        pause_s = _FIRST_PAUSE_S
        while not self.drain.asked:
            try:
                claimed = self._lab.jobs.claim(self.name, self._kinds, self._rules.lease)
                if claimed is not None:
                    pause_s = _FIRST_PAUSE_S
                    endings[self._attempted(claimed)] += 1
                if until.once or (claimed is None and until.idle and self._is_idle()):
                    break
                longest_s = self._poll_s
            except ProvenlabError as error:
                if not error.retryable:
                    raise
                self._tell(Notice(what="trouble", worker=self.name, text=error.message))
                claimed, longest_s = None, _LONGEST_TROUBLE_S
            if claimed is None:
                self.drain.wait(pause_s)
                pause_s = min(2 * pause_s, longest_s)
        return endings

    def _attempted(self, claimed: "ClaimedJob") -> str:
        return Attempt(self._lab, claimed, self._rules, self.drain, self._tell).run(self._handlers)

    def _is_idle(self) -> bool:
        counts = self._lab.jobs.records.count_jobs()
        return not any(
            counts.get(kind, {}).get(status) for kind in self._kinds for status in ("running", "retry_wait")
        )
