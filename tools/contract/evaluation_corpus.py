"""Requests on candidates, scenarios, cohorts and evaluations to start from."""

from typing import Any

_HASH = "0123456789abcdef" * 4
_OTHER = "fedcba9876543210" * 4
_WORLD = {
    "slots": ["north", "south"],
    "p": [[0.5, 0.75], [0.25, 0.5]],
    "rules": {"2": 50},
    "payouts": {"1": 65000},
    "constraints": {"minTeams": 1},
}
_CREATED = {"createdAt": "2025-01-31T09:30:00Z"}

EVALUATION_MINIMAL: dict[str, dict[str, Any]] = {
    "create_scenario": {"kind": "calcutta", "name": "spring", "world": _WORLD},
    "get_scenario": {"scenarioId": _HASH},
    "list_scenarios": {},
    "create_cohort": {"name": "five springs", "scenarioIds": [_HASH]},
    "get_cohort": {"cohortId": _HASH},
    "list_cohorts": {},
    "create_candidate": {"scenarioId": _HASH, "name": "all on north", "payload": {"bids": {"north": 50}}},
    "get_candidate": {"candidateId": _HASH},
    "list_candidates": {},
    "attach_candidates": {"candidateIds": [_HASH]},
    "submit_evaluation": {"cohortId": _HASH, "candidateIds": [_HASH]},
    "get_evaluation": {"evaluationId": "ev-1"},
    "list_evaluations": {},
    "get_leaderboard": {"evaluationId": "ev-1"},
    "get_candidate_results": {"candidateId": _HASH},
    "get_evaluation_documents": {"evaluationId": "ev-1", "name": "ranks"},
    "get_run_datasets": {"runId": "run-1"},
}
"""The fewest fields of each operation."""

_PAGE = {"limit": 10, "cursor": _HASH}
_ORIGIN = {
    "source": "generated",
    "strategy": "dp",
    "runId": "run-1",
    "artifactId": "market-1",
    "derivedFrom": _OTHER,
}
EVALUATION_FULL: dict[str, dict[str, Any]] = {
    "create_scenario": {
        **EVALUATION_MINIMAL["create_scenario"],
        "inputs": {"market": "market-1"},
        **_CREATED,
    },
    "list_scenarios": {
        "filter": {
            "kind": "calcutta",
            "name": "spring",
            "worldHash": _HASH,
            "artifactId": "market-1",
            "cohortId": _HASH,
            "candidateId": _HASH,
            **_PAGE,
        }
    },
    "create_cohort": {"name": "two springs", "scenarioIds": [_HASH, _OTHER], **_CREATED},
    "list_cohorts": {"filter": {"kind": "calcutta", "name": "two springs", "scenarioId": _HASH, **_PAGE}},
    "create_candidate": {**EVALUATION_MINIMAL["create_candidate"], **_ORIGIN, **_CREATED},
    "list_candidates": {
        "filter": {"kind": "calcutta", "name": "all on north", "scenarioId": _HASH, **_ORIGIN, **_PAGE}
    },
    "attach_candidates": {"candidateIds": [_HASH, _OTHER], "scenarioIds": [_HASH], "cohortId": _HASH},
    "submit_evaluation": {
        "cohortId": _HASH,
        "candidateIds": [_HASH, _OTHER],
        "nSims": 10000,
        "seed": 7,
        "overrides": {},
        "focusCandidateId": _HASH,
        "evaluationId": "ev-1",
        "name": "nightly",
        "priority": 5,
        "maxAttempts": 3,
        "repeat": True,
        "origin": {"createdAt": "2025-01-31T09:30:00Z", "gitCommit": "0f3c9ab"},
    },
    "get_evaluation": {"evaluationId": "ev-1", "runId": "run-1"},
    "list_evaluations": {
        "filter": {
            "kind": "calcutta",
            "status": "completed",
            "cohortId": _HASH,
            "scenarioId": _HASH,
            "candidateId": _HASH,
            "focusCandidateId": _HASH,
            "upstreamId": "market-1",
            "planHash": _HASH,
            "limit": 10,
            "cursor": "ev-0",
        }
    },
    "get_leaderboard": {"evaluationId": "ev-1", "metric": "mean_points", "limit": 10},
    "get_candidate_results": {
        "candidateId": _HASH,
        "metric": "mean_points",
        "scenarioId": _HASH,
        "cohortId": _HASH,
        "limit": 10,
    },
    "get_evaluation_documents": {
        "evaluationId": "ev-1",
        "name": "ranks",
        "scenarioId": _HASH,
        "candidateIds": [_HASH, _OTHER],
    },
    "get_run_datasets": {"runId": "run-1", "maxNodes": 50},
}
"""Every field of each operation that may be there together."""
