"""From trades to figures with their errors, and the four tables of an experiment."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.backtest.folds import walked
from provenlab.core.evaluation.backtest.performance import Days, Floats, days_of, equity_of, figures_of
from provenlab.core.evaluation.backtest.resampling import RESAMPLES, resampled_days
from provenlab.core.evaluation.backtest.spec import DAY, BacktestSpec, Strategy
from provenlab.core.evaluation.backtest.trades import Trade, most_held, trade_columns, trades_in
from provenlab.core.evaluation.kind import Finding, MetricSpec, MetricValue, Partial
from provenlab.core.models.instant import format_instant, from_microseconds

METRICS = (
    MetricSpec("total_return", "maximise", "share of the equity", primary=True),
    MetricSpec("sharpe_daily_ann", "maximise", "per year"),
    MetricSpec("sortino", "maximise", "per year"),
    MetricSpec("max_drawdown", "minimise", "share of the peak"),
    MetricSpec("win_rate", "maximise", "probability"),
    MetricSpec("profit_factor", "maximise", "ratio"),
    MetricSpec("n_trades", "maximise", "trades", comparable_across_scenarios=False),
    MetricSpec("skew", "maximise", "moment", aggregation="none"),
    MetricSpec("kurtosis", "minimise", "moment", aggregation="none"),
    MetricSpec("n_periods", "maximise", "days", aggregation="none", comparable_across_scenarios=False),
)
# Resamples at once: their arrays stay below a few megabytes for a decade of days.
_AT_ONCE = 50


def finding_of(spec: BacktestSpec, candidates: Mapping[str, Strategy], partial: Partial) -> Finding:
    """Metrics by candidate; artifacts: trades, curves and diagnostics as columns, the largest exposure,
    and walk-forward folds.

    ValidationFailed when a larger share of the alerts is bad than the spec allows.
    """
    for name in candidates:
        _refuse_errors(spec, partial[name])
    trades = {name: trades_in(partial[name]) for name in candidates}
    days = {name: days_of(each, spec.first_day, spec.n_days) for name, each in trades.items()}
    errors = _errors(spec, days)
    return Finding(
        {name: _metrics(spec, days[name], errors[name]) for name in candidates},
        {
            "trades": {name: trade_columns(each) for name, each in trades.items()},
            "curves": {name: _curve(spec, each) for name, each in days.items()},
            "diagnostics": {name: _diagnostics(partial[name], trades[name]) for name in candidates},
            "exposure": {name: _exposure(candidates[name], each) for name, each in trades.items()},
            "folds": walked(spec, trades),
        },
    )


def _refuse_errors(spec: BacktestSpec, tree: Mapping[str, Any]) -> None:
    bad, all_alerts = len(tree["errors"]), tree["alerts"]
    if bad > spec.max_error_share * all_alerts:
        first = min(tree["errors"].items())
        raise ValidationFailed.at(
            "inputs.alerts",
            f"{bad} of {all_alerts} alerts are bad, more than the share of {spec.max_error_share:g} that "
            f"maxErrorShare allows; one is {first[0]!r:.80}: {first[1]}",
        )


def _metrics(spec: BacktestSpec, days: Days, errors: Mapping[str, float | None]) -> dict[str, MetricValue]:
    whole = figures_of(days, np.arange(spec.n_days)[None, :], spec.periods)
    trades = int(whole["n_trades"][0])
    of_trades = {"win_rate", "profit_factor", "n_trades"}
    found = {
        name: MetricValue(_known(value[0]), errors[name], trades if name in of_trades else spec.n_days)
        for name, value in whole.items()
    }
    return found | {"n_periods": MetricValue(float(spec.n_days), None, spec.n_days)}


def _errors(spec: BacktestSpec, days: Mapping[str, Days]) -> dict[str, dict[str, float | None]]:
    """Standard deviations over resamples, the same resamples for every candidate."""
    seen: dict[str, list[dict[str, Floats]]] = {name: [] for name in days}
    for first in range(0, RESAMPLES, _AT_ONCE):
        rows = resampled_days(spec.n_days, spec.seed, first, _AT_ONCE)
        for name, each in days.items():
            seen[name].append(figures_of(each, rows, spec.periods))
    return {
        name: {key: _spread(np.concatenate([part[key] for part in parts])) for key in parts[0]}
        for name, parts in seen.items()
    }


def _spread(values: Floats) -> float | None:
    """None where some resamples do not define the figure: the others would tell of a selection."""
    return None if np.isnan(values).any() else float(values.std(ddof=1))


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _curve(spec: BacktestSpec, days: Days) -> dict[str, list[Any]]:
    dates = ((spec.first_day + day) * DAY for day in range(spec.n_days))
    return {
        "day": [format_instant(from_microseconds(at))[:10] for at in dates],
        "return": days.returns.tolist(),
        "equity": equity_of(days.returns).tolist(),
    }


def _exposure(strategy: Strategy, trades: Sequence[Trade]) -> dict[str, float]:
    """Weights are not held to 1 together: above it the returns are those of borrowed money."""
    held = most_held(trades)
    return {"mostHeld": held, "mostWeight": held * strategy.weight}


def _diagnostics(tree: Mapping[str, Any], trades: Sequence[Trade]) -> dict[str, list[Any]]:
    """A row for each alert that did not become a trade, and for each trade that the end of the data cut."""
    rows = [(key, "error", reason) for key, reason in sorted(tree["errors"].items())]
    rows += [(key, "unfilled", reason) for key, reason in sorted(tree["unfilled"].items())]
    rows += [(each.alert_id, "cut", each.reason) for each in trades if each.reason == "end_of_data"]
    return {
        "alert": [row[0] for row in rows],
        "class": [row[1] for row in rows],
        "reason": [row[2] for row in rows],
    }
