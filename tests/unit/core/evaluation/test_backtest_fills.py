"""Where trades begin and end, by hand and against a second implementation over real prices."""

from datetime import UTC, datetime
from typing import Any

import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.engine import Evaluation, assigned, evaluated
from tests.backtests import alerts, bars, crossings, day, ohlcv, real_bars, scenario_of, world
from tests.unit.core.evaluation.slow_backtest import slow_trades

KIND = Backtest()
FLAT = (100.0, 100.0, 100.0, 100.0)


def run(scenario: Any, inputs: Any, **strategies: Any) -> Evaluation:
    return evaluated(assigned(KIND, scenario, strategies, inputs), InProcessExecutor())


def only_trade(prices: Any, strategy: Any, alerted: float = 0.5, **changes: Any) -> dict[str, Any]:
    found = run(*world(bars(prices), [("a", "A", day(alerted))], **changes), it=strategy)
    return {name: cells[0] for name, cells in found.finding.artifacts["trades"]["it"].items()}


@pytest.mark.parametrize(
    ("prices", "strategy", "price", "reason", "left"),
    [
        ([FLAT, (100, 101, 94, 99)], {"stop": 0.05}, 95, "stop", 2),
        ([FLAT, (90, 99, 80, 99)], {"stop": 0.05}, 90, "stop", 2),
        ([FLAT, (100, 106, 99, 99)], {"target": 0.05}, 105, "target", 2),
        ([FLAT, (110, 111, 99, 99)], {"target": 0.05}, 110, "target", 2),
        ([FLAT, (100, 120, 80, 99)], {"target": 0.05, "stop": 0.05}, 95, "stop", 2),
        ([FLAT, (110, 120, 80, 99)], {"target": 0.05, "stop": 0.05}, 110, "target", 2),
        ([(100, 120, 80, 99), FLAT], {"target": 0.05, "stop": 0.05}, 95, "stop", 1),
        ([FLAT, (99, 100, 98, 99), FLAT], {"holdBars": 2}, 99, "time", 2),
        ([FLAT, (99, 100, 90, 99)], {"holdBars": 2, "stop": 0.05}, 95, "stop", 2),
        ([FLAT, (99, 100, 98, 99)], {"holdBars": 2}, 99, "time", 2),
        ([FLAT, (99, 100, 98, 99)], {"holdBars": 3}, 99, "end_of_data", 2),
        ([FLAT, (100, 106, 99, 99)], {"side": "short", "stop": 0.05}, 105, "stop", 2),
        ([FLAT, (110, 111, 99, 99)], {"side": "short", "stop": 0.05}, 110, "stop", 2),
        ([FLAT, (100, 101, 94, 99)], {"side": "short", "target": 0.05}, 95, "target", 2),
        ([FLAT, (100, 120, 80, 99)], {"side": "short", "target": 0.05, "stop": 0.05}, 105, "stop", 2),
    ],
)
def test_a_trade_ends_where_the_rules_say(
    prices: Any, strategy: Any, price: float, reason: str, left: int
) -> None:
    trade = only_trade(prices, strategy)
    assert trade["entry_price"] == 100
    assert (trade["exit_price"], trade["reason"]) == (pytest.approx(price), reason)
    assert trade["left"] == f"{day(left):%Y-%m-%dT%H:%M:%S.000Z}"
    sign = -1 if strategy.get("side") == "short" else 1
    assert trade["net"] == pytest.approx(sign * (price / 100 - 1))


def test_costs_are_slippage_at_the_entry_and_fees_on_both_sides() -> None:
    trade = only_trade([FLAT, (110, 110, 110, 110)], {"holdBars": 2, "weight": 0.5}, slippage=0.01, fee=0.001)
    assert trade["entry_price"] == pytest.approx(101)
    assert trade["net"] == pytest.approx((110 - 101 - 0.001 * (110 + 101)) / 101, abs=1e-12)
    assert trade["weighted"] == pytest.approx(trade["net"] / 2, abs=1e-12)


def test_an_entry_is_strictly_later_than_alert_and_delay() -> None:
    prices = [(100.0 + at,) * 4 for at in range(5)]
    assert only_trade(prices, {}, alerted=1)["entry_price"] == 101
    assert only_trade(prices, {}, alerted=1.999)["entry_price"] == 101
    assert only_trade(prices, {"delaySeconds": 86_400}, alerted=1)["entry_price"] == 102


@pytest.mark.parametrize(("wait", "trades"), [(2 * 86_400, 1), (2 * 86_400 - 1, 0)])
def test_an_entry_waits_as_long_as_it_may(wait: float, trades: int) -> None:
    scenario, inputs = world(bars([FLAT], first=5), [("a", "A", day(3))])
    found = run(scenario, inputs, it={"max_wait_seconds": wait}).finding
    assert found.metrics["it"]["n_trades"].value == trades
    reasons = found.artifacts["diagnostics"]["it"]["reason"]
    assert reasons == (["end_of_data"] if trades else ["no_entry"])


def test_bars_at_or_after_the_end_of_the_window_are_invisible() -> None:
    prices = [(100.0 + at,) * 4 for at in range(6)]
    dated = only_trade(prices, {}, to="2024-01-03")
    instant = only_trade(prices, {}, to="2024-01-03T00:00:00Z")
    assert (dated["exit_price"], instant["exit_price"]) == (101, 100)


def test_an_alert_outside_of_the_window_is_no_unit_of_it() -> None:
    rows = [("before", "A", day(-0.1)), ("first", "A", day(0)), ("end", "A", day(10))]
    found = run(*world(bars([FLAT] * 12), rows), it={}).finding
    assert found.artifacts["trades"]["it"]["alert_id"] == ["first"]


def test_an_alert_sees_its_own_instrument_only() -> None:
    rows = [*bars([FLAT]), *bars([(7.0, 7.0, 7.0, 7.0)], "B")]
    found = run(*world(rows, [("a", "A", day(0)), ("b", "B", day(0))]), it={}).finding
    assert found.artifacts["trades"]["it"]["entry_price"] == [100, 7]


@pytest.mark.parametrize(
    "strategy",
    [
        {"stop": 0.05, "target": 0.1, "holdBars": 20},
        {"stop": 0.08, "weight": 0.2},
        {"side": "short", "stop": 0.04, "target": 0.06, "holdBars": 15, "delaySeconds": 90_000},
        {"holdBars": 5, "maxWaitSeconds": 2 * 86_400},
    ],
)
def test_over_real_prices_a_second_implementation_makes_the_same_trades(strategy: Any) -> None:
    rows = [row for row in real_bars() if row[1].year >= 2010]
    signals = crossings(rows)
    costs = {"fee": 0.0005, "slippage": 0.001}
    inputs = {"ohlcv": ohlcv(rows), "alerts": alerts(signals)}
    scenario = scenario_of(inputs, **{"from": "2010-01-01", "to": "2012-12-31"}, **costs)
    table = run(scenario, inputs, it=strategy).finding.artifacts["trades"]["it"]
    known = [each for each in signals if each[2].year < 2013]
    slow = slow_trades(rows, known, datetime(2013, 1, 1, tzinfo=UTC), costs, strategy)
    assert len(table["alert_id"]) == len(slow) > 100
    for at, alert_id in enumerate(table["alert_id"]):
        entered, left, bought, sold, reason, gain = slow[alert_id]
        assert table["entered"][at] == f"{entered:%Y-%m-%dT%H:%M:%S.000Z}"
        assert (table["left"][at], table["reason"][at]) == (f"{left:%Y-%m-%dT%H:%M:%S.000Z}", reason)
        assert (table["entry_price"][at], table["exit_price"][at]) == (bought, sold)
        assert table["net"][at] == pytest.approx(gain, abs=2e-12)
