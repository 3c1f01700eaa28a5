"""Requests on retention to start from."""

from typing import Any

_REMARK = {"actor": "nightly", "reason": "the disk is full"}

RETENTION_MINIMAL: dict[str, dict[str, Any]] = {
    "pin_artifact": {"artifactId": "art-1"},
    "unpin_artifact": {"artifactId": "art-1"},
    "list_pins": {},
    "get_artifact_expiry": {"artifactId": "art-1"},
    "collect_garbage": {},
}
"""The fewest fields of each operation."""

RETENTION_FULL: dict[str, dict[str, Any]] = {
    "pin_artifact": {"artifactId": "art-1", **_REMARK},
    "unpin_artifact": {"artifactId": "art-1", **_REMARK},
    "list_pins": {},
    "get_artifact_expiry": {"artifactId": "art-1"},
    "collect_garbage": {
        "policy": {
            "name": "nightly",
            "keepLast": 5,
            "lastOf": "name",
            "keepDays": 14.5,
            "keepAggregates": False,
            "aggregateKinds": ["leaderboard"],
            "keepRejectedTrials": False,
            "onlyKinds": ["trades", "curves"],
        },
        "dryRun": False,
        "minAgeSeconds": 0.5,
        "listKept": True,
        "maxListed": 10,
        **_REMARK,
    },
}
"""Every field of each operation that may be there together."""
