"""One process for every call: what no lasting door can show."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.requests import declaration, publish
from tests.doors import BRIDGE, Call, environment, refusal
from tests.labs import FILE_BACKENDS


@pytest.mark.requirement("TRACKER-13")
@pytest.mark.requirement("TRACKER-15")
def test_a_lifecycle_goes_through_processes_that_share_nothing_but_the_store(one_shot: Call) -> None:
    publish(one_shot, "bars")
    declared = declaration(inputs={"ohlcv": ["bars"]})
    assert one_shot("create_experiment", **declared)["created"] is True
    one_shot("update_status", experimentId="exp-1", status="running")
    publish(one_shot, "m", jsonContent={"sharpe": 1.5})
    done = one_shot("complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "m"})
    assert done == one_shot("get_experiment", experimentId="exp-1")
    assert [each["experimentId"] for each in one_shot("find_by_input_artifacts", artifactIds=["bars"])] == [
        "exp-1"
    ]
    assert one_shot("verify_store")["findings"] == []


@pytest.mark.requirement("TRACKER-17")
def test_a_fault_is_one_coded_document_and_exit_code_one(one_shot: Call) -> None:
    refused = refusal(one_shot, "get_experiment", experimentId="nobody")
    assert (refused.code, refused.kind, refused.retryable) == ("not_found", "NotFound", False)


@pytest.mark.requirement("TRACKER-16")
@pytest.mark.requirement("TRACKER-19")
@pytest.mark.parametrize("backend", FILE_BACKENDS)
def test_the_first_write_creates_the_store_that_the_environment_names(backend: str, tmp_path: Path) -> None:
    store = tmp_path / "new" / f"lab.{backend}"
    variables = {**environment(tmp_path / "home"), "EXPERIMENT_DB": str(store)}

    def run(**request: object) -> tuple[int, dict[str, object]]:
        done = subprocess.run(
            [sys.executable, BRIDGE], input=json.dumps(request).encode(), capture_output=True, env=variables
        )
        return done.returncode, json.loads(done.stdout)

    code, reply = run(operation="list_experiments")
    assert (code, reply["code"]) == (1, "not_initialised")
    assert not store.parent.exists()
    assert run(operation="create_experiment", **declaration())[0] == 0
    assert store.is_file()
    code, reply = run(operation="count_experiments")
    assert (code, reply["total"]) == (0, 1)
