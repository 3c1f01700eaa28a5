"""Figures of a backtest against scipy, closed forms and hand-made series."""

import math
from typing import Any

import numpy as np
import pytest
import scipy.stats

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.backtest.folds import Fold, folds_of
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.backtest.performance import Days, figures_of
from provenlab.core.evaluation.backtest.resampling import RESAMPLES, mean_block, resampled_days
from provenlab.core.evaluation.backtest.spec import WalkForward
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.evaluation.kind import primary_metric
from provenlab.core.evaluation.leaderboard import leaderboard
from tests.backtests import alerts, bars, crossings, day, ohlcv, real_bars, scenario_of, world

KIND = Backtest()
FLAT = (100.0, 100.0, 100.0, 100.0)


def figures(returns: Any, periods: float = 365) -> dict[str, float]:
    series = np.array(returns, dtype=float)
    none = np.zeros(len(series))
    found = figures_of(Days(series, none, none, none, none), np.arange(len(series))[None, :], periods)
    return {name: float(value[0]) for name, value in found.items()}


def test_moments_and_ratios_are_those_of_scipy() -> None:
    returns = np.random.default_rng(3).standard_t(5, 300) / 100
    found = figures(returns, 250)
    assert found["sharpe_daily_ann"] == pytest.approx(
        returns.mean() / returns.std(ddof=1) * math.sqrt(250), rel=1e-12
    )
    below = math.sqrt(sum(min(each, 0) ** 2 for each in returns) / 300)
    assert found["sortino"] == pytest.approx(returns.mean() / below * math.sqrt(250), rel=1e-12)
    assert found["skew"] == pytest.approx(scipy.stats.skew(returns), rel=1e-10)
    assert found["kurtosis"] == pytest.approx(scipy.stats.kurtosis(returns, fisher=False), rel=1e-10)
    assert found["total_return"] == pytest.approx(math.prod(1 + each for each in returns) - 1, rel=1e-12)


def test_a_drawdown_counts_from_equity_one_before_the_first_day() -> None:
    assert figures([-0.1, 0.5, -0.2, 0.1])["max_drawdown"] == pytest.approx(0.2)
    assert figures([-0.3, 0.1])["max_drawdown"] == pytest.approx(0.3)
    assert figures([0.1, 0.1])["max_drawdown"] == 0
    assert figures([0.1, -1.5, 3.0])["total_return"] == -1


def test_what_is_not_defined_has_no_value() -> None:
    found = figures([0.1] * 7)
    assert all(math.isnan(found[name]) for name in ("sharpe_daily_ann", "skew", "kurtosis", "sortino"))
    rows = bars([FLAT, (110, 110, 110, 110)])
    metrics = evaluated(
        assigned(KIND, *_with(world(rows, [("a", "A", day(0))]), wins={}, never={"maxWaitSeconds": 0})),
        InProcessExecutor(),
    ).finding.metrics
    assert metrics["wins"]["profit_factor"].value is None
    assert metrics["wins"]["win_rate"].value == 1
    assert metrics["wins"]["total_return"].value == pytest.approx(0.1)
    assert metrics["never"]["win_rate"].value is None
    assert metrics["never"]["sharpe_daily_ann"].value is None
    assert (metrics["never"]["n_trades"].value, metrics["never"]["n_periods"].value) == (0, 10)


def _with(made: Any, **strategies: Any) -> tuple[Any, Any, Any]:
    scenario, inputs = made
    return scenario, strategies, inputs


def test_idle_days_are_zeros_and_profit_is_realised_on_the_day_of_the_exit() -> None:
    rows = bars([FLAT, (100, 120, 100, 120), (120, 120, 120, 120)])
    done = evaluated(
        assigned(KIND, *_with(world(rows, [("a", "A", day(0))]), it={"holdBars": 2, "weight": 0.5})),
        InProcessExecutor(),
    )
    curve = done.finding.artifacts["curves"]["it"]
    assert curve["return"] == [0, 0, pytest.approx(0.1), 0, 0, 0, 0, 0, 0, 0]
    assert curve["equity"][1:3] == [1, pytest.approx(1.1)]
    assert (curve["day"][0], curve["day"][-1]) == ("2024-01-01", "2024-01-10")


def test_exposure_is_the_most_that_was_held_at_once() -> None:
    rows = bars([(100.0, 101.0, 99.0, 100.0)] * 9)
    signals = [(f"a{at}", "A", day(at)) for at in (0, 1, 2, 6)]
    made = world(rows, signals)
    found = evaluated(
        assigned(
            KIND,
            *_with(
                made,
                two={"holdBars": 2, "weight": 0.5},
                one={"holdBars": 1},
                all={},
                none={"maxWaitSeconds": 0},
            ),
        ),
        InProcessExecutor(),
    ).finding.artifacts["exposure"]
    assert found == {
        "two": {"mostHeld": 2, "mostWeight": 1},
        "one": {"mostHeld": 1, "mostWeight": 1},
        "all": {"mostHeld": 4, "mostWeight": 4},
        "none": {"mostHeld": 0, "mostWeight": 0},
    }


def test_the_bootstrap_tells_the_error_of_a_mean_of_independent_days() -> None:
    series = np.random.default_rng(1).normal(0, 1, 500)
    means = series[resampled_days(500, 7, 0, RESAMPLES)].mean(axis=1)
    assert means.std(ddof=1) == pytest.approx(1 / math.sqrt(500), rel=0.2)
    assert means.mean() == pytest.approx(series.mean(), abs=0.01)


def test_the_bootstrap_keeps_neighbours_together() -> None:
    rows = resampled_days(500, 7, 0, 200)
    breaks = ((np.diff(rows, axis=1) - 1) % 500 != 0).mean()
    assert breaks == pytest.approx(1 / mean_block(500), rel=0.1)
    assert (resampled_days(500, 7, 100, 100) == rows[100:]).all()
    assert not (resampled_days(500, 8, 0, 200) == rows).all()


def test_folds_are_half_open_and_fit_into_the_days() -> None:
    assert folds_of(20, WalkForward(train=8, embargo=2, test=4, step=5)) == [
        Fold((0, 8), (10, 14)),
        Fold((5, 13), (15, 19)),
    ]
    assert folds_of(13, WalkForward(train=8, embargo=2, test=4, step=5)) == []


def test_a_trade_that_is_held_into_the_embargo_is_purged() -> None:
    """Alerts on days 0 and 2 are held for two bars; the training range ends with day 3."""
    rows = bars([(100.0 + at, 101.0 + at, 100.0 + at, 101.0 + at) for at in range(9)])
    walk = {"train": 4, "embargo": 1, "test": 4, "step": 1}
    scenario, inputs = world(rows, [(f"a{at}", "A", day(at)) for at in (0, 2, 4, 5)], walkForward=walk)
    done = evaluated(assigned(KIND, scenario, {"it": {"holdBars": 2}}, inputs), InProcessExecutor())
    fold = done.finding.artifacts["folds"][0]
    assert (fold["train"], fold["test"]) == (["2024-01-01", "2024-01-05"], ["2024-01-06", "2024-01-10"])
    assert (
        fold["candidates"]["it"]["train"] | {"purged": 1, "n_trades": 1} == fold["candidates"]["it"]["train"]
    )
    assert fold["candidates"]["it"]["test"]["n_trades"] == 1
    assert fold["chosen"] == "it"


def test_weeks_begin_on_monday() -> None:
    scenario, _ = world(bars([FLAT]), [], **{"from": "2024-01-05", "to": "2024-01-16"})
    plan = KIND.plan(KIND.normalise_spec(scenario))
    assert [plan.cluster(unit) for unit in range(plan.n_units)] == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2]


def test_real_prices_over_five_years_rank_strategies_with_both_errors() -> None:
    rows = real_bars()
    inputs = {"ohlcv": ohlcv(rows), "alerts": alerts(crossings(rows))}
    candidates = {
        "tight": {"stop": 0.02, "target": 0.04, "holdBars": 10, "weight": 0.2},
        "wide": {"stop": 0.1, "holdBars": 40, "weight": 0.2},
    }
    findings = []
    for year in range(2008, 2013):
        scenario = scenario_of(inputs, **{"from": f"{year}-01-01", "to": f"{year}-12-31", "fee": 0.0005})
        findings.append(evaluated(assigned(KIND, scenario, candidates, inputs), InProcessExecutor()).finding)
    board = leaderboard(primary_metric(KIND), findings)
    assert sorted(row.candidate_id for row in board) == ["tight", "wide"]
    assert all(row.se_mc and row.se_scenario for row in board)
    for finding in findings:
        assert (finding.metrics["wide"]["n_trades"].value or 0) > 20
        assert (finding.metrics["wide"]["kurtosis"].value or 0) > 3
