"""Jobs from Python: submitted, looked at, and worked off."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from provenlab.core.models.job import Job, JobFilter
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import Remark, Remarked
from provenlab.core.operations.jobs import JobView, SubmitJob
from provenlab.core.operations.registry import find_operation
from provenlab.tools.dispatch import checked, validated
from provenlab.tools.lab import _criteria, _Part

if TYPE_CHECKING:
    from provenlab.tools.worker.handlers import Handler


class Jobs(_Part):
    """Work that waits in a queue, each job with its run; the rules are those of `JobQueuePort`.

    `lab.jobs` of an open lab; `Jobs("lab.sqlite")` opens a path or URL alone.
    """

    def submit(self, kind: str, config: Mapping[str, Any], name: str | None = None, **fields: Any) -> Job:
        """Enqueues a job for the handler of a kind; nothing runs here.

        Further fields as `submit_job`: `job_id`, `priority`, `dedup_key`, `available_at`,
        `max_attempts`, `datasets`, `tags`, `seed`, ... The same job again, or one whose `dedup_key` is
        held, is returned as it is.
        """
        given = {**fields, "kind": kind, "config": dict(config), "name": name or kind}
        request: SubmitJob = validated(find_operation("submit_job"), given)
        asked = request.request(self._parts)
        return self._parts.jobs.submit(asked, request.definition(self._parts, asked.run_id))[0]

    def get(self, job_id: str) -> JobView:
        """The job, its attempts that ended, and why it is as it is; NotFound when there is none."""
        operation = find_operation("get_job")
        view: JobView = operation(self._parts, validated(operation, {"job_id": job_id}))
        return view

    def list(
        self,
        criteria: JobFilter | Mapping[str, Any] | None = None,
        *,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Job]:
        """The last enqueued first; dead letters by `{"status": "dead"}`."""
        return self._parts.jobs.queue.list_jobs(_criteria(JobFilter, criteria), limit, cursor)

    def count(self) -> dict[str, dict[str, int]]:
        """By kind and status."""
        return {kind: dict(counts) for kind, counts in self._parts.jobs.records.count_jobs().items()}

    def cancel(self, job_id: str, *, actor: str | None = None, reason: str | None = None) -> Job:
        """Cancels a waiting job with its run; asks a running one to stop."""
        remark = _remark(actor, reason)
        return self._parts.jobs.cancel(job_id, remark=remark)[0]

    def requeue(
        self, job_id: str, more_attempts: int = 5, *, actor: str | None = None, reason: str | None = None
    ) -> Job:
        """Queues a dead job again, over a new run."""
        return self._parts.jobs.requeue(job_id, more_attempts, _remark(actor, reason))[0]

    def work(
        self,
        handlers: "Mapping[str, Handler] | None" = None,
        *,
        kinds: Iterable[str] | None = None,
        once: bool = False,
        until_idle: bool = True,
    ) -> "Counter[str]":
        """Works off the queue in this thread; how many attempts ended in which way.

        With these handlers by kind, else with those of `@job_handler` and of installed packages. Ctrl-C
        hands the present job back.
        """
        from provenlab.tools.worker.handlers import HandlerTable, handlers_of
        from provenlab.tools.worker.worker import Until, Worker

        table = handlers_of() if handlers is None else HandlerTable(handlers)
        return Worker(self._opened, table, kinds=kinds).run(Until(once=once, idle=until_idle))


def _remark(actor: str | None, reason: str | None) -> Remark:
    return checked(Remarked, {"actor": actor, "reason": reason}, "jobs").remark()
