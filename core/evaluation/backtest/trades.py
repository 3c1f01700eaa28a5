"""The trades of a candidate, as the partial holds them, in the order of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import accumulate
from typing import Any

from provenlab.core.evaluation.backtest.ledger import PARTS
from provenlab.core.evaluation.backtest.spec import DAY
from provenlab.core.models.instant import format_instant, from_microseconds


@dataclass(frozen=True, slots=True)
class Trade:
    """Times in microseconds since 1970 UTC, profits in parts of the entry price (`PARTS`)."""

    alert_id: str
    instrument: str
    alerted: int
    entered: int
    left: int
    entry_price: float
    exit_price: float
    reason: str
    net: int
    weighted: int

    @property
    def exit_day(self) -> int:
        """Days since 1970 of the bar of the exit, when the profit is realised."""
        return self.left // DAY

    @property
    def alert_day(self) -> int:
        return self.alerted // DAY


def trades_in(tree: Mapping[str, Any]) -> list[Trade]:
    """From the partial of one candidate; trades of one instant by the id of their alerts."""
    trades = [
        Trade(alert_id, row[0], row[1], row[2], row[3], float(row[4]), float(row[5]), row[6], row[7], row[8])
        for alert_id, row in tree["trades"].items()
    ]
    return sorted(trades, key=lambda trade: (trade.alerted, trade.alert_id))


def trade_columns(trades: Sequence[Trade]) -> dict[str, list[Any]]:
    """A table of the trades, columns by name; times in ISO 8601, profits as shares of the entry price."""
    names = [each.name for each in fields(Trade)]
    columns = dict(zip(names, map(list, zip(*map(astuple, trades), strict=True)), strict=False))
    columns = {name: columns.get(name, []) for name in names}
    for name in ("alerted", "entered", "left"):
        columns[name] = [format_instant(from_microseconds(at)) for at in columns[name]]
    for name in ("net", "weighted"):
        columns[name] = [parts / PARTS for parts in columns[name]]
    return columns


def realised(trades: Iterable[Trade], first_day: int, n_days: int) -> list[int]:
    """Weighted profit of each day in parts: on the day of the exit; days without an exit are zero."""
    days = [0] * n_days
    for trade in trades:
        days[trade.exit_day - first_day] += trade.weighted
    return days


def most_held(trades: Sequence[Trade]) -> int:
    """The largest number of trades held at once, each from the bar of its entry to that of its exit."""
    # At one instant what enters comes before what leaves: both are held in that bar.
    steps = sorted([(each.entered, -1) for each in trades] + [(each.left, 1) for each in trades])
    return max(accumulate((-step for _, step in steps), initial=0))
