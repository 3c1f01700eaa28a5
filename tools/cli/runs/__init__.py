"""`provenlab runs`: executions with metrics, curves and timelines."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("run_id",)

VERBS: Verbs = {
    "list": Verb("list_runs", "List runs, newest first or by a metric.", view="runs.views:listing"),
    "show": Own("runs.commands:show", "Show one run with its curves.", ("get_run", "get_run_card")),
    "card": Own("runs.commands:card", "Print the run card, as Markdown or HTML.", ("get_run_card",)),
    "compare": Verb(
        "compare_runs", "Show what differs between runs.", ("run_ids",), view="runs.views:comparison"
    ),
    "export": Own("runs.export:export", "Write all of them as JSON lines or CSV.", ("list_runs",)),
    "series": Verb("get_metric_series", "Show metric curves.", _ID, view="runs.views:series"),
    "progress": Own(
        "runs.commands:progress", "Print the timeline, and follow it.", ("get_progress", "get_run")
    ),
    "datasets": Verb(
        "get_run_datasets", "Tell over which data a run went.", _ID, view="lineage_views:datasets"
    ),
    "lineage": Own(
        "runs.lineage:lineage",
        "Draw what it came from, or what came of it.",
        ("get_lineage", "get_run", "get_evaluation", "list_artifacts"),
    ),
    "replay": Own("runs.commands:replay", "Send what scripts could not send to the store."),
    "reap": Own("runs.commands:reap", "Fail runs whose process died.", ("reap_lost_runs",)),
    "start": Verb("start_run", "Record a run as running.", view="runs.views:brief"),
    "heartbeat": Verb("heartbeat", "Renew the lease of a run.", _ID, view="runs.views:brief"),
    "log-metrics": Verb("log_metrics", "Append points to metric series.", _ID),
    "log-artifact": Verb(
        "log_artifact", "Publish what a run produced.", _ID, view="artifacts.views:artifact"
    ),
    "report": Verb("report_progress", "Append events to the timeline.", _ID),
    "finish": Verb("finish_run", "Complete a run with its metrics.", _ID, view="runs.views:brief"),
    "fail": Verb("fail_run", "End a run as failed.", _ID, view="runs.views:brief"),
    "cancel": Verb("cancel_run", "End a run as cancelled.", _ID, view="runs.views:brief"),
}
