"""Walk-forward: what would have been chosen on the past, judged on what came after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from provenlab.core.evaluation.backtest.performance import days_of, figures_of
from provenlab.core.evaluation.backtest.spec import DAY, BacktestSpec, WalkForward
from provenlab.core.evaluation.backtest.trades import Trade
from provenlab.core.models.instant import format_instant, from_microseconds

CHOSEN_BY = "total_return"


@dataclass(frozen=True, slots=True)
class Fold:
    """Half-open ranges of day numbers."""

    train: tuple[int, int]
    test: tuple[int, int]


def folds_of(n_days: int, walk: WalkForward) -> list[Fold]:
    """Those that fit into the days, the first at day 0."""
    whole = walk.train + walk.embargo + walk.test
    return [
        Fold((at, at + walk.train), (at + whole - walk.test, at + whole))
        for at in range(0, n_days - whole + 1, walk.step)
    ]


def held_within(trades: Sequence[Trade], first: int, end: int) -> tuple[list[Trade], int]:
    """Trades from alert to exit within the days [first, end) since 1970, and how many began there but left.

    Those are purged: what they earned was decided by days that the range must not know.
    """
    begun = [trade for trade in trades if first <= trade.alert_day < end]
    kept = [trade for trade in begun if trade.exit_day < end]
    return kept, len(begun) - len(kept)


def walked(spec: BacktestSpec, trades: Mapping[str, Sequence[Trade]]) -> list[dict[str, Any]]:
    """For each fold its ranges, figures of every candidate, and which one the training range would choose.

    Equal ones are chosen by id.
    """
    if spec.walk_forward is None:
        return []
    return [_walked_fold(spec, fold, trades) for fold in folds_of(spec.n_days, spec.walk_forward)]


def _walked_fold(spec: BacktestSpec, fold: Fold, trades: Mapping[str, Sequence[Trade]]) -> dict[str, Any]:
    found = {
        name: {"train": _judged(spec, each, fold.train), "test": _judged(spec, each, fold.test)}
        for name, each in sorted(trades.items())
    }
    chosen = min(found, key=lambda name: (-found[name]["train"][CHOSEN_BY], name))
    ranges = {"train": _dates(spec, fold.train), "test": _dates(spec, fold.test)}
    return {**ranges, "candidates": found, "chosen": chosen}


def _judged(spec: BacktestSpec, trades: Sequence[Trade], days: tuple[int, int]) -> dict[str, Any]:
    first, end = (spec.first_day + day for day in days)
    kept, purged = held_within(trades, first, end)
    figures = figures_of(days_of(kept, first, end - first), np.arange(end - first)[None, :], spec.periods)
    return {"purged": purged} | {
        name: None if np.isnan(value[0]) else float(value[0]) for name, value in figures.items()
    }


def _dates(spec: BacktestSpec, days: tuple[int, int]) -> list[str]:
    return [format_instant(from_microseconds((spec.first_day + day) * DAY))[:10] for day in days]
