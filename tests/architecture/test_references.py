"""Every column that names an artifact is known to retention, or there is a reason why it is not."""

import re

from tests.architecture.source_tree import ROOT

TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)", re.DOTALL)
NAMING = re.compile(
    r"^\s+(\w*artifact\w*|upstream_id|parent_id|child_id|successor_id|supersedes) TEXT", re.MULTILINE
)

COUNTED = {
    "artifacts.artifact_id": "the facts themselves",
    "artifact_parents.child_id": "lineage",
    "artifact_parents.parent_id": "lineage",
    "artifact_events.artifact_id": "tombstones",
    "artifact_pins.artifact_id": "pins",
    "artifact_expiries.artifact_id": "expiries",
    "experiment_inputs.artifact_id": "inputs of experiments",
    "experiment_outputs.artifact_id": "outputs of experiments",
    "run_datasets.artifact_id": "inputs of runs",
    "scenario_inputs.artifact_id": "references of scenarios",
    "candidate_sources.artifact_id": "references of candidates",
    "evaluation_upstreams.upstream_id": "inputs of the runs of evaluations",
    "model_versions.input_artifacts": "inputs of models, read through the registry",
}
NOT_COUNTED = {
    "runs.metrics_artifact_id": "its bytes lie in the row of the run",
    "artifacts.supersedes": "the older one is not needed by the newer one",
    "artifact_events.successor_id": "the newer one stands for itself",
    "journal_entries.parent_id": "names an entry",
}


def test_every_column_that_names_an_artifact_is_counted_or_has_a_reason_not_to_be() -> None:
    """Who adds one teaches `sql/shared/retention.sql` and the facts in memory, with a test."""
    schema = (ROOT / "sql" / "sqlite" / "schema.sql").read_text(encoding="utf-8")
    found = {f"{table}.{column}" for table, body in TABLE.findall(schema) for column in NAMING.findall(body)}
    assert found - COUNTED.keys() - NOT_COUNTED.keys() == set()
    assert COUNTED.keys() <= found


def test_the_queries_of_retention_read_what_is_counted() -> None:
    queries = (ROOT / "sql" / "shared" / "retention.sql").read_text(encoding="utf-8")
    tables = {name.partition(".")[0] for name in COUNTED} - {"model_versions"}
    assert {table for table in tables if f" {table}" not in queries} == set()
