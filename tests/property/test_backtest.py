"""What holds of every backtest."""

import os
import random
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.backtest.kind import Backtest
from provenlab.core.evaluation.backtest.ledger import PARTS
from provenlab.core.evaluation.engine import Assignment, assigned, evaluated, sealed, shard_partial, shards_of
from provenlab.core.evaluation.identities import partial_bytes, partial_of
from tests.backtests import day, world

KIND = Backtest()
COMMON = settings(max_examples=300 if os.environ.get("PROVENLAB_LONG") else 20, deadline=None)
PRICE = st.integers(80, 125)
DAYS = 12


@st.composite
def bar_rows(draw: st.DrawFn, name: str) -> list[tuple[Any, ...]]:
    """Bars of some of the days, with coarse prices so that stops and targets are often met exactly."""
    rows = []
    for at in sorted(draw(st.sets(st.integers(0, DAYS - 1), min_size=1))):
        four = sorted(draw(st.lists(PRICE, min_size=4, max_size=4)))
        opens, close = draw(st.permutations(four[1:3]))
        rows.append((name, day(at), float(opens), float(four[3]), float(four[0]), float(close), 1.0))
    return rows


@st.composite
def strategies(draw: st.DrawFn) -> dict[str, Any]:
    share = st.none() | st.sampled_from([0.02, 0.05, 0.1])
    return {
        "side": draw(st.sampled_from(["long", "short"])),
        "stop": draw(share),
        "target": draw(share),
        "holdBars": draw(st.none() | st.integers(1, 4)),
        "delaySeconds": draw(st.sampled_from([0, 3600, 100_000])),
        "weight": draw(st.sampled_from([1, 0.25])),
    }


ALERTS = st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 24 * DAYS - 1)), max_size=12)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Any], list[Any], dict[str, Any], dict[str, Any]]:
    """(bars, alerts, changes of the scenario, candidates)."""
    rows = draw(bar_rows("A")) + draw(bar_rows("B"))
    signals = [(f"a{at}", name, day(hour / 24)) for at, (name, hour) in enumerate(draw(ALERTS))]
    changes = {
        "to": "2024-01-12",
        "fee": draw(st.sampled_from([0, 0.001])),
        "slippage": 0.002,
        "maxErrorShare": 1,
    }
    return rows, signals, changes, {"one": draw(strategies()), "two": draw(strategies())}


def task_of(rows: Any, signals: Any, changes: Any, candidates: Any) -> Assignment:
    scenario, inputs = world(rows, signals, **changes)
    return assigned(KIND, scenario, candidates, inputs)


def partial_of_all(task: Assignment) -> dict[str, Any]:
    return evaluated(task, InProcessExecutor()).partial


@COMMON
@given(worlds(), st.integers(0, DAYS), st.floats(0.2, 5), st.randoms(use_true_random=False))
def test_rewriting_what_comes_later_changes_no_trade_that_is_closed(
    given_world: Any, now: int, factor: float, chance: random.Random
) -> None:
    rows, signals, changes, candidates = given_world
    rewritten = [
        row
        if row[1] < day(now)
        else (*row[:2], *(price * factor for price in row[2:6]), row[6] + chance.randrange(9))
        for row in rows
    ]
    before, after = (
        partial_of_all(task_of(each, signals, changes, candidates)) for each in (rows, rewritten)
    )
    instant = int(day(now).timestamp() * 1_000_000)
    for name in candidates:
        closed = {key: trade for key, trade in before[name]["trades"].items() if trade[3] < instant}
        again = {key: trade for key, trade in after[name]["trades"].items() if trade[3] < instant}
        assert again == closed


@COMMON
@given(worlds(), st.integers(0, DAYS))
def test_a_trade_that_is_closed_is_closed_the_same_when_the_future_is_cut_off(
    given_world: Any, now: int
) -> None:
    rows, signals, changes, candidates = given_world
    past = [row for row in rows if row[1] < day(now)] or rows[:1]
    before, after = (partial_of_all(task_of(each, signals, changes, candidates)) for each in (rows, past))
    instant = int(day(now).timestamp() * 1_000_000)
    for name in candidates:
        for key, trade in before[name]["trades"].items():
            if trade[3] < instant and trade[6] != "end_of_data":
                assert after[name]["trades"][key] == trade


@COMMON
@given(worlds(), st.integers(1, DAYS), st.randoms(use_true_random=False))
def test_day_shards_of_any_size_and_order_give_one_digest(
    given_world: Any, units: int, chance: random.Random
) -> None:
    task = task_of(*given_world)
    pieces = [partial_of(partial_bytes(shard_partial(shard))) for shard in shards_of(task, units)]
    chance.shuffle(pieces)
    merged = KIND.zero(task.spec, task.candidates)
    for piece in pieces:
        merged = KIND.merge(merged, piece)
    assert sealed(task, merged).digest == evaluated(task, InProcessExecutor()).digest


@COMMON
@given(worlds())
def test_merging_is_associative_and_commutative_and_zero_changes_nothing(given_world: Any) -> None:
    task = task_of(*given_world)
    a, b, c = (shard_partial(shard) for shard in shards_of(task, DAYS // 3))
    assert KIND.merge(KIND.merge(a, b), c) == KIND.merge(a, KIND.merge(b, c))
    assert KIND.merge(a, b) == KIND.merge(b, a)
    assert KIND.merge(KIND.zero(task.spec, task.candidates), a) == a


@COMMON
@given(worlds(), st.randoms(use_true_random=False))
def test_shuffled_alerts_make_the_same_trades_and_diagnostics(
    given_world: Any, chance: random.Random
) -> None:
    rows, signals, changes, candidates = given_world
    bad = [("", "A", day(1)), (None, "A", day(1)), ("twice", "A", day(2)), ("twice", "B", day(3)),
           ("lost", "Z", day(1)), ("when", "A", None), ("where", None, day(4))]  # fmt: skip
    shuffled = [*signals, *bad]
    chance.shuffle(shuffled)
    one, other = (
        evaluated(task_of(rows, each, changes, candidates), InProcessExecutor()).partial
        for each in ([*signals, *bad], shuffled)
    )
    assert one == other
    assert len(one["one"]["errors"]) == len(bad)
    assert one["one"]["alerts"] == len(shuffled)


@COMMON
@given(worlds())
def test_every_alert_is_a_trade_or_a_diagnosis_and_cash_is_conserved(given_world: Any) -> None:
    """What the account gains is what was paid and received, in exact fractions."""
    rows, signals, changes, candidates = given_world
    done = evaluated(task_of(rows, signals, changes, candidates), InProcessExecutor())
    fee = Fraction(changes["fee"])
    for name, strategy in candidates.items():
        tree = done.partial[name]
        assert len(tree["trades"]) + len(tree["unfilled"]) + len(tree["errors"]) == tree["alerts"]
        weight, cash = Fraction(strategy["weight"]), Fraction(0)
        for trade in tree["trades"].values():
            bought, sold = Fraction(float(trade[4])), Fraction(float(trade[5]))
            sign = 1 if strategy["side"] == "long" else -1
            units = sign * weight / bought
            cash += -units * bought - abs(units) * bought * fee
            cash += units * sold - abs(units) * sold * fee
        curve = done.finding.artifacts["curves"][name]["return"]
        assert abs(float(cash) - sum(curve)) <= (len(tree["trades"]) + 1) * 2 / PARTS
        assert sum(round(each * PARTS) for each in curve) == sum(row[8] for row in tree["trades"].values())
