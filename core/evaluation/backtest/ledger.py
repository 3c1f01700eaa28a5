"""The trades of a shard as a partial: whole numbers and text by the id of the alert."""

from collections.abc import Mapping, Sequence
from typing import Any

from provenlab.core.evaluation.backtest.alerts import Alert, BadAlert, alerts_of
from provenlab.core.evaluation.backtest.bars import Bars, bars_of
from provenlab.core.evaluation.backtest.fills import REASONS, Fills, fills_of
from provenlab.core.evaluation.backtest.spec import DAY, BacktestSpec, Strategy
from provenlab.core.evaluation.inputs import named_input
from provenlab.core.evaluation.kind import Inputs, Partial

# A profit is written in parts of the entry price, rounded once.
PARTS = 10**12


def tally(
    spec: BacktestSpec, inputs: Inputs, candidates: Mapping[str, Strategy], lo: int, hi: int
) -> Partial:
    """The alerts of the days [lo, hi) of the window, traded by each candidate to their ends."""
    content = {role: named_input(inputs, role, digest) for role, digest in spec.inputs.items()}
    bars = bars_of(content["ohlcv"])
    sound, bad = alerts_of(content["alerts"])
    start = max(spec.start, (spec.first_day + lo) * DAY)
    end = min(spec.end, (spec.first_day + hi) * DAY)
    mine = [alert for alert in sound if start <= alert.at < end]
    known = [alert for alert in mine if alert.instrument in bars.spans]
    errors = {each.key: each.reason for each in bad if _belongs(each, start, end, lo)}
    errors |= {alert.alert_id: "unknown_instrument" for alert in mine if alert.instrument not in bars.spans}
    count = len(mine) + len(errors) - (len(mine) - len(known))
    return {
        name: {"alerts": count, "errors": errors, **_traded(bars, spec, strategy, known)}
        for name, strategy in candidates.items()
    }


def zero_tally(candidates: Mapping[str, Strategy]) -> Partial:
    """No alerts yet."""
    return {name: {"alerts": 0, "errors": {}, "trades": {}, "unfilled": {}} for name in candidates}


def merged(one: Partial, other: Partial) -> Partial:
    """An alert belongs to one day, so two shards never tell of the same one."""
    return {name: _joined(one[name], other[name]) for name in one}


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: one[key] | other[key] for key in ("errors", "trades", "unfilled")}
    return {"alerts": one["alerts"] + other["alerts"], **found}


def _belongs(bad: BadAlert, start: int, end: int, lo: int) -> bool:
    """What has no time is told by the first day."""
    return lo == 0 if bad.at is None else start <= bad.at < end


def _traded(
    bars: Bars, spec: BacktestSpec, strategy: Strategy, alerts: Sequence[Alert]
) -> dict[str, dict[str, Any]]:
    fills = fills_of(bars, spec, strategy, alerts)
    entered = set(fills.alert.tolist())
    unfilled = {each.alert_id: "no_entry" for at, each in enumerate(alerts) if at not in entered}
    return {"trades": _trades(bars, strategy, alerts, fills), "unfilled": unfilled}


def _trades(bars: Bars, strategy: Strategy, alerts: Sequence[Alert], fills: Fills) -> dict[str, list[Any]]:
    """By alert: instrument, times of alert, entry and exit, prices, reason, profit, weighted profit.

    Times are the openings of bars. Prices are the shortest text that is read back as the same double.
    """
    rows = zip(
        fills.alert.tolist(), bars.opened[fills.entry].tolist(), bars.opened[fills.exit].tolist(),
        fills.entry_price.tolist(), fills.exit_price.tolist(), fills.reason.tolist(), fills.net.tolist(),
        strict=True,
    )  # fmt: skip
    return {
        alerts[at].alert_id: [
            alerts[at].instrument, alerts[at].at, entered, left, repr(bought), repr(sold), REASONS[reason],
            round(net * PARTS), round(net * strategy.weight * PARTS),
        ]
        for at, entered, left, bought, sold, reason, net in rows
    }  # fmt: skip
