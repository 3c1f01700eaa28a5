"""A backtest as one would write it in an afternoon: a loop over alerts and bars, in floats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

Prices = dict[str, list[tuple[datetime, float, float, float, float]]]


def traded(
    prices: Prices, alerts: Sequence[tuple[str, str, datetime]], stop: float, target: float, hold: int
) -> dict[str, Any]:
    """Profits by alert, and the equity after all of them; long positions without costs."""
    profits: dict[str, float] = {}
    days: dict[Any, float] = {}
    places = {name: {bar[0]: at for at, bar in enumerate(bars)} for name, bars in prices.items()}
    for alert_id, name, at in alerts:
        bars = prices[name]
        day = at.replace(hour=0, minute=0, second=0)
        first = places[name][day] + 1
        if first >= len(bars):
            continue
        entry = bars[first][1]
        low, high = entry * (1 - stop), entry * (1 + target)
        price, left = entry, bars[first][0]
        for opened, opens, top, bottom, close in bars[first : first + hold]:
            price, left = close, opened
            if opens <= low or opens >= high:
                price = opens
                break
            if bottom <= low:
                price = low
                break
            if top >= high:
                price = high
                break
        profits[alert_id] = price / entry - 1
        days[left] = days.get(left, 0.0) + profits[alert_id]
    equity = 1.0
    for opened in sorted(days):
        equity *= 1 + days[opened] / 10
    return {"profits": profits, "equity": equity}
