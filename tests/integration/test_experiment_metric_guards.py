"""What is kept of the metrics of experiments, raw SQL cannot change, and damage past the guards is found."""

from collections.abc import Callable

import pytest

from tests.contract.requests import start
from tests.contract.test_experiment_metrics import measured
from tests.doors import DirectDoor
from tests.integration.test_audit_of_runs import tamper
from tests.integration.test_run_guards import execute_raw
from tests.labs import Bench, opened

_K = "(SELECT k FROM experiments WHERE experiment_id = '{}')"
INSERT = "INSERT INTO experiment_metrics (k, key, value) VALUES ({}, '{}', 1)"
FORBIDDEN = [
    "UPDATE experiment_metrics SET value = 1",
    "UPDATE experiment_metrics SET key = 'x'",
    "DELETE FROM experiment_metrics",
    INSERT.format(_K.format("running"), "auc"),
    INSERT.format("999", "auc"),
]
DAMAGE = [
    "UPDATE experiment_metrics SET value = 0.75 WHERE key = 'auc'",
    "UPDATE experiment_metrics SET value = NULL WHERE key = 'auc'",
    "UPDATE experiment_metrics SET key = 'other' WHERE key = 'auc'",
    "UPDATE experiment_metrics SET k = 999",
    "DELETE FROM experiment_metrics WHERE key = 'auc'",
    INSERT.format(_K.format("done"), "new"),
    INSERT.format(_K.format("running"), "new"),
]


def recorded(bench: Bench) -> DirectDoor:
    """An experiment with metrics, and one that runs."""
    call = DirectDoor(bench.lab)
    measured(call, "done", 0, {"auc": 0.5, "loss": 2}, inputs={})
    start(call, "running", inputs={})
    return call


def test_raw_sql_is_refused_and_changes_nothing(durable_bench: Bench) -> None:
    call = recorded(durable_bench)
    was = call("list_experiments")
    for statement in FORBIDDEN:
        with pytest.raises(Exception, match="immutable"):
            execute_raw(durable_bench, statement)
    with pytest.raises(Exception, match=r"immutable|[Dd]uplicate key"):
        execute_raw(durable_bench, INSERT.format(_K.format("done"), "auc"))
    assert call("list_experiments") == was


@pytest.mark.parametrize("statement", DAMAGE)
def test_damage_past_the_guards_is_found(new_url: Callable[[str], str], statement: str) -> None:
    with opened(new_url("sqlite")) as bench:
        call = recorded(bench)
        assert call("verify_store")["findings"] == []
        tamper(bench, statement)
        assert {each["subject"] for each in call("verify_store")["findings"]} == {"experiment"}
