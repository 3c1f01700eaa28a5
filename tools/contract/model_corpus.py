"""Requests on models to start from."""

from typing import Any

_HASH = "0123456789abcdef" * 4
_REMARK = {
    "modelName": "ranker",
    "actor": "nightly",
    "reason": "better on every fold",
    "evidence": {"auc": 0.91, "runIds": ["run-0", "run-1"]},
}

MODEL_MINIMAL: dict[str, dict[str, Any]] = {
    "log_model_version": {"config": {}},
    "get_model_version": {"version": 1},
    "list_models": {},
    "list_versions": {},
    "compare_versions": {"a": 1, "b": 1},
    "promote_to_champion": {"version": 1},
    "rollback": {},
    "demote": {},
    "archive_version": {"version": 1},
    "quarantine": {"version": 1},
    "release_version": {"version": 1},
    "reconcile_models": {},
    "get_champion_info": {},
    "champion_at": {"instant": "2025-01-31T09:30:00Z"},
    "get_model_history": {},
    "why_champion": {},
}
"""The fewest fields of each operation."""

MODEL_FULL: dict[str, dict[str, Any]] = {
    "log_model_version": {
        "modelName": "ranker",
        "config": {"learning_rate": 0.05, "num_leaves": 31},
        "metrics": {"auc": 0.91, "sharpe": "NaN", "worst": "-Infinity"},
        "tags": {"stage": "night", "note": ""},
        "flavour": "lightgbm",
        "flavourDetails": {"class": "LGBMClassifier", "classes": [0, 1]},
        "pickled": False,
        "signature": {
            "inputs": [{"name": "age", "dtype": "float64"}],
            "outputs": [{"name": "probability", "dtype": "float64"}],
        },
        "modelDigest": _HASH,
        "predictionDigest": _HASH,
        "requirements": ["lightgbm==4.7.0", "numpy==2.4.0"],
        "runId": "run-1",
        "runName": "night 12",
        "experimentId": "exp-1",
        "inputArtifacts": ["ohlcv-1"],
        "fileName": "model.txt",
        "createdAt": "2025-01-31T09:30:00.000Z",
        "path": "models/model.txt",
    },
    "get_model_version": {"modelName": "ranker", "version": 3},
    "list_models": {},
    "list_versions": {"modelName": "ranker", "limit": 10, "cursor": 7},
    "compare_versions": {"modelName": "ranker", "a": 3, "b": 4},
    "promote_to_champion": {**_REMARK, "version": 3, "expectedChampion": 2, "journalEntryId": 12},
    "rollback": _REMARK,
    "demote": _REMARK,
    "archive_version": {**_REMARK, "version": 3},
    "quarantine": {**_REMARK, "version": 3},
    "release_version": {**_REMARK, "version": 3},
    "reconcile_models": {**_REMARK, "accept": "history"},
    "get_champion_info": {"modelName": "ranker"},
    "champion_at": {"modelName": "ranker", "instant": "2025-01-31T09:30:00.123456+01:00"},
    "get_model_history": {"modelName": "ranker"},
    "why_champion": {"modelName": "ranker"},
}
"""Every field of each operation that may be there together."""
