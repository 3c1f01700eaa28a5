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
]


@pytest.mark.parametrize("statement", SHARED)
def test_raw_sql_changes_nothing_of_versions_and_promotions(durable_bench: Bench, statement: str) -> None:
    call = DirectDoor(durable_bench.lab)
    for n in range(2):
        call("log_model_version", config={"n": n}, metrics={"auc": n})
        call("promote_to_champion", version=n + 1, reason="better")

    def look() -> list[Any]:
        return [call("list_versions"), call("get_model_history"), call("get_champion_info")]

    was = look()
    with pytest.raises(Exception, match=r"(?i)immutable|check constraint|unique|duplicate"):
        execute_raw(durable_bench, statement)
    assert look() == was
