"""What `describe` and `--help` say is enough to write a client: this one knows nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.doors import BRIDGE, environment


class Client:
    """Operations as methods: made from the contract, checking what goes out and what comes back."""

    def __init__(self, home: Path, store: str) -> None:
        self._home, self._store = home, store
        self.contract = self._send({"operation": "describe"})

    def _send(self, request: dict[str, Any]) -> Any:
        done = subprocess.run(
            [sys.executable, BRIDGE], input=json.dumps(request).encode(), capture_output=True,
            env=environment(self._home), check=False,
        )  # fmt: skip
        document = json.loads(done.stdout)
        if done.returncode != 0:
            raise self.failure(document)
        return document

    def failure(self, document: Any) -> Exception:
        known = self.contract["errors"][document["code"]]
        kind: type[Exception] = type(known["type"], (Exception,), {"retryable": known["retryable"]})
        return kind(document["error"])

    def __getattr__(self, name: str) -> Any:
        operation = self.contract["operations"][name]

        def call(**fields: Any) -> Any:
            self.validate(operation["request"], fields)
            reply = self._send({"operation": name, "dbPath": self._store, "params": fields})
            self.validate(operation["response"], reply)
            return reply

        return call

    def validate(self, schema: Any, value: Any) -> None:
        Draft202012Validator({**schema, "$defs": self.contract["$defs"]}).validate(value)


def example(schema: Any, contract: Any, text: str) -> Any:
    """Some value of a schema, with every required field; nothing here knows the domain."""
    if "$ref" in schema:
        return example(contract["$defs"][schema["$ref"].rpartition("/")[2]], contract, text)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return example(schema["anyOf"][0], contract, text)
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {name: example(fields[name], contract, text) for name in schema.get("required", [])}
    if kind == "string":
        return "2025-01-31T09:30:00Z" if schema.get("format") == "date-time" else text
    return {"array": [], "boolean": False, "integer": 1, "number": 1.0, "null": None}[kind]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("describe")
    return Client(folder / "home", str(folder / "lab.sqlite"))


def test_a_client_made_from_the_description_runs_an_experiment_to_its_end(client: Client) -> None:
    definition = example(
        client.contract["operations"]["create_experiment"]["request"], client.contract, "made-up"
    )
    created = client.create_experiment(**definition)
    experiment_id = created["experimentId"]
    assert created["created"]
    assert client.update_status(experimentId=experiment_id, status="running")["changed"]
    metrics = client.publish_artifact(kind="metrics", name="metrics", jsonContent={"sharpe": 1.5})
    done = client.complete_experiment(
        experimentId=experiment_id, results={"metricsArtifactId": metrics["artifactId"]}
    )
    assert done["status"] == "completed"
    assert client.get_experiment(experimentId=experiment_id) == done
    assert client.list_experiments() == [done]
    assert client.verify_store()["sound"]


def test_the_description_tells_which_errors_to_expect(client: Client) -> None:
    expected = client.contract["operations"]["get_experiment"]["errors"]
    assert {"not_found", "validation_failed"} <= set(expected)
    assert {code for each in client.contract["operations"].values() for code in each["errors"]} <= set(
        client.contract["errors"]
    )
    with pytest.raises(Exception, match="no experiment nobody") as failed:
        client.get_experiment(experimentId="nobody")
    assert type(failed.value).__name__ == "NotFound"


def test_every_operation_says_what_it_does_and_whether_it_writes(client: Client) -> None:
    for name, operation in client.contract["operations"].items():
        assert operation["effect"] in ("read", "write"), name
        assert len(operation["summary"].split()) >= 3, name
        assert operation["description"].startswith(operation["summary"]), name
        for schema in (operation["request"], operation["response"]):
            Draft202012Validator.check_schema(schema)


def test_one_operation_can_be_described_alone(client: Client) -> None:
    alone = client.describe(name="get_lineage")
    assert alone["operations"] == {"get_lineage": client.contract["operations"]["get_lineage"]}


def test_help_tells_the_ways_to_talk_and_names_every_operation(client: Client, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, BRIDGE, "--help"], capture_output=True, env=environment(tmp_path), check=True
    )
    text = done.stdout.decode()
    assert done.stderr == b""
    spoken = [
        "dbPath",
        "lockTimeoutMs",
        "outFile",
        "EXPERIMENT_DB",
        "PROVENLAB_URL",
        "memory:",
        "jsonrpc",
        "--serve",
    ]
    for word in [*spoken, *client.contract["operations"], "retryable", "SIGTERM", "--max-reply", "batch"]:
        assert word in text, word
