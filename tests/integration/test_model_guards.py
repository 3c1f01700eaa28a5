"""What the services refuse about models, raw SQL cannot do either: on every engine."""

from typing import Any

import pytest

from tests.doors import DirectDoor
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench

SHARED = [
    "UPDATE models SET n_versions = 1",
    "UPDATE models SET n_versions = n_versions",
    "DELETE FROM models",
    "UPDATE model_versions SET metrics = '{}'",
    "UPDATE model_versions SET config = '{}' WHERE version = 1",
    "DELETE FROM model_versions",
    "UPDATE model_histories SET last_seq = 1, projected_seq = 1",
    "UPDATE model_histories SET projected_seq = 0",
    "UPDATE model_histories SET projected_seq = 9",
    "DELETE FROM model_histories",
    "UPDATE model_events SET champion = 1",
    "UPDATE model_events SET reason = 'another'",
    "DELETE FROM model_events",
    "DELETE FROM model_events WHERE seq = 2",
    "INSERT INTO model_events SELECT * FROM model_events",
    *(
        'INSERT INTO model_events (model_name, seq, "at", kind, version, champion, redactions)'
        f" VALUES ('provenlab-model', {seq}, 0, 'promoted', 1, 1, '[]')"
        for seq in (3, 4)
    ),
    "INSERT INTO model_versions (model_name, version, config, config_hash, metrics, tags, flavour_details,"
    " pickled, requirements, input_artifacts, file_name, created_at, recorded_at, redactions)"
    " SELECT model_name, 4, config, config_hash, metrics, tags, flavour_details, pickled, requirements,"
    " input_artifacts, file_name, created_at, recorded_at, redactions FROM model_versions WHERE version = 1",
]


def test_raw_sql_changes_nothing_of_versions_and_promotions(durable_bench: Bench) -> None:
    call = DirectDoor(durable_bench.lab)
    for n in range(2):
        call("log_model_version", config={"n": n}, metrics={"auc": n})
        call("promote_to_champion", version=n + 1, reason="better")

    def look() -> list[Any]:
        return [call("list_versions"), call("get_model_history"), call("get_champion_info")]

    was = look()
    for statement in SHARED:
        with pytest.raises(Exception, match=r"(?i)immutable|check constraint|unique|duplicate"):
            execute_raw(durable_bench, statement)
        assert look() == was, statement
