"""`provenlab jobs`: work that waits in a queue."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("job_id",)

VERBS: Verbs = {
    "list": Verb("list_jobs", "List jobs, the last enqueued first.", view="jobs.views:listing"),
    "show": Verb("get_job", "Show one job with its attempts.", _ID, view="jobs.views:job"),
    "export": Own("jobs.export:export", "Write all of them as JSON lines or CSV.", ("list_jobs",)),
    "count": Verb("count_jobs", "Count jobs by kind and status.", view="jobs.views:counts"),
    "submit": Verb("submit_job", "Enqueue a job with its run.", view="jobs.views:brief"),
    "cancel": Verb("cancel_job", "Cancel a job, or ask a running one to stop.", _ID, view="jobs.views:brief"),
    "requeue": Verb("requeue_job", "Queue a dead job again.", _ID, view="jobs.views:brief"),
    "reap": Verb("reap_lost_jobs", "Settle attempts whose worker died.", view="jobs.views:reaped"),
}
