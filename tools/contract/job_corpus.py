"""Requests on jobs to start from."""

from typing import Any

from provenlab.tools.contract.run_corpus import RUN_FULL

_RUN = {name: value for name, value in RUN_FULL["start_run"].items() if name != "leaseSeconds"}

JOB_MINIMAL: dict[str, dict[str, Any]] = {
    "submit_job": {"name": "nightly", "config": {}},
    "get_job": {"jobId": "job-1"},
    "list_jobs": {},
    "count_jobs": {},
    "cancel_job": {"jobId": "job-1"},
    "requeue_job": {"jobId": "job-1"},
    "reap_lost_jobs": {},
}
"""The fewest fields of each operation."""

JOB_FULL: dict[str, dict[str, Any]] = {
    "submit_job": {
        **_RUN,
        "jobId": "job-1",
        "priority": 10,
        "dedupKey": "nightly:FD004",
        "availableAt": "2025-01-31T22:00:00Z",
        "maxAttempts": 3,
    },
    "list_jobs": {
        "filter": {
            "status": "dead",
            "kind": "train",
            "worker": "lab-1:4242",
            "dedupKey": "nightly:FD004",
            "runId": "run-1",
            "limit": 10,
            "cursor": "job-0",
        }
    },
    "cancel_job": {"jobId": "job-1", "actor": "ana", "reason": "too dear"},
    "requeue_job": {"jobId": "job-1", "moreAttempts": 2, "actor": "ana", "reason": "the disk has room again"},
}
"""Every field of each operation that may be there together."""
