"""Strategies over real daily bars with all figures and their errors, beside a loop in plain Python."""

import hashlib
import math
from collections.abc import Iterator
from datetime import datetime

from benchmarks.figures import Figure, at_most_times
from benchmarks.floors.backtests import Prices, traded
from benchmarks.setting import Setting
from benchmarks.timing import interleaved
from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.engine import (
    Assignment,
    Evaluation,
    assigned,
    evaluated,
    shard_partial,
    shards_of,
)
from tests.backtests import alerts, crossings, ohlcv, real_bars

_STRATEGIES = [
    (stop / 100, target / 100, hold) for stop in (2, 4, 8) for target in (4, 8) for hold in (5, 20)
]


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for 12 strategies on the breakouts of five stocks in thirteen years."""
    setting.progress.step("backtests: 12 strategies over thirteen years of daily bars")
    rows = real_bars()
    signals = crossings(rows)
    prices: Prices = {}
    for name, opened, opens, top, bottom, close, _ in rows:
        prices.setdefault(name, []).append((opened, opens, top, bottom, close))
    task = _task(ohlcv(rows), alerts(signals))
    days, repeats = task.plan.n_units, setting.scale.repeats(9)
    (whole,) = shards_of(task)
    found = interleaved(
        {
            "trades": lambda: shard_partial(whole),
            "library": lambda: evaluated(task, InProcessExecutor()),
            "floor": lambda: [traded(prices, signals, *each)["equity"] for each in _STRATEGIES],
        },
        repeats,
    )
    _compare(evaluated(task, InProcessExecutor()), prices, signals)
    floor = found["floor"].cpu_ms
    units = days * len(_STRATEGIES)
    for key, name in (("trades", "trades alone"), ("library", "with figures, 400 resamples, digests")):
        spent = found[key].cpu_ms
        yield Figure(
            group="backtests",
            engine="numpy",
            name=f"{len(_STRATEGIES)} strategies, {len(signals):,} alerts, {days:,} days, {name} "
            f"({units / spent * 1000:,.0f} days/s, raw {units / floor * 1000:,.0f}/s)",
            library_ms=spent,
            floor_ms=floor,
            clock="cpu",
            target=at_most_times(1, floor) if key == "trades" else None,
            repeats=repeats,
        )


def _task(bars: bytes, signals: bytes) -> Assignment:
    inputs = {"ohlcv": bars, "alerts": signals}
    scenario = {
        "from": "2000-03-01",
        "to": "2013-03-01",
        "inputs": {role: hashlib.sha256(content).hexdigest() for role, content in inputs.items()},
        "seed": 1,
    }
    candidates = {
        f"{stop:g}/{target:g}/{hold}": {"stop": stop, "target": target, "holdBars": hold, "weight": 0.1}
        for stop, target, hold in _STRATEGIES
    }
    return assigned(Backtest(), scenario, candidates, inputs)


def _compare(library: Evaluation, prices: Prices, signals: list[tuple[str, str, datetime]]) -> None:
    """The floor must do the same work: equal trades, and equal equity at the end."""
    for stop, target, hold in _STRATEGIES:
        name = f"{stop:g}/{target:g}/{hold}"
        plain = traded(prices, signals, stop, target, hold)
        assert len(library.partial[name]["trades"]) == len(plain["profits"])
        equity = library.finding.metrics[name]["total_return"].value
        assert equity is not None
        assert math.isclose(1 + equity, plain["equity"], rel_tol=1e-6)
