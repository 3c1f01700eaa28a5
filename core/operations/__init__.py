"""The operations: one declaration each, from which every door derives.

This table says in which module an operation is declared, so that a short-lived process imports that
module alone.
"""

MODULES = {
    "create_experiment": "experiments",
    "get_experiment": "experiments",
    "get_experiment_history": "experiments",
    "list_experiments": "experiments",
    "count_experiments": "experiments",
    "update_status": "experiments",
    "store_results": "experiments",
    "complete_experiment": "experiments",
    "find_by_input_artifacts": "experiments",
    "publish_artifact": "artifacts",
    "get_artifact": "artifacts",
    "list_artifacts": "artifacts",
    "get_artifact_history": "artifacts",
    "supersede_artifact": "artifacts",
    "tombstone_artifact": "artifacts",
    "get_lineage": "lineage",
    "start_run": "runs",
    "get_run": "runs",
    "list_runs": "runs",
    "finish_run": "runs",
    "fail_run": "runs",
    "cancel_run": "runs",
    "heartbeat": "runs",
    "log_metrics": "runs",
    "get_metric_series": "runs",
    "log_artifact": "runs",
    "report_progress": "runs",
    "get_progress": "runs",
    "reap_lost_runs": "runs",
    "compare_runs": "runs",
    "verify_store": "store",
    "sweep_blobs": "store",
    "init_store": "store",
    "describe": "describe",
}
