"""Bugs of job queues, to be planted one at a time."""

from typing import Any

import pytest

from provenlab.core.models.job import Job
from provenlab.core.rules import job_changes
from provenlab.core.services.jobs import JobService
from tests.mutants.planted_queries import Plant, changed_sql


def late_writes_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(job_changes, "require_lease", lambda job, attempt: None)


def one_attempt_too_many(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Job, "attempts_used", property(lambda self: max(0, self.attempt - self.deferrals - 1)))


def attempts_handed_back_are_used_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Job, "attempts_used", property(lambda self: self.attempt))


def final_errors_are_tried_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(job_changes, "is_final", lambda kind: False)


def cancelled_jobs_are_tried_again_when_lost(patch: pytest.MonkeyPatch) -> None:
    honest = job_changes.lost

    def lost(job: Job, now: Any, jitter: float) -> Any:
        return honest(job.model_copy(update={"cancel_requested": False}), now, jitter)

    patch.setattr("provenlab.adapters._sql.job_queue.lost", lost)


def runs_of_dead_jobs_go_on(patch: pytest.MonkeyPatch) -> None:
    honest = JobService._follow
    patch.setattr(
        JobService, "_follow", lambda self, job: None if job.status == "dead" else honest(self, job)
    )


PLANTED_IN_JOBS: dict[str, Plant] = {
    "late writes count": late_writes_count,
    "one attempt too many": one_attempt_too_many,
    "attempts handed back are used up": attempts_handed_back_are_used_up,
    "final errors are tried again": final_errors_are_tried_again,
    "cancelled jobs are tried again when lost": cancelled_jobs_are_tried_again_when_lost,
    "runs of dead jobs go on": runs_of_dead_jobs_go_on,
    "nobody settles what is lost": changed_sql("expired", "< :now", "< :now - 1000000000000000"),
    "jobs are claimed before their time": changed_sql("claimable", "<= :now", "<= :now + 60000000"),
    "priorities are turned round": changed_sql("claimable", "priority DESC", "priority"),
    "a key is held by ended jobs too": changed_sql(
        "active_by_key", "'retry_wait')", "'retry_wait', 'succeeded')"
    ),
}
"""All are found by the suite of job queues."""
