"""Kinds that read inputs have the same digests from one process and from two."""

from collections.abc import Iterator

import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.compute.processes import ProcessExecutor
from provenlab.adapters.datasets.shipped import shipped
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.engine import Assignment, assigned, evaluated
from provenlab.core.evaluation.ml_eval.kind import MlEval
from tests.backtests import alerts, crossings, ohlcv, real_bars, scenario_of


@pytest.fixture(scope="module")
def two_processes() -> Iterator[ProcessExecutor]:
    with ProcessExecutor(2) as executor:
        yield executor


def backtest() -> tuple[Assignment, int]:
    rows = [row for row in real_bars() if row[1].year == 2012]
    inputs = {"ohlcv": ohlcv(rows), "alerts": alerts(crossings(rows))}
    scenario = scenario_of(inputs, **{"from": "2012-01-01", "to": "2012-12-31"})
    return assigned(Backtest(), scenario, {"a": {"stop": 0.05}, "b": {"holdBars": 5}}, inputs), 50


def learning() -> tuple[Assignment, int]:
    content, scenario = shipped("breast_cancer")
    learners = {
        "a": {"rounds": 10},
        "b": {"rounds": 10, "params": {"bagging_freq": 1, "bagging_fraction": 0.5}},
    }
    task = assigned(MlEval(), scenario | {"folds": 3, "seed": 1}, learners, {"dataset": content})
    return task, 1


@pytest.mark.parametrize("task", [backtest, learning])
def test_two_processes_find_what_one_finds(task: object, two_processes: ProcessExecutor) -> None:
    assert callable(task)
    assignment, units = task()
    here = evaluated(assignment, InProcessExecutor())
    there = evaluated(assignment, two_processes, shard_units=units)
    assert there.digest == here.digest
    assert there.finding == here.finding
