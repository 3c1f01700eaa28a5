"""What a backtest refuses, and where it says the fault is."""

import hashlib
from typing import Any

import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.backtest.strategies import strategies_of
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.evaluation.identities import candidate_digest, scenario_digest
from tests.backtests import bars, day, ohlcv, parquet, world

KIND = Backtest()
FLAT = (100.0, 100.0, 100.0, 100.0)
SOUND, INPUTS = world(bars([FLAT]), [("a", "A", day(0))])


def paths(refusal: pytest.ExceptionInfo[ValidationFailed]) -> list[str]:
    return [fault["path"] for fault in refusal.value.details["faults"]]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2024-01-11"}, "to"),
        ({"from": "1900-01-01"}, "to"),
        ({"to": 5}, "to"),
        ({"seed": None}, "seed"),
        ({"seed": 2**53}, "seed"),
        ({"fee": -0.1}, "fee"),
        ({"fee": "1"}, "fee"),
        ({"slippage": float("nan")}, "slippage"),
        ({"maxErrorShare": 1.1}, "maxErrorShare"),
        ({"periodsPerYear": 0}, "periodsPerYear"),
        ({"commission": 1}, "commission"),
        ({"inputs": {"ohlcv": "0" * 64}}, "inputs.alerts"),
        ({"inputs": SOUND["inputs"] | {"ohlcv": "ABC"}}, "inputs.ohlcv"),
        ({"inputs": SOUND["inputs"] | {"news": "0" * 64}}, "inputs.news"),
        ({"walkForward": {"train": 5, "embargo": 1, "test": 5, "step": 1}}, "walkForward"),
        ({"walkForward": {"train": 0, "embargo": 1, "test": 5, "step": 1}}, "walkForward.train"),
        ({"walkForward": {"train": 1, "embargo": 1, "test": 5}}, "walkForward.step"),
        ({"max_error_share": 0.1, "maxErrorShare": 0.1}, "maxErrorShare"),
    ],
)
def test_a_fault_of_the_scenario_is_refused_with_its_path(change: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        KIND.normalise_spec(SOUND | change)
    assert paths(refusal) == [path]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"side": "both"}, "side"),
        ({"stop": 1}, "stop"),
        ({"stop": 0}, "stop"),
        ({"target": -0.1}, "target"),
        ({"side": "short", "target": 1.5}, "target"),
        ({"holdBars": 0}, "holdBars"),
        ({"holdBars": True}, "holdBars"),
        ({"weight": 0}, "weight"),
        ({"weight": 1.5}, "weight"),
        ({"delaySeconds": -1}, "delaySeconds"),
        ({"lots": 1}, "lots"),
        ([], "value"),
    ],
)
def test_a_fault_of_a_strategy_is_refused_with_its_path(document: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        KIND.normalise_candidate(KIND.normalise_spec(SOUND), document)
    assert paths(refusal) == [path]


def test_ways_to_write_the_same_thing_have_one_digest() -> None:
    spec = KIND.normalise_spec(SOUND)
    ways = [{}, {"weight": 1.0, "side": "long"}, {"max_wait_seconds": 432_000.0}, {"stop": None}]
    assert len({candidate_digest(KIND, KIND.normalise_candidate(spec, each)) for each in ways}) == 1
    spelled = SOUND | {"to": "2024-01-11T01:00:00+01:00", "fee": 0, "walkForward": None, "seed": 9}
    assert scenario_digest(KIND, KIND.normalise_spec(spelled)) == scenario_digest(KIND, spec)
    other = KIND.normalise_spec(SOUND | {"fee": 0.001})
    assert scenario_digest(KIND, other) != scenario_digest(KIND, spec)


def test_what_identifies_a_scenario_or_strategy_is_a_document_of_the_same() -> None:
    walk = {"train": 5, "embargo": 1, "test": 2, "step": 1}
    spec = KIND.normalise_spec(SOUND | {"fee": 0.001, "walkForward": walk})
    assert KIND.normalise_spec(KIND.world(spec) | {"seed": spec.seed}) == spec
    strategy = KIND.normalise_candidate(spec, {"side": "short", "stop": 0.1, "delaySeconds": 0.5})
    assert KIND.normalise_candidate(spec, KIND.identity(strategy)) == strategy


def refused_inputs(bar_rows: Any = None, **inputs: bytes) -> Any:
    given = INPUTS | inputs | ({} if bar_rows is None else {"ohlcv": ohlcv(bar_rows)})
    digests = {role: hashlib.sha256(content).hexdigest() for role, content in given.items()}
    return evaluated(assigned(KIND, SOUND | {"inputs": digests}, {"it": {}}, given), InProcessExecutor())


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        (bars([FLAT, FLAT])[::-1], "inputs.ohlcv[1].open_time"),
        ([*bars([FLAT])] * 2, "inputs.ohlcv[1].open_time"),
        (bars([FLAT, (100, 101, 101, 100)]), "inputs.ohlcv[1].low"),
        (bars([(100, 99, 99, 100)]), "inputs.ohlcv[0].high"),
        (bars([(0, 100, 0, 100)]), "inputs.ohlcv[0].open"),
        (bars([(100, float("inf"), 100, 100)]), "inputs.ohlcv[0].high"),
        ([(*bars([FLAT])[0][:6], -1.0)], "inputs.ohlcv[0].volume"),
        ([(*bars([FLAT])[0][:6], None)], "inputs.ohlcv.volume"),
        ([(None, *bars([FLAT])[0][1:])], "inputs.ohlcv.instrument"),
    ],
)
def test_impossible_bars_are_refused_with_their_row(rows: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        refused_inputs(rows)
    assert paths(refusal) == [path]


def test_inputs_are_those_that_the_scenario_names() -> None:
    with pytest.raises(ValidationFailed, match=r"inputs\.alerts: was not given"):
        evaluated(assigned(KIND, SOUND, {"it": {}}, {"ohlcv": INPUTS["ohlcv"]}), InProcessExecutor())
    swapped = {"ohlcv": INPUTS["alerts"], "alerts": INPUTS["ohlcv"]}
    with pytest.raises(ValidationFailed, match="other bytes"):
        evaluated(assigned(KIND, SOUND, {"it": {}}, swapped), InProcessExecutor())


def test_inputs_that_are_no_such_tables_are_refused() -> None:
    with pytest.raises(ValidationFailed, match="not a Parquet"):
        refused_inputs(alerts=b"PAR1")
    with pytest.raises(ValidationFailed, match=r"inputs\.alerts\.at: is a column"):
        refused_inputs(alerts=parquet(("alert_id", "instrument"), [("a", "A")]))
    with pytest.raises(ValidationFailed, match="times or dates"):
        refused_inputs(alerts=parquet(("alert_id", "instrument", "at"), [("a", "A", "2024-01-01")]))
    with pytest.raises(ValidationFailed, match="text"):
        refused_inputs(alerts=parquet(("alert_id", "instrument", "at"), [(1, "A", day(0))]))


def test_too_large_a_share_of_bad_alerts_fails_the_run() -> None:
    rows = [(f"a{at}", "A", day(at)) for at in range(9)] + [("lost", "Z", day(2))]
    scenario, inputs = world(bars([FLAT] * 10), rows, maxErrorShare=0.09)
    with pytest.raises(ValidationFailed, match=r"1 of 10 alerts are bad.*unknown_instrument"):
        evaluated(assigned(KIND, scenario, {"it": {}}, inputs), InProcessExecutor())
    allowed = evaluated(
        assigned(KIND, scenario | {"maxErrorShare": 0.1}, {"it": {}}, inputs), InProcessExecutor()
    )
    rows_of = allowed.finding.artifacts["diagnostics"]["it"]
    assert (rows_of["alert"][0], rows_of["reason"][0]) == ("lost", "unknown_instrument")


def test_strategies_come_from_a_table_too() -> None:
    content = parquet(("strategy", "stop", "hold_bars"), [("a", 0.1, None), ("b", None, 3)])
    assert strategies_of(content) == {"a": {"stop": 0.1}, "b": {"hold_bars": 3}}
    with pytest.raises(ValidationFailed, match=r"strategies\[1\]"):
        strategies_of(parquet(("strategy",), [("a",), ("a",)]))
