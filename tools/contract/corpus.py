"""Requests to start from, and cases that no schema tells of."""

from collections.abc import Mapping
from typing import Any

from provenlab.tools.contract.evaluation_corpus import EVALUATION_FULL, EVALUATION_MINIMAL
from provenlab.tools.contract.job_corpus import JOB_FULL, JOB_MINIMAL
from provenlab.tools.contract.journal_corpus import JOURNAL_FULL, JOURNAL_MINIMAL
from provenlab.tools.contract.model_corpus import MODEL_FULL, MODEL_MINIMAL
from provenlab.tools.contract.retention_corpus import RETENTION_FULL, RETENTION_MINIMAL
from provenlab.tools.contract.run_corpus import RUN_FULL, RUN_MINIMAL

_PROVENANCE = {
    "gitCommit": "0f3c9ab",
    "gitDirty": False,
    "engineVersion": "1.4.0",
    "createdAt": "2025-01-31T09:30:00.000Z",
}
_WHOLE_PROVENANCE = {
    **_PROVENANCE,
    "gitDirty": True,
    "createdAt": "2025-01-31T10:30:00.123456+01:00",
    "host": "lab-1",
    "platform": "linux",
    "pythonVersion": "3.12.1",
    "packages": {"numpy": "2.4.0"},
    "argv": ["sweep", "--fast", "5"],
}
_EXPERIMENT = {
    "name": "momentum",
    "inputs": {"alerts": ["alert-1"], "ohlcv": ["ohlcv-1"]},
    "config": {},
    "provenance": _PROVENANCE,
}
_REMARK = {"actor": "nightly", "reason": "planned"}
_PAGE = {"limit": 10, "cursor": "exp-0"}
_TIMES = {"minCreatedAt": "2025-01-01", "maxCreatedAt": "2025-02-01T00:00:00Z"}
_METRIC = {"key": "test.auc", "atLeast": 0.5, "atMost": 1}
_RESULTS = {
    "tradesArtifactId": "trades-1",
    "metricsArtifactId": "metrics-1",
    "curvesArtifactId": "curves-1",
    "diagnosticsArtifactId": "diagnostics-1",
    "outputs": {"report": "report-1"},
}
_HASH = "0123456789abcdef" * 4

MINIMAL: Mapping[str, dict[str, Any]] = {
    "create_experiment": _EXPERIMENT,
    "get_experiment": {"experimentId": "exp-1"},
    "get_experiment_history": {"experimentId": "exp-1"},
    "list_experiments": {},
    "index_experiment_metrics": {},
    "count_experiments": {},
    "update_status": {"experimentId": "exp-1", "status": "running"},
    "store_results": {"experimentId": "exp-1", "results": {}},
    "complete_experiment": {"experimentId": "exp-1"},
    "find_by_input_artifacts": {"artifactIds": []},
    "publish_artifact": {"kind": "ohlcv", "name": "bars"},
    "get_artifact": {"artifactId": "art-1"},
    "list_artifacts": {},
    "get_artifact_history": {"artifactId": "art-1"},
    "preview_artifact": {"artifactId": "art-1"},
    "supersede_artifact": {"artifactId": "art-1", "successorId": "art-2"},
    "tombstone_artifact": {"artifactId": "art-1"},
    "get_lineage": {"direction": "upstream"},
    "verify_store": {},
    "sweep_blobs": {},
    "init_store": {},
    "describe_store": {},
    "describe": {},
    **RUN_MINIMAL,
    **JOB_MINIMAL,
    **EVALUATION_MINIMAL,
    **JOURNAL_MINIMAL,
    **MODEL_MINIMAL,
    **RETENTION_MINIMAL,
}
"""The fewest fields of each operation."""

FULL: Mapping[str, dict[str, Any]] = {
    **MINIMAL,
    "create_experiment": {
        **_EXPERIMENT,
        "experimentId": "exp-1",
        "description": "Buys strength.",
        "inputs": {"alerts": ["alert-1", "alert-2"], "ohlcv": ["ohlcv-1"], "strategies": ["strategy-1"]},
        "config": {"strategy": {"name": "momentum"}, "params": {"fast": 5, "slow": 20.5, "on": True}},
        "provenance": _WHOLE_PROVENANCE,
        "requiredOutputs": ["metrics", "curves"],
        "validateInputs": False,
    },
    "list_experiments": {
        "filter": {
            "status": "completed",
            "artifactType": "ohlcv",
            "gitCommit": "0f3c9ab",
            "metric": _METRIC,
            "order": {"metric": "test.auc", "descending": False},
            **_TIMES,
            **_PAGE,
        }
    },
    "count_experiments": {
        "filter": {
            "status": "failed",
            "artifactType": "ohlcv",
            "gitCommit": "0f3c9ab",
            "metric": _METRIC,
            **_TIMES,
        }
    },
    "update_status": {"experimentId": "exp-1", "status": "failed", "error": "out of memory", **_REMARK},
    "store_results": {"experimentId": "exp-1", "results": _RESULTS, "validateOutputs": False, **_REMARK},
    "complete_experiment": {"experimentId": "exp-1", "results": _RESULTS, "validateOutputs": True, **_REMARK},
    "find_by_input_artifacts": {
        "artifactIds": ["alert-1", "ohlcv-1"],
        "match": "all",
        "role": "ohlcv",
        "transitive": True,
        **_PAGE,
    },
    "publish_artifact": {
        "artifactId": "art-2",
        "kind": "ohlcv",
        "name": "bars",
        "schemaVersion": 2,
        "format": "json",
        "logicalKey": "bars/2025",
        "supersedes": "art-1",
        "producer": {"kind": "experiment", "id": "exp-1"},
        "parents": [{"artifactId": "art-0", "role": "source"}],
        "createdAt": "2025-01-31T09:30:00Z",
        "jsonContent": {"rows": [[1, 2.5], [None, "x"]]},
        "summary": {"rows": 2},
    },
    "list_artifacts": {
        "filter": {
            "kind": "ohlcv",
            "name": "bars",
            "logicalKey": "bars/2025",
            "fileHash": _HASH,
            "contentHash": _HASH,
            "producerId": "exp-1",
            "status": "active",
            **_TIMES,
            **_PAGE,
        }
    },
    "supersede_artifact": {"artifactId": "art-1", "successorId": "art-2", **_REMARK},
    "tombstone_artifact": {"artifactId": "art-1", **_REMARK},
    "get_lineage": {
        "artifactId": "art-1",
        "experimentId": "exp-1",
        "direction": "downstream",
        "maxDepth": 3,
        "maxNodes": 50,
    },
    "verify_store": {"readBlobs": False, "maxFindings": 5},
    "sweep_blobs": {"minAgeSeconds": 0.5, "dryRun": False},
    "describe": {"name": "create_experiment"},
    **RUN_FULL,
    **JOB_FULL,
    **EVALUATION_FULL,
    **JOURNAL_FULL,
    **MODEL_FULL,
    **RETENTION_FULL,
}
"""Every field of each operation that may be there together."""

HOSTILE: Mapping[str, Mapping[str, list[Any]]] = {
    "create_experiment": {
        "experimentId": ["", " ", "a b", "a/b", "../a", "exp-1\n", "é", "a\u0000", "-", "A.b_c:d-9"],
        "name": [" ", "\ud800", "a\u0000b", "\U0001f600", "e\u0301", '"\\', "<script>", "'; DROP TABLE x"],
        "inputs": [{"Alerts": []}, {"1st": []}, {"": []}, {"__proto__": []}, {"constructor": ["a"]}, {}],
        "config": [
            {"n": 2**53 - 1},
            {"n": 2**53},
            {"n": -(2**53)},
            {"n": 1e300},
            {"n": 5e-324},
            {"n": -0.0},
            {"text": "\ud800"},
            {"\udc00": 1},
            {"__proto__": {"polluted": True}},
            {"deep": [[[[{"n": 2**53}]]]]},
            {"null": None, "list": [None, True, "", 0]},
        ],
        "provenance": [None, {}, _WHOLE_PROVENANCE],
    },
    "publish_artifact": {
        "jsonContent": [None, 0, "", [], {}, False, {"n": 2**53}, [1e21]],
        "textContent": ["", "a\nb", "é"],
        "summary": [None, {}, [], {"n": 2**53}],
    },
    "list_experiments": {"filter": [{}, {"limit": None}, {"limit": 0}, {"colour": "red"}]},
    "describe": {"name": ["no_such_operation"]},
}
"""Values for one field, added to those that follow from its schema."""

INSTANTS = {
    "2025-01-31": "a day",
    "2025-01-31T09:30": "minutes",
    "2025-01-31T09:30:00": "no offset",
    "2025-01-31 09:30:00Z": "a blank between",
    "2025-01-31T09:30:00.5Z": "a tenth",
    "2024-02-29T00:00:00Z": "a leap day",
    "2025-02-29T00:00:00Z": "no leap day",
    "2025-13-01T00:00:00Z": "month 13",
    "2025-01-31T24:01:00Z": "hour 24",
    "2025-01-31T09:60:00Z": "minute 60",
    "2025-01-31T09:30:00+25:00": "an offset of 25 hours",
    "0001-01-01T00:00:00+14:00": "before the year 1",
    "yesterday": "a word",
    "1738315800": "seconds",
    "": "nothing",
}
"""Times as text, and what is special about each."""
