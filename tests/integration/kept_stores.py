"""Makes the store that is kept for a schema version: `python -m tests.integration.kept_stores`.

Run once when a release changes the schema, and commit what it writes; the older ones are never made anew.
"""

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

from provenlab.adapters._sql.migrations import latest_version
from tests.contract.evaluation_labs import submitted, worked_off
from tests.contract.test_experiment_metrics import measured
from tests.doors import Call, DirectDoor
from tests.integration.model_stores import NAME, fill_models
from tests.integration.sqlite.stores import fill
from tests.labs import FILE_BACKENDS, opened

FOLDER = Path(__file__).resolve().parents[1] / "data" / "schemas"


def every_record(call: Call) -> dict[str, Any]:
    """All that a store holds, as a host reads it; ids tell experiments and artifacts apart."""
    experiments = call("list_experiments", filter={"limit": None})
    artifacts = call("list_artifacts", filter={"limit": None})["items"]
    names = [each["experimentId"] for each in experiments]
    models = call("list_versions", modelName=NAME, limit=None)["items"]
    return {
        "experiments": experiments,
        "artifacts": artifacts,
        "histories": {each: call("get_experiment_history", experimentId=each) for each in names},
        "artifactHistories": {
            each["artifactId"]: call("get_artifact_history", artifactId=each["artifactId"])
            for each in artifacts
        },
        "lineage": [call("get_lineage", experimentId=each, direction="upstream") for each in names],
        # Since schema version 6.
        **({"models": models, "promotions": call("get_model_history", modelName=NAME)} if models else {}),
        # Since schema version 8.
        **(evaluation_records(call) if call("list_evaluations")["items"] else {}),
    }


def evaluation_records(call: Call) -> dict[str, Any]:
    """What is told of evaluations and of all that they are about."""
    candidates = call("list_candidates")["items"]
    return {
        "evaluations": call("list_evaluations")["items"],
        "scenarios": call("list_scenarios")["items"],
        "cohorts": call("list_cohorts")["items"],
        "candidates": candidates,
        "results": [call("get_candidate_results", candidateId=each["candidateId"]) for each in candidates],
        "leaderboard": call("get_leaderboard", evaluationId="ev-1"),
    }


def keep(backend: str, version: int) -> None:
    """Writes a store with something in every state, and what it should tell for ever."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder, f"lab.{backend}")
        with opened(str(store)) as bench:
            call = DirectDoor(bench.lab)
            fill(call)
            measured(call, "e-measured", 10, {"auc": 0.5, "test": {"loss": "NaN"}}, inputs={})
            fill_models(call)
            submitted(call)
            worked_off(bench.lab)
            records = every_record(call)
        # An empty DuckDB file has six megabytes, nearly all of them zeros.
        packed = gzip.compress(store.read_bytes(), mtime=0)
    (FOLDER / f"v{version}.{backend}.gz").write_bytes(packed)
    text = json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / f"v{version}.{backend}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in FILE_BACKENDS:
        keep(name, latest_version(name))
