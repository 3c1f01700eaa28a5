"""The engine with a kind of this test: nothing in it had to change."""

import dataclasses
import math
import statistics
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.errors import InternalError, ValidationFailed
from provenlab.core.evaluation.engine import assigned, evaluated, sealed, shard_partial, shards_of
from provenlab.core.evaluation.identities import cohort_digest, partial_bytes, partial_of
from provenlab.core.evaluation.integer_trees import tree_sum
from provenlab.core.evaluation.kind import (
    Finding,
    Inputs,
    MetricSpec,
    MetricValue,
    Outcomes,
    Partial,
    ScenarioKind,
    UnitPlan,
    primary_metric,
)
from provenlab.core.evaluation.leaderboard import leaderboard, unranked
from provenlab.core.evaluation.replay import recorded, replay_of
from provenlab.core.evaluation.shards import shard_ranges
from provenlab.core.evaluation.statistics import probability
from provenlab.core.evaluation.streams import Stream


@dataclasses.dataclass(frozen=True)
class Coins:
    """Unit = one toss; a candidate guesses the chance of heads, and is right when the toss is below it."""

    kind: str = "coins"
    version: str = "1"
    metrics: tuple[MetricSpec, ...] = (
        MetricSpec("below", "maximise", "probability", primary=True),
        MetricSpec("above", "maximise", "probability"),
    )

    def normalise_spec(self, document: Any) -> dict[str, int]:
        return {"tosses": document["tosses"], "seed": document["seed"], "bias": document.get("bias", 0)}

    def normalise_candidate(self, spec: Any, document: Any) -> float:
        if not 0 <= document <= 1:
            raise ValidationFailed.at("guess", "must be from 0 to 1")
        return float(document)

    def world(self, spec: Any) -> Any:
        return {"bias": spec["bias"]}

    def identity(self, payload: Any) -> Any:
        return {"guess": payload}

    def plan(self, spec: Any) -> UnitPlan:
        return UnitPlan(spec["tosses"], spec["seed"], alignment=4)

    def evaluate(
        self, spec: Any, inputs: Inputs, candidates: Mapping[str, Any], lo: int, hi: int, stream: Stream
    ) -> Partial:
        tosses = stream.words(lo, hi - lo, 1)[:, 0].astype(float) / 2.0**64
        return {
            name: {"n": hi - lo, "below": int((tosses < guess).sum())} for name, guess in candidates.items()
        }

    def zero(self, spec: Any, candidates: Mapping[str, Any]) -> Partial:
        return {name: {"n": 0, "below": 0} for name in candidates}

    def merge(self, one: Partial, other: Partial) -> Partial:
        merged: Partial = tree_sum(one, other)
        return merged

    @property
    def outcome_columns(self) -> Mapping[str, str]:
        return {"unit": "toss, from 0", "candidate": "place, from 0", "below": "1 when the guess was right"}

    def outcomes(
        self, spec: Any, inputs: Inputs, candidates: Mapping[str, Any], lo: int, hi: int, stream: Stream
    ) -> Outcomes:
        tosses = stream.words(lo, hi - lo, 1)[:, :1].astype(float) / 2.0**64
        return {
            "unit": np.repeat(np.arange(lo, hi), len(candidates)),
            "candidate": np.tile(np.arange(len(candidates)), hi - lo),
            "below": (tosses < np.array(list(candidates.values()))).astype(np.int64).ravel(),
        }

    def finalise(self, spec: Any, candidates: Mapping[str, Any], partial: Partial) -> Finding:
        return Finding(
            {
                name: {
                    "below": probability(tree["below"], tree["n"]),
                    "above": probability(tree["n"] - tree["below"], tree["n"]),
                }
                for name, tree in partial.items()
            }
        )


KIND: ScenarioKind = Coins()
SCENARIO = {"tosses": 1001, "seed": 5}
GUESSES = {"low": 0.2, "middle": 0.5, "high": 0.52}


@pytest.mark.requirement("EVALS-19")
def test_a_kind_that_the_engine_has_never_seen_is_evaluated_and_ranked() -> None:
    findings = [
        evaluated(assigned(KIND, SCENARIO | {"bias": bias}, GUESSES), InProcessExecutor()).finding
        for bias in range(6)
    ]
    rows = leaderboard(primary_metric(KIND), findings)
    assert [row.candidate_id for row in rows] == ["high", "middle", "low"]
    assert [row.not_distinguishable for row in rows] == [True, False, False]
    assert all(row.scenarios == 6 for row in rows)
    assert rows[2].value == pytest.approx(0.2, abs=0.03)
    assert rows[2].se_mc == pytest.approx((0.16 / 1001 / 6) ** 0.5, rel=0.1)


@pytest.mark.parametrize("units", [1, 4, 7, 100, 5000])
def test_any_shard_size_and_order_gives_one_digest(units: int) -> None:
    task = assigned(KIND, SCENARIO, GUESSES)
    whole = evaluated(task, InProcessExecutor())
    merged = KIND.zero(task.spec, task.candidates)
    for shard in reversed(shards_of(task, units)):
        merged = KIND.merge(partial_of(partial_bytes(shard_partial(shard))), merged)
    assert sealed(task, merged).digest == whole.digest


def test_a_candidate_has_the_same_digest_whoever_else_is_evaluated() -> None:
    together = evaluated(assigned(KIND, SCENARIO, GUESSES), InProcessExecutor())
    for name, guess in GUESSES.items():
        alone = evaluated(assigned(KIND, SCENARIO, {"renamed": guess}), InProcessExecutor())
        assert alone.digests["renamed"] == together.digests[name]
        assert alone.candidate_hashes["renamed"] == together.candidate_hashes[name]


def test_more_units_of_a_scenario_continue_the_same_draws() -> None:
    short = assigned(KIND, {"tosses": 400, "seed": 5}, GUESSES)
    long = assigned(KIND, {"tosses": 800, "seed": 5}, GUESSES)
    assert short.scenario_hash == long.scenario_hash
    assert shard_partial(shards_of(long, 400)[0]) == shard_partial(shards_of(short, 400)[0])


@pytest.mark.parametrize(
    ("change", "cause", "where"),
    [
        ({}, None, None),
        ({"bias": 1}, "other_scenario", None),
        ({"tosses": 1000}, "other_units", None),
        ({"seed": 6}, "other_seed", None),
    ],
)
def test_a_replay_says_what_differs_first(change: Any, cause: str | None, where: str | None) -> None:
    before = recorded(evaluated(assigned(KIND, SCENARIO, GUESSES), InProcessExecutor()))
    again = evaluated(assigned(KIND, SCENARIO | change, GUESSES), InProcessExecutor())
    replay = replay_of(before, again)
    assert (replay.identical, replay.cause, replay.where) == (cause is None, cause, where)


def test_a_replay_by_another_version_or_candidate_names_the_first_result_that_differs() -> None:
    before = recorded(evaluated(assigned(KIND, SCENARIO, GUESSES), InProcessExecutor()))
    newer = evaluated(assigned(Coins(version="2"), SCENARIO, GUESSES), InProcessExecutor())
    assert replay_of(before, newer).where == "high"
    changed = evaluated(assigned(KIND, SCENARIO, GUESSES | {"middle": 0.6}), InProcessExecutor())
    assert (replay_of(before, changed).cause, replay_of(before, changed).where) == ("other_result", "middle")
    fewer = evaluated(assigned(KIND, SCENARIO, {"low": 0.2}), InProcessExecutor())
    assert replay_of(before, fewer).cause == "other_candidates"


def test_progress_counts_units_up_to_all_of_them() -> None:
    seen: list[tuple[int, int]] = []
    task = assigned(KIND, SCENARIO, GUESSES)
    evaluated(task, InProcessExecutor(), 300, lambda done, total: seen.append((done, total)))
    assert seen == [(300, 1001), (600, 1001), (900, 1001), (1001, 1001)]


def test_shards_cover_every_unit_once_at_the_alignment() -> None:
    assert shard_ranges(UnitPlan(11, 0, alignment=4), 5) == [(0, 8), (8, 11)]
    assert shard_ranges(UnitPlan(0, 0), 5) == []
    assert shard_ranges(UnitPlan(3, 0, cost_hint=1e9), 5) == [(0, 1), (1, 2), (2, 3)]
    assert shard_ranges(UnitPlan(10, 0, alignment=2, cost_hint=300_000), 5) == [(0, 4), (4, 8), (8, 10)]
    with pytest.raises(ValidationFailed, match="shardUnits"):
        shard_ranges(UnitPlan(11, 0), 0)


def test_a_fault_names_its_candidate() -> None:
    with pytest.raises(ValidationFailed, match=r"candidates\.wrong\.guess"):
        assigned(KIND, SCENARIO, {"wrong": 2})


def test_a_cohort_is_its_scenarios_in_order_and_holds_none_twice() -> None:
    assert cohort_digest(["a", "b"]) != cohort_digest(["b", "a"])
    with pytest.raises(ValidationFailed, match=r"scenarios\[2\]"):
        cohort_digest(["a", "b", "a"])


def test_one_scenario_distinguishes_nobody() -> None:
    finding = evaluated(assigned(KIND, SCENARIO, GUESSES), InProcessExecutor()).finding
    rows = leaderboard(primary_metric(KIND), [finding])
    assert all(row.not_distinguishable and row.se_scenario is None for row in rows)
    assert all(row.se_mc is not None for row in rows)


def of_values(direction: Any, **values: list[float | None]) -> tuple[MetricSpec, list[Finding]]:
    """One finding a scenario, from the values of each candidate over all of them."""
    findings = [
        Finding({name: {"m": MetricValue(row[at], 0.5, 9)} for name, row in values.items()})
        for at in range(len(next(iter(values.values()))))
    ]
    return MetricSpec("m", direction, "u", primary=True), findings


def test_equal_candidates_share_a_place_and_are_ordered_by_their_ids() -> None:
    board = leaderboard(*of_values("maximise", d=[0, 0], b=[1, 3], a=[3, 1], c=[9, 9]))
    assert [(row.place, row.candidate_id) for row in board] == [(1, "c"), (2, "a"), (2, "b"), (4, "d")]
    assert math.copysign(1, board[0].behind) == 1
    tied = leaderboard(*of_values("minimise", b=[1, 1], a=[1, 1]))
    assert [(row.place, row.candidate_id, row.behind) for row in tied] == [(1, "a", 0), (1, "b", 0)]


def test_both_errors_and_the_paired_difference_are_those_of_the_textbook() -> None:
    leader, second = leaderboard(*of_values("minimise", a=[1, 2, 4], b=[2, 2.5, 6]))
    assert leader.value == pytest.approx(7 / 3)
    assert leader.se_mc == pytest.approx(math.sqrt(3 * 0.25) / 3)
    assert leader.se_scenario == pytest.approx(statistics.stdev([1, 2, 4]) / math.sqrt(3))
    gaps = [1, 0.5, 2]
    assert second.behind == pytest.approx(statistics.fmean(gaps))
    assert second.se_behind == pytest.approx(statistics.stdev(gaps) / math.sqrt(3))
    # t(2) at 97.5 % is 4.3027: 1.1667 <= 4.3027 * 0.4410, and no longer with a quarter of the spread.
    assert second.not_distinguishable
    apart = leaderboard(*of_values("minimise", a=[1, 2, 4], b=[2.05, 3.0, 5.2]))
    assert not apart[1].not_distinguishable


def test_a_candidate_without_a_value_somewhere_has_no_place_and_shifts_nobody() -> None:
    given = of_values("maximise", a=[1, 2], b=[None, 99], c=[3, 1], d=[None, None])
    assert [(row.place, row.candidate_id) for row in leaderboard(*given)] == [(1, "c"), (2, "a")]
    assert unranked(*given) == {"b": [0], "d": [0, 1]}
    assert leaderboard(*of_values("maximise", a=[None])) == []
    metric, (finding,) = of_values("maximise", a=[1])
    assert list(unranked(metric, [Finding({**finding.metrics, "b": {}})])) == ["b"]


def test_what_should_be_zero_is_ordered_by_its_distance_and_keeps_its_sign() -> None:
    board = leaderboard(*of_values("towards_zero", low=[-3, -3], mixed=[9, -9], best=[1, 1]))
    assert [(row.candidate_id, row.value, row.behind) for row in board] == [
        ("best", 1, 0), ("low", -3, 2), ("mixed", 0, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("units", [4, 300, 5000])
def test_the_rows_of_a_kind_that_has_them_come_from_every_shard_and_add_up(units: int) -> None:
    rows: dict[int, Outcomes] = {}
    found = evaluated(assigned(KIND, SCENARIO, GUESSES), InProcessExecutor(), units, sink=rows.__setitem__)
    whole = {name: np.concatenate([rows[at][name] for at in sorted(rows)]) for name in rows[0]}
    assert (whole["unit"] == np.repeat(np.arange(SCENARIO["tosses"]), len(GUESSES))).all()
    for place, name in enumerate(sorted(GUESSES)):
        assert whole["below"][whole["candidate"] == place].sum() == found.partial[name]["below"]


def test_a_leaderboard_refuses_scenarios_with_other_candidates() -> None:
    findings = [
        evaluated(assigned(KIND, SCENARIO, guesses), InProcessExecutor()).finding
        for guesses in ({"a": 0.5}, {"b": 0.5})
    ]
    with pytest.raises(ValidationFailed, match=r"findings\[1\]"):
        leaderboard(primary_metric(KIND), findings)


class Forgetful(InProcessExecutor):
    def outcomes(self, work: Any, shared: Any, tasks: Any) -> Any:
        return list(super().outcomes(work, shared, tasks))[1:]


def test_an_executor_that_loses_a_shard_is_found_out() -> None:
    with pytest.raises(InternalError, match="701 of 1001 units"):
        evaluated(assigned(KIND, SCENARIO, GUESSES), Forgetful(), 300)
