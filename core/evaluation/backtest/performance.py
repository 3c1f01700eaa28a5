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
    counts = _counts(rows, len(days.returns))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = growth_of(days.returns)[rows]
        spread = growth.max(axis=1) > growth.min(axis=1)
        return {
            **_of_trades(days, counts),
            **_of_path(np.cumsum(growth, axis=1)),
            **_of_moments(days.returns, counts, spread, periods),
        }


def growth_of(returns: Floats) -> Floats:
    """log(1 + r); minus infinity where everything is lost, and stays lost."""
    with np.errstate(divide="ignore"):
        growth: Floats = np.log1p(np.maximum(returns, -1.0))
    return growth


def equity_of(returns: Floats) -> Floats:
    """Of equity 1 before the first day."""
    equity: Floats = np.exp(np.cumsum(growth_of(returns)))
    return equity


def _counts(rows: NDArray[np.int64], n_days: int) -> Floats:
    """How often each row has each day: what does not ask for their order is linear in it."""
    flat = (rows + np.arange(len(rows))[:, None] * n_days).ravel()
    return np.bincount(flat, minlength=len(rows) * n_days).reshape(len(rows), n_days).astype(np.float64)


def _sums(counts: Floats, *columns: Floats) -> list[Floats]:
    # Not a product of BLAS, whose digits may depend on the number of its threads.
    return [np.einsum("ij,j->i", counts, column) for column in columns]


def _of_trades(days: Days, counts: Floats) -> dict[str, Floats]:
    trades, wins, gains, losses = _sums(counts, days.trades, days.wins, days.gains, days.losses)
    return {
        "n_trades": trades,
        "win_rate": _where(trades > 0, wins / trades),
        "profit_factor": _where(losses > 0, gains / losses),
    }


def _of_path(logs: Floats) -> dict[str, Floats]:
    """From the logarithm of the equity, which is 0 before the first day."""
    below = logs - np.maximum(np.maximum.accumulate(logs, axis=1), 0.0)
    return {"total_return": np.expm1(logs[:, -1]), "max_drawdown": -np.expm1(below.min(axis=1))}


def _of_moments(
    returns: Floats, counts: Floats, spread: NDArray[np.bool_], periods: float
) -> dict[str, Floats]:
    """`spread` tells where returns differ: rounding would give equal ones a deviation.

    Powers are taken about the mean of all days, near that of any resample, so that little cancels.
    """
    n, centre = len(returns), float(returns.mean())
    near, down = returns - centre, np.minimum(returns, 0.0)
    square = near * near
    sums = _sums(counts, near, square, square * near, square * square, down * down)
    shift, second, third, fourth, below = (each / n for each in sums)
    mean, root = centre + shift, np.sqrt(periods)
    m2 = second - shift**2
    m3 = third - 3 * shift * second + 2 * shift**3
    m4 = fourth - 4 * shift * third + 6 * shift**2 * second - 3 * shift**4
    deviation = np.sqrt(m2 * (n / max(1, n - 1)))
    return {
        "sharpe_daily_ann": _where(spread, mean / deviation * root),
        "sortino": _where(below > 0, mean / np.sqrt(below) * root),
        "skew": _where(spread, m3 / m2**1.5),
        "kurtosis": _where(spread, m4 / m2**2),
    }


def _where(defined: NDArray[np.bool_], values: Floats) -> Floats:
    return np.where(defined, values, np.nan)
