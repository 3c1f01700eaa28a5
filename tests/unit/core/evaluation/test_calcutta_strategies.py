"""Strategies keep the limits, and the exact ones are exact."""

import itertools
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.calcutta.apportionment import apportioned
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.market import Market, checked_market, market_from_shares, market_of
from provenlab.core.evaluation.calcutta.oracle import expected_points
from provenlab.core.evaluation.calcutta.spec import CalcuttaSpec, Constraints
from provenlab.core.evaluation.calcutta.strategies import STRATEGIES
from provenlab.core.evaluation.calcutta.strategies.dp import dp
from provenlab.core.evaluation.calcutta.strategies.milp import milp
from provenlab.core.evaluation.calcutta.strategies.payout_search import SimulatedPurse, payout_search
from provenlab.core.evaluation.calcutta.synthetic_field import synthetic_field
from provenlab.core.evaluation.streams import SEARCH_DRAWS, stream_of
from tests.calcuttas import calcutta, ncaa

KIND = Calcutta()


def with_field(document: dict[str, Any], entries: int = 20) -> CalcuttaSpec:
    spec: CalcuttaSpec = KIND.normalise_spec(document)
    field = synthetic_field(spec.bracket.teams, expected_points(spec).tolist(), entries, seed=4)
    accepted: CalcuttaSpec = KIND.normalise_spec(document | {"field": field})
    return accepted


@st.composite
def small_markets(draw: st.DrawFn) -> Market:
    """At most four teams, often alike, so that there are ties."""
    count = draw(st.integers(1, 4))
    amounts = st.lists(st.sampled_from([0.0, 1.0, 2.0, 5.0]), min_size=count, max_size=count)
    least = draw(st.integers(1, count))
    limits = Constraints(
        budget=draw(st.integers(least * 2, 9)) if least * 2 <= 9 else 9,
        min_teams=least,
        max_teams=draw(st.integers(least, 4)),
        min_bid=draw(st.integers(1, 2)),
        max_bid=draw(st.integers(2, 5)),
    )
    names = draw(st.permutations(["a", "b", "c", "d"]))[:count]
    return Market(tuple(names), tuple(draw(amounts)), tuple(draw(amounts)), limits)


def brute_force(market: Market) -> tuple[int, list[tuple[list[str], list[int]]]]:
    """(the most, all entries that reach it) over every allowed entry."""
    limits = market.limits
    choices = [0, *range(limits.min_bid, limits.max_bid + 1)]
    reached: dict[int, list[tuple[list[str], list[int]]]] = {}
    for each in itertools.product(choices, repeat=len(market.teams)):
        bids = {team: bid for team, bid in sorted(zip(market.teams, each, strict=True)) if bid}
        if sum(each) <= limits.budget and limits.min_teams <= len(bids) <= limits.max_teams:
            reached.setdefault(market.worth(bids), []).append((list(bids), list(bids.values())))
    most = max(reached)
    return most, reached[most]


# Two units on one team gain as much as one unit on each of two teams: the shorter list comes first.
ALIKE = Market(
    ("a", "c", "b"),
    (0.0, 1.0, 1.0),
    (0.0, 5.0, 1.0),
    Constraints(budget=2, min_teams=1, max_teams=2, min_bid=1, max_bid=2),
)


@settings(max_examples=40, deadline=None)
@given(small_markets())
@example(ALIKE)
def test_dp_and_milp_reach_what_brute_force_finds(market: Market) -> None:
    most, optima = brute_force(market)
    assert market.worth(dp(market)) == most
    assert market.worth(milp(market)) == most
    found = dp(market)
    assert (list(found), list(found.values())) == min(optima)


def test_dp_and_milp_agree_on_68_teams_and_no_rule_of_thumb_is_better() -> None:
    spec = with_field(ncaa())
    market = market_of(spec)
    best = market.worth(dp(market))
    assert market.worth(milp(market)) == pytest.approx(best, rel=1e-9)
    assert market.worth(STRATEGIES["greedy_marginal"](spec, market)) <= best
    assert market.worth(STRATEGIES["proportional"](spec, market)) < best


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize(
    "limits", [{}, {"budget": 9, "minTeams": 3, "maxTeams": 4, "minBid": 3, "maxBid": 5}, {"maxBid": 12}]
)
def test_every_strategy_gives_the_same_allowed_entry_twice(name: str, limits: dict[str, int]) -> None:
    spec = KIND.normalise_spec(calcutta(teams=16, constraints=limits))
    market = market_of(spec)
    bids = STRATEGIES[name](spec, market)
    assert dict(KIND.normalise_candidate(spec, {"bids": bids}).bids) == bids
    assert STRATEGIES[name](spec, market) == bids


def test_the_search_pays_more_than_where_it_started() -> None:
    spec = with_field(ncaa(), entries=40)
    market = market_of(spec)
    found = payout_search(spec, market, simulations=500, trials=200)
    purse = SimulatedPurse(spec, stream_of(spec.seed, (SEARCH_DRAWS, 0)), 500)
    assert purse.payout(found) > purse.payout(dp(market))


def test_a_synthetic_field_keeps_the_limits_and_grows_without_changing() -> None:
    spec = KIND.normalise_spec(ncaa())
    values = expected_points(spec).tolist()
    small = synthetic_field(spec.bracket.teams, values, 10, seed=4)
    large = synthetic_field(spec.bracket.teams, values, 40, seed=4)
    assert list(small.values()) == list(large.values())[:10]
    assert synthetic_field(spec.bracket.teams, values, 10, seed=5) != small
    accepted = KIND.normalise_spec(ncaa(field=large))
    assert all(sum(entry.bids.values()) == 100 for entry in accepted.field.values())
    assert {len(entry.bids) for entry in accepted.field.values()} == set(range(3, 11))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.floats(1e-6, 1e6), min_size=3, max_size=8),
    st.integers(1, 5),
    st.integers(5, 60),
)
def test_an_apportionment_spends_all_that_the_limits_allow(
    weights: dict[str, float], least: int, most: int
) -> None:
    limits = Constraints(min_bid=least, max_bid=most)
    bids = apportioned(weights, limits)
    assert set(bids) == set(weights)
    assert all(least <= bid <= most for bid in bids.values())
    assert sum(bids.values()) == min(100, most * len(weights))


def test_an_apportionment_gives_the_rest_to_the_largest_remainders() -> None:
    assert apportioned({"a": 1, "b": 1, "c": 1}, Constraints()) == {"a": 34, "b": 33, "c": 33}
    assert apportioned({"a": 41.2, "b": 33.7, "c": 25.1}, Constraints()) == {"a": 41, "b": 34, "c": 25}


def test_a_market_refuses_what_is_not_of_its_teams() -> None:
    for values, others, path in (
        ([1.0], [1.0, 1.0], "values"),
        ([1.0, 1.0], [1.0], "others"),
        ([1.0, -1.0], [1.0, 1.0], r"values\[1\]"),
        ([1.0, 1.0], [1.0, float("nan")], r"others\[1\]"),
        ([1.0, 1.0], [1.0, 1.0], "minTeams"),
    ):
        with pytest.raises(ValidationFailed, match=path):
            checked_market(["a", "b"], values, others, Constraints())
    limits = Constraints(min_teams=1)
    assert market_from_shares(["a", "b"], [1, 2], [0.25, 0.75], 400, limits).others == (100.0, 300.0)
