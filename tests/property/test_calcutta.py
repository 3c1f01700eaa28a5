"""What holds of every Calcutta."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.calcutta.exact_sums import MOST_COLUMNS, product_sums
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.ranking import (
    PARTS_PER_CENT,
    PrizeTable,
    counted_standings,
    sorted_standings,
)
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.winnings import sorted_winnings, winnings_of
from provenlab.core.evaluation.engine import Assignment, assigned, evaluated, sealed, shard_partial, shards_of
from provenlab.core.evaluation.statistics import lower_quantile, share_error, share_errors
from tests.calcuttas import calcutta

KIND = Calcutta()
TEAMS = [f"T{at:02}" for at in range(8)]
LIMITS = {"budget": 60, "minTeams": 1, "maxTeams": 6, "maxBid": 10}
ENTRIES = st.dictionaries(st.sampled_from(TEAMS), st.integers(1, 10), min_size=1, max_size=6)
COMMON = settings(max_examples=40, deadline=None)


@st.composite
def worlds(draw: st.DrawFn, insertion: str | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """(scenario, candidates), small and with many ties."""
    field = draw(st.lists(ENTRIES, max_size=3))
    candidates = draw(st.lists(ENTRIES, min_size=1, max_size=3))
    scenario = calcutta(
        teams=8,
        n_sims=2 * draw(st.integers(1, 40)),
        seed=draw(st.integers(0, 2**53 - 1)),
        antithetic=draw(st.booleans()),
        insertion=insertion or draw(st.sampled_from(["solo", "joint"])),
        rules=draw(st.sampled_from([{1: 0, 2: 50, 3: 100}, {1: 1}, {4: 7}])),
        field={f"f{at}": each for at, each in enumerate(field)},
        constraints=LIMITS,
    )
    return scenario, {f"c{at}": {"bids": each} for at, each in enumerate(candidates)}


def partials(task: Assignment, units: int) -> list[dict[str, Any]]:
    return [shard_partial(shard) for shard in shards_of(task, units)]


@COMMON
@given(worlds(), st.integers(1, 50), st.randoms(use_true_random=False))
def test_any_shard_size_and_order_gives_one_digest(world: Any, units: int, shuffling: Any) -> None:
    task = assigned(KIND, *world)
    pieces = partials(task, units)
    shuffling.shuffle(pieces)
    merged = KIND.zero(task.spec, task.candidates)
    for piece in pieces:
        merged = KIND.merge(merged, piece)
    assert sealed(task, merged).digest == evaluated(task, InProcessExecutor()).digest


@COMMON
@given(worlds())
def test_merging_is_associative_and_commutative_and_zero_changes_nothing(world: Any) -> None:
    task = assigned(KIND, *world)
    a, b, c = (partials(task, 10) * 3)[:3]
    assert KIND.merge(KIND.merge(a, b), c) == KIND.merge(a, KIND.merge(b, c))
    assert KIND.merge(a, b) == KIND.merge(b, a)
    assert KIND.merge(KIND.zero(task.spec, task.candidates), a) == a


@COMMON
@given(worlds(insertion="joint"))
def test_points_and_payouts_are_conserved(world: Any) -> None:
    scenario, candidates = world
    task = assigned(KIND, scenario | {"field": {}}, candidates)
    trees = list(evaluated(task, InProcessExecutor()).partial.values())
    n, unowned = trees[0]["n"], trees[0]["unowned_points"]
    by_progress = task.spec.points_by_progress()
    # one champion, one finalist, two semifinalists, four that won nothing
    earned = n * int(by_progress[4] + by_progress[3] + 2 * by_progress[2] + 4 * by_progress[1])
    scored = sum(tree["points"] for tree in trees)
    assert abs(scored - (earned - unowned) * 1_000_000) <= n * len(trees)
    prizes = n * sum(task.spec.payouts[: len(trees)]) * PARTS_PER_CENT
    paid = sum(tree["payout"] for tree in trees)
    # each group of ties reports its residue once for every member
    assert prizes - sum(tree["residue"] for tree in trees) <= paid <= prizes


@COMMON
@given(worlds())
def test_identical_twins_get_the_same_figures(world: Any) -> None:
    scenario, candidates = world
    twins = {**candidates, "a twin": candidates["c0"]}
    trees = evaluated(assigned(KIND, scenario, twins), InProcessExecutor()).partial
    assert trees["a twin"] == trees["c0"]


@COMMON
@given(worlds(insertion="solo"))
def test_a_solo_candidate_does_not_feel_the_others(world: Any) -> None:
    scenario, candidates = world
    together = evaluated(assigned(KIND, scenario, candidates), InProcessExecutor())
    alone = evaluated(assigned(KIND, scenario, {"c0": candidates["c0"]}), InProcessExecutor())
    assert alone.digests["c0"] == together.digests["c0"]


@COMMON
@given(worlds(), st.permutations(range(8)))
def test_other_names_for_the_same_teams_and_entries_change_no_figure(world: Any, order: list[int]) -> None:
    scenario, candidates = world
    names = {team: f"team {order[at]}" for at, team in enumerate(TEAMS)}

    def renamed(entry: dict[str, int]) -> dict[str, int]:
        return {names[team]: bid for team, bid in entry.items()}

    other_scenario = scenario | {
        "slots": [names[team] for team in scenario["slots"]],
        "field": {f"z{name}": renamed(entry) for name, entry in scenario["field"].items()},
    }
    other_candidates = {name: {"bids": renamed(each["bids"])} for name, each in candidates.items()}
    one, other = assigned(KIND, scenario, candidates), assigned(KIND, other_scenario, other_candidates)
    assert one.scenario_hash != other.scenario_hash
    for here, there in zip(shards_of(one), shards_of(other), strict=True):
        # the draws depend on the digest of the names, so both are given the same ones
        same = KIND.evaluate(other.spec, {}, other.candidates, there.lo, there.hi, one.stream)
        assert same == shard_partial(here)


SCORES = st.integers(1, 7).flatmap(
    lambda entries: st.lists(
        st.lists(st.integers(0, 4), min_size=entries, max_size=entries), min_size=1, max_size=5
    )
)


@given(SCORES, st.lists(st.integers(1, 100), min_size=1, max_size=4, unique=True))
def test_ranks_ties_and_prizes_are_those_of_the_definition(rows: list[list[int]], prizes: list[int]) -> None:
    scores, entries = np.array(rows, dtype=np.int64).T.copy(), len(rows[0])
    payouts = sorted(prizes, reverse=True)
    table = PrizeTable(payouts, entries)
    for standings in (counted_standings, sorted_standings):
        found = standings(scores, range(entries))
        pay = table.pay(found.rank, found.tied)
        residue = table.residue(found.rank, found.tied)
        for sim, row in enumerate(rows):
            for each, score in enumerate(row):
                rank = 1 + sum(other > score for other in row)
                tied = row.count(score)
                assert (found.rank[each, sim], found.tied[each, sim]) == (rank, tied)
                pot = sum(payouts[rank - 1 : rank - 1 + tied]) * 10_000
                assert (pay[each, sim], residue[each, sim]) == divmod(pot, tied)


@given(SCORES, st.integers(1, 7), st.integers(0, 6))
def test_sorting_finds_the_winnings_that_standings_have(
    rows: list[list[int]], prizes: int, before: int
) -> None:
    scores, entries = np.array(rows, dtype=np.int64).T.copy(), len(rows[0])
    scored, in_money = range(min(before, entries - 1), entries), min(prizes, entries)
    own = scores[scored[0] :]
    wanted = winnings_of(counted_standings(scores, scored), own, entries, in_money)
    found = sorted_winnings(scores, scored, in_money, Scratch())
    assert found.histogram.tolist() == wanted.histogram.tolist()
    for each in (found, wanted):
        assert (np.diff(each.entry) >= 0).all()
    cells = [
        sorted(zip(each.entry, each.rank, each.tied, each.score, strict=True)) for each in (found, wanted)
    ]
    assert cells[0] == cells[1]


@given(st.lists(st.integers(0, 2**48 - 1), min_size=1, max_size=50), st.integers(0, 2**48 - 1))
def test_sums_of_products_are_exact(values: list[int], other: int) -> None:
    one = np.array([values], dtype=np.int64)
    constant = np.full_like(one, other)
    assert product_sums(one, one) == [sum(value * value for value in values)]
    assert product_sums(one, constant) == [sum(value * other for value in values)]


@pytest.mark.parametrize("value", [0, 1, 2**24, 2**40, 2**48 - 1])
def test_sums_of_products_are_exact_at_the_most_columns(value: int) -> None:
    row = np.full((1, MOST_COLUMNS), value, dtype=np.int64)
    assert product_sums(row, row) == [MOST_COLUMNS * value * value]


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1000, 10**9))
def test_errors_of_many_shares_are_to_the_digit_those_of_each(hits: list[int], n: int) -> None:
    assert share_errors(hits, n) == [share_error(each / n, n) for each in hits]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_the_median_of_a_histogram_is_the_lower_one(values: list[int]) -> None:
    counts = [values.count(each) for each in range(7)]
    median = lower_quantile(counts, 0.5)
    assert median.value == sorted(values)[(len(values) - 1) // 2]
    assert median.low is not None
    assert median.high is not None
    assert median.low <= median.value <= median.high
