"""Requests on the journal to start from."""

from typing import Any

_AT = "2025-01-31T09:30:00.000Z"
_TRIAL = {"evaluator": {"kind": "backtest", "version": "3"}}
_WHOLE_TRIAL = {**_TRIAL, "inputs": ["0" * 64], "cohort": "spring"}
_CRITERIA = {
    "tags": ["drift"],
    "dateFrom": "2025-01-01",
    "dateTo": "2025-02-01",
    "mutationType": "hyperparameter",
    "outcome": "pending",
    "disposition": "evaluated",
    "result": {"key": "sharpe", "atLeast": 0.5, "atMost": 2},
    "runId": "run-1",
    "experimentId": "exp-1",
    "text": "slower",
}

JOURNAL_MINIMAL: dict[str, dict[str, Any]] = {
    "log_journal_entry": {
        "hypothesis": "slower learning generalises",
        "mutationType": "hyperparameter",
        "configDiff": {},
        "results": {},
    },
    "get_journal_entry": {"entryId": 1},
    "query_journal": {},
    "count_journal": {},
    "record_decision": {"entryId": 1, "decision": "rejected"},
    "get_journal_decisions": {"entryId": 1},
    "find_trial": {},
    "similar_trials": {"config": {}},
    "get_journal_thread": {"entryId": 1},
}
"""The fewest fields of each operation."""

JOURNAL_FULL: dict[str, dict[str, Any]] = {
    "log_journal_entry": {
        "createdAt": _AT,
        "hypothesis": "slower learning generalises",
        "mutationType": "hyperparameter",
        "configDiff": {"lr": 0.05},
        "results": {"sharpe": 0.8},
        "championMetrics": {"sharpe": 0.7},
        "promotionDecision": "pending",
        "promotionReason": "awaits review",
        "disposition": "evaluated",
        "dispositionReason": "ran to its end",
        "runId": "run-1",
        "experimentId": "exp-1",
        "modelVersion": 3,
        "parentId": 1,
        "tags": ["drift", "night"],
        "metadata": {"autonomy": "supervised"},
        "baseConfig": {"lr": 0.1},
        "config": {"lr": 0.05},
        "seed": 7,
        "trial": _WHOLE_TRIAL,
    },
    "query_journal": {
        **_CRITERIA,
        "order": "oldest",
        "byResult": {"key": "sharpe", "descending": False},
        "limit": 10,
        "cursor": 1,
    },
    "count_journal": {**_CRITERIA, "atMost": 10_001},
    "record_decision": {
        "entryId": 1,
        "decision": "promoted",
        "reason": "better on every fold",
        "actor": "nightly",
        "comparison": {
            "champion": {"runId": "run-0", "cohort": "spring"},
            "challenger": {"runId": "run-1", "cohort": "spring"},
        },
    },
    "find_trial": {"trialKey": "0" * 64, "config": {"lr": 0.05}, "trial": _WHOLE_TRIAL},
    "similar_trials": {"config": {"lr": 0.05}, "k": 3},
}
"""Every field of each operation that may be there together."""
