"""The queue, its dead letters with their errors, and a job with its attempts."""

from typing import Any, get_args

from provenlab.core.models.job import JobStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.page import Page

_CRITERIA = ("status", "kind", "worker", "dedupKey", "runId")


def job_list(ask: Asking, address: Address) -> Page:
    """Jobs, the last enqueued first, and how many there are of each kind."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_jobs", filter=criteria)
    values = {
        "address": address,
        "jobs": page["items"],
        "next_cursor": page.get("nextCursor"),
        "counts": ask("count_jobs"),
        "statuses": get_args(JobStatus),
    }
    return Page("jobs.html", "Jobs", values)


def job_page(ask: Asking, _address: Address, job_id: str) -> Page:
    """A job, every attempt at it, and what it waits for or why it ended."""
    job = ask("get_job", jobId=job_id)
    return Page("job.html", f"Job {job_id}", {"job": job, "run": ask.if_there("get_run", runId=job["runId"])})
