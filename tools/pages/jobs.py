"""The queue, its dead letters with their errors, and a job with its attempts."""

from collections.abc import Mapping
from typing import Any, get_args

from provenlab.core.models.job import JobStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Page

_CRITERIA = ("status", "kind", "worker", "dedupKey", "runId")


def job_list(ask: Asking, address: Address) -> Page:
    """Jobs by the names of their runs, and how many there are of each kind."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_jobs", filter=criteria)
    is_whole = "nextCursor" not in page and not address.one("cursor")
    is_queue = criteria.get("status") == "queued" and is_whole
    values = {
        "address": address,
        "jobs": sorted(page["items"], key=_next_first) if is_queue else page["items"],
        "is_queue": is_queue,
        "names": names_of(ask, runs=[each["runId"] for each in page["items"]]),
        "next_cursor": page.get("nextCursor"),
        "counts": ask("count_jobs"),
        "statuses": get_args(JobStatus),
    }
    return Page("jobs.html", "Jobs", values)


def _next_first(job: Mapping[str, Any]) -> tuple[int, str, str]:
    """In the order in which workers claim jobs that are due."""
    return (-job["priority"], job["availableAt"], job["enqueuedAt"])


def job_page(ask: Asking, _address: Address, job_id: str) -> Page:
    """A job, every attempt at it, and what it waits for or why it ended."""
    job = ask("get_job", jobId=job_id)
    run = ask.if_there("get_run", runId=job["runId"])
    return Page("job.html", run["name"] if run else f"Job {job_id}", {"job": job, "run": run})
