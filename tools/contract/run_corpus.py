"""Requests on runs to start from."""

from typing import Any

_AT = "2025-01-31T09:30:00.000Z"
_DATASET = {"dataset": "FD004"}
_WHOLE_DATASET = {
    "dataset": "FD004",
    "version": "2",
    "artifactId": "art-1",
    "contentHash": "0" * 64,
    "role": "train",
}
_ERROR = {"kind": "exception", "type": "ValueError", "message": "no rows", "traceback": "..."}
_METRICS = {"auc": 0.91, "loss": "NaN", "worst": "-Infinity"}
_POINT = {"seq": 0, "key": "loss", "value": 0.5, "at": _AT}
_EVENT = {"at": _AT, "kind": "progress"}
_PRODUCT = {"runId": "run-1", "kind": "plot", "name": "loss curve", "textContent": "<svg/>"}

RUN_MINIMAL: dict[str, dict[str, Any]] = {
    "start_run": {"name": "nightly", "config": {}},
    "get_run": {"runId": "run-1"},
    "get_run_card": {"runId": "run-1"},
    "list_runs": {},
    "finish_run": {"runId": "run-1", "metrics": {}},
    "fail_run": {"runId": "run-1", "error": {"kind": "exception"}},
    "cancel_run": {"runId": "run-1"},
    "heartbeat": {"runId": "run-1"},
    "log_metrics": {"runId": "run-1", "points": []},
    "get_metric_series": {"runId": "run-1"},
    "log_artifact": _PRODUCT,
    "report_progress": {"runId": "run-1", "events": []},
    "get_progress": {"runId": "run-1"},
    "reap_lost_runs": {},
    "compare_runs": {"runIds": ["run-1", "run-2"]},
}
"""The fewest fields of each operation."""

RUN_FULL: dict[str, dict[str, Any]] = {
    "start_run": {
        "runId": "run-1",
        "name": "nightly",
        "kind": "train",
        "config": {"lr": 0.1, "layers": [8, 4], "none": None},
        "datasets": [_DATASET, _WHOLE_DATASET],
        "tags": ["night", "gpu"],
        "seed": 7,
        "experimentId": "exp-1",
        "parentRunId": "run-0",
        "resultsDir": "results/FD004",
        "origin": {
            "createdAt": _AT,
            "gitCommit": "0f3c9ab",
            "gitDirty": True,
            "gitRemote": "git@host:lab.git",
            "host": "lab-1",
            "platform": "linux",
            "pythonVersion": "3.12.1",
            "processId": 4242,
            "packages": {"numpy": "2.4.0"},
            "argv": ["train.py", "--epochs", "3"],
        },
        "redactions": [{"path": "config.key", "rule": "secret_name"}],
        "leaseSeconds": 60,
    },
    "list_runs": {
        "filter": {
            "status": "completed",
            "kind": "train",
            "name": "nightly",
            "dataset": "FD004",
            "tags": ["night"],
            "gitCommit": "0f3c9ab",
            "experimentId": "exp-1",
            "parentRunId": "run-0",
            "metric": {"key": "auc", "atLeast": 0.5, "atMost": 1},
            "minCreatedAt": "2025-01-01",
            "maxCreatedAt": "2025-02-01T00:00:00Z",
            "order": {"metric": "auc", "descending": False},
            "limit": 10,
            "cursor": "run-0",
        }
    },
    "finish_run": {"runId": "run-1", "metrics": _METRICS, "summaryPath": "summary.json", "endedAt": _AT},
    "fail_run": {"runId": "run-1", "error": _ERROR, "metrics": _METRICS},
    "cancel_run": {"runId": "run-1", "error": _ERROR, "metrics": _METRICS},
    "heartbeat": {"runId": "run-1", "leaseSeconds": 0.5},
    "log_metrics": {"runId": "run-1", "points": [{**_POINT, "value": "Infinity", "step": 1}]},
    "get_metric_series": {"runId": "run-1", "key": "loss", "afterSeq": 3, "limit": 10},
    "log_artifact": {**_PRODUCT, "artifactId": "art-2", "schemaVersion": 2, "format": "bytes"},
    "report_progress": {
        "runId": "run-1",
        "events": [
            {
                **_EVENT,
                "clientSeq": 1,
                "attempt": 1,
                "phase": "fit",
                "percent": 12.5,
                "message": "epoch 1",
                "payload": {"epoch": 1},
            }
        ],
    },
    "get_progress": {"runId": "run-1", "afterSeq": 3, "limit": 10},
    "reap_lost_runs": {"graceSeconds": 30},
}
"""Every field of each operation that may be there together."""
