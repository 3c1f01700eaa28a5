"""A second backtest, written from the rules alone: one alert, one bar and one comparison at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Row = tuple[Any, ...]


def slow_trades(
    bar_rows: Sequence[Row],
    alert_rows: Sequence[Row],
    end: datetime,
    costs: Mapping[str, float],
    strategy: Any,
) -> dict[str, tuple[Any, ...]]:
    """By alert (entered, left, entry price, exit price, reason, profit), if it has an entry."""
    found = {}
    for alert_id, instrument, at in alert_rows:
        own = sorted(
            (row for row in bar_rows if row[0] == instrument and row[1] < end), key=lambda row: row[1]
        )
        trade = _trade(own, at, costs, strategy)
        if trade is not None:
            found[alert_id] = trade
    return found


def _trade(
    own: Sequence[Row], at: datetime, costs: Mapping[str, float], strategy: Any
) -> tuple[Any, ...] | None:
    ready = at + timedelta(seconds=strategy.get("delaySeconds", 0))
    wait = timedelta(seconds=strategy.get("maxWaitSeconds", 5 * 86_400))
    later = [row for row in own if row[1] > ready]
    if not later or later[0][1] > ready + wait:
        return None
    long = strategy.get("side", "long") == "long"
    entry = (
        later[0][2] * (1 + costs.get("slippage", 0)) if long else later[0][2] * (1 - costs.get("slippage", 0))
    )
    away = strategy.get("stop"), strategy.get("target")
    stop = None if away[0] is None else entry * (1 - away[0]) if long else entry * (1 + away[0])
    target = None if away[1] is None else entry * (1 + away[1]) if long else entry * (1 - away[1])
    row, price, reason = _left(later, long, stop, target, strategy.get("holdBars"))
    paid = costs.get("fee", 0) * entry + costs.get("fee", 0) * price
    gain = (price - entry if long else entry - price) - paid
    return later[0][1], row[1], entry, price, reason, gain / entry


def _left(
    later: Sequence[Row], long: bool, stop: float | None, target: float | None, hold: int | None
) -> tuple[Row, float, str]:
    for number, row in enumerate(later, 1):
        _, _, opens, high, low, close, _ = row
        if stop is not None and (opens <= stop if long else opens >= stop):
            return row, opens, "stop"
        if target is not None and (opens >= target if long else opens <= target):
            return row, opens, "target"
        if stop is not None and (low <= stop if long else high >= stop):
            return row, stop, "stop"
        if target is not None and (high >= target if long else low <= target):
            return row, target, "target"
        if number == hold:
            return row, close, "time"
    return later[-1], later[-1][5], "end_of_data"
