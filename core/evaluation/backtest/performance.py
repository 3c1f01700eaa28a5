"""Figures of a series of daily returns, and of the trades behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.backtest.ledger import PARTS
from provenlab.core.evaluation.backtest.trades import Trade, realised

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Days:
    """One item for each day: return, and of the trades that ended on it number, wins, gains and losses."""

    returns: Floats
    trades: Floats
    wins: Floats
    gains: Floats
    losses: Floats


def days_of(trades: Iterable[Trade], first_day: int, n_days: int) -> Days:
    """Trades that end outside of the days are an error of the caller."""
    counts = {name: [0] * n_days for name in ("trades", "wins", "gains", "losses")}
    kept = list(trades)
    for trade in kept:
        day = trade.exit_day - first_day
        counts["trades"][day] += 1
        counts["wins"][day] += trade.net > 0
        counts["gains" if trade.net > 0 else "losses"][day] += abs(trade.net)
    parts = {"gains": PARTS, "losses": PARTS}
    columns: dict[str, Floats] = {
        name: np.array([amount / parts.get(name, 1) for amount in each], dtype=np.float64)
        for name, each in counts.items()
    }
    earned = realised(kept, first_day, n_days)
    return Days(np.array([amount / PARTS for amount in earned], dtype=np.float64), **columns)


def figures_of(days: Days, rows: NDArray[np.int64], periods: float) -> dict[str, Floats]:
    """Each figure once for each row of day numbers; NaN where it is not defined.

    sharpe = mean / sd (ddof 1) * sqrt(periods); sortino has sqrt(mean(min(r, 0)^2)) below the line; skew
    and kurtosis (not excess) are moments of the sample, without correction for its size.
    """
    count, wins, gains, losses = (
        column[rows].sum(axis=1) for column in (days.trades, days.wins, days.gains, days.losses)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "n_trades": count,
            "win_rate": _where(count > 0, wins / count),
            "profit_factor": _where(losses > 0, gains / losses),
            **_of_equity(equity_of(days.returns[rows])),
            **_of_returns(days.returns[rows], periods),
        }


def equity_of(returns: Floats) -> Floats:
    """Of equity 1 before the first day, along the last axis; what is lost altogether stays lost."""
    equity: Floats = np.cumprod(np.maximum(1 + returns, 0.0), axis=-1, dtype=np.float64)
    return equity


def _of_equity(equity: Floats) -> dict[str, Floats]:
    peak = np.maximum(np.maximum.accumulate(equity, axis=1), 1.0)
    return {"total_return": equity[:, -1] - 1, "max_drawdown": (1 - equity / peak).max(axis=1)}


def _of_returns(returns: Floats, periods: float) -> dict[str, Floats]:
    # Equal returns have no spread, whatever the rounding of their mean says.
    spread = returns.max(axis=1) > returns.min(axis=1)
    mean = returns.mean(axis=1)
    centred = returns - mean[:, None]
    second, third, fourth = ((centred**power).mean(axis=1) for power in (2, 3, 4))
    deviation = np.sqrt(second * (returns.shape[1] / max(1, returns.shape[1] - 1)))
    below = np.sqrt((np.minimum(returns, 0) ** 2).mean(axis=1))
    return {
        "sharpe_daily_ann": _where(spread, mean / deviation * np.sqrt(periods)),
        "sortino": _where(below > 0, mean / below * np.sqrt(periods)),
        "skew": _where(spread, third / second**1.5),
        "kurtosis": _where(spread, fourth / second**2),
    }


def _where(defined: NDArray[np.bool_], values: Floats) -> Floats:
    return np.where(defined, values, np.nan)
