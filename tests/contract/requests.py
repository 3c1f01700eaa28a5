"""Wire parameters of a typical lab, to be varied by each test."""

from typing import Any

from tests.doors import Call

Json = dict[str, Any]


def at(second: int) -> str:
    """An instant of one busy minute, as a host would write it."""
    return f"2025-02-01T10:00:{second:02}.000Z"


def provenance(second: int = 0, **changes: Any) -> Json:
    return {
        "gitCommit": "abc123",
        "gitDirty": False,
        "engineVersion": "1.0.0",
        "createdAt": at(second),
        **changes,
    }


def declaration(experiment_id: str = "exp-1", second: int = 0, **changes: Any) -> Json:
    """Parameters of create_experiment, over inputs that nobody published."""
    return {
        "experimentId": experiment_id,
        "name": "momentum sweep",
        "inputs": {"alerts": ["alerts-1", "alerts-2"], "ohlcv": ["ohlcv-1"]},
        "config": {"strategy": {"name": "momentum"}, "params": {"window": 20}},
        "provenance": provenance(second),
        **changes,
    }


def declare(call: Call, experiment_id: str = "exp-1", second: int = 0, **changes: Any) -> Json:
    """The declared experiment; inputs need not exist."""
    params = declaration(experiment_id, second, **{"validateInputs": False, **changes})
    created: Json = call("create_experiment", **params)
    return created


def start(call: Call, experiment_id: str = "exp-1", **changes: Any) -> Json:
    """A declared experiment that runs."""
    created = declare(call, experiment_id, **changes)
    call("update_status", experimentId=created["experimentId"], status="running")
    return created


def complete(call: Call, experiment_id: str = "exp-1", **outputs: str) -> Json:
    """Completes a running experiment; without outputs, with metrics of its own."""
    slots = outputs or {"metrics": f"metrics-of-{experiment_id}"}
    after: Json = call(
        "complete_experiment", experimentId=experiment_id, results={"outputs": slots}, validateOutputs=False
    )
    return after


def bring_to(call: Call, status: str, experiment_id: str = "exp-1", **changes: Any) -> None:
    """A new experiment in that status, by the shortest way."""
    declare(call, experiment_id, **changes)
    if status in ("running", "completed"):
        call("update_status", experimentId=experiment_id, status="running")
    if status == "completed":
        complete(call, experiment_id)
    elif status in ("failed", "cancelled"):
        call("update_status", experimentId=experiment_id, status=status)


def publication(artifact_id: str = "art-1", second: int = 0, **changes: Any) -> Json:
    """Parameters of publish_artifact; the bytes differ from id to id."""
    sources = {"path", "jsonContent", "textContent", "base64Content"}
    content = {} if sources & changes.keys() else {"textContent": f"bytes of {artifact_id}"}
    return {
        "artifactId": artifact_id,
        "kind": "ohlcv",
        "name": f"slice {artifact_id}",
        "createdAt": at(second),
        **content,
        **changes,
    }


def publish(call: Call, artifact_id: str = "art-1", second: int = 0, **changes: Any) -> Json:
    """The published record."""
    record: Json = call("publish_artifact", **publication(artifact_id, second, **changes))
    return record


def parents(*ids: str, role: str = "source") -> list[Json]:
    return [{"artifactId": each, "role": role} for each in ids]


def ids(experiments: list[Json]) -> list[str]:
    return [each["experimentId"] for each in experiments]
