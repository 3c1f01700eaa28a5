"""Where trades begin and end: at prices that were there, decided by what was known before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.backtest.alerts import Alert
from provenlab.core.evaluation.backtest.bars import Bars, Floats
from provenlab.core.evaluation.backtest.spec import BacktestSpec, Strategy

Rows = NDArray[np.int64]
REASONS = ("stop", "target", "time", "end_of_data")
_STOP, _TARGET, _TIME, _END = range(1, 5)


@dataclass(frozen=True, slots=True)
class Fills:
    """One item for each trade: which alert, rows of the bars of entry and exit, prices, and why it ended.

    `reason` is an index into REASONS. `net` is the profit as a share of the entry price, fees paid.
    """

    alert: Rows
    entry: Rows
    exit: Rows
    entry_price: Floats
    exit_price: Floats
    reason: Rows
    net: Floats


def fills_of(bars: Bars, spec: BacktestSpec, strategy: Strategy, alerts: Sequence[Alert]) -> Fills:
    """Trades of the alerts, which all are of instruments with bars; those without an entry have none.

    A trade enters at the open of the first bar that opens later than alert + delay, if it opens within the
    wait. Every later decision looks at one bar at a time, so nothing after the exit can matter.
    """
    entry, end = _entries(bars, spec, strategy, alerts)
    alert = np.flatnonzero(entry >= 0)
    entry, end = entry[alert], end[alert]
    price = bars.open[entry] * (1 + strategy.sign * spec.slippage)
    last = end - 1
    limit = last if strategy.hold is None else np.minimum(entry + (strategy.hold - 1), last)
    reason_at_limit = np.where(_held(strategy, entry, limit), _TIME, _END)
    exit_, exit_price, reason = _exits(bars, strategy, entry, price, limit, reason_at_limit)
    fees = spec.fee * (price + exit_price)
    net = (strategy.sign * (exit_price - price) - fees) / price
    return Fills(alert, entry, exit_, price, exit_price, reason - 1, net)


def _entries(
    bars: Bars, spec: BacktestSpec, strategy: Strategy, alerts: Sequence[Alert]
) -> tuple[Rows, Rows]:
    """Row of the bar of entry, -1 without one, and the row after the last bar that is visible."""
    ready = np.array([alert.at + strategy.delay for alert in alerts], dtype=np.int64)
    entry, end = np.full(len(alerts), -1, dtype=np.int64), np.zeros(len(alerts), dtype=np.int64)
    names = np.array([alert.instrument for alert in alerts], dtype=object)
    for name in sorted(set(names)):
        lo, hi = bars.spans[name]
        mine = np.flatnonzero(names == name)
        opened = bars.opened[lo:hi]
        visible = int(np.searchsorted(opened, spec.end))
        first = np.searchsorted(opened, ready[mine], side="right")
        found = first < visible
        found[found] = opened[first[found]] <= ready[mine][found] + strategy.max_wait
        entry[mine[found]] = lo + first[found]
        end[mine] = lo + visible
    return entry, end


def _held(strategy: Strategy, entry: Rows, limit: Rows) -> NDArray[np.bool_]:
    if strategy.hold is None:
        return np.zeros(len(entry), dtype=np.bool_)
    held: NDArray[np.bool_] = limit == entry + (strategy.hold - 1)
    return held


def _exits(
    bars: Bars, strategy: Strategy, entry: Rows, price: Floats, limit: Rows, reason_at_limit: Rows
) -> tuple[Rows, Floats, Rows]:
    """Row, price and reason of each exit: all open trades go on by one bar at a time.

    Prices of a short position are mirrored, so that its stop is below and its target above as well.
    """
    sign = strategy.sign
    stop = (
        np.full(len(entry), -np.inf) if strategy.stop is None else sign * price * (1 - sign * strategy.stop)
    )
    target = (
        np.full(len(entry), np.inf)
        if strategy.target is None
        else sign * price * (1 + sign * strategy.target)
    )
    worst, best = (bars.low, bars.high) if sign == 1 else (bars.high, bars.low)
    row, exit_price, reason = entry.copy(), np.zeros(len(entry)), np.zeros(len(entry), dtype=np.int64)
    held = np.arange(len(entry))
    while held.size:
        at, low, high = row[held], stop[held], target[held]
        opens = sign * bars.open[at]
        hit = [
            opens <= low,
            opens >= high,
            sign * worst[at] <= low,
            sign * best[at] >= high,
            at == limit[held],
        ]
        reason[held] = np.select(hit, [_STOP, _TARGET, _STOP, _TARGET, reason_at_limit[held]], 0)
        exit_price[held] = np.select(hit, [opens, opens, low, high, sign * bars.close[at]], 0.0)
        held = held[reason[held] == 0]
        row[held] += 1
    return row, sign * exit_price, reason
