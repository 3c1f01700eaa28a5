"""Retention against an oracle that knows the words of the policy and is slow about them."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from provenlab.core.models.model_version import ModelState
from provenlab.core.models.retention import RetentionPolicy
from provenlab.core.models.retention_facts import (
    ArtifactFact,
    ModelFact,
    ProducerFact,
    ProducerKey,
    ReferenceFact,
    RetentionFacts,
    TrialFact,
)
from provenlab.core.rules.retention import RetentionPlan, freed_uris, retention_plan, rule_totals
from provenlab.core.rules.storage_uris import blob_uri
from tests.retention_oracle import POLICIES, Oracle

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Json = dict[str, Any]
OWN = [blob_uri(f"{n:064x}") for n in range(4)]


def fact(artifact_id: str, **changes: Any) -> ArtifactFact:
    made = ArtifactFact(
        artifact_id, "trades", 10, blob_uri(artifact_id.encode().hex().rjust(64, "0")), days(90)
    )
    return made._replace(**{"makers": (("run", "r"),), **changes})


def run(run_id: str = "r", **changes: Any) -> ProducerFact:
    made = ProducerFact(("run", run_id), "train", "nightly", "completed", days(90), may_go_on=False)
    return made._replace(**changes)


def days(age: float) -> datetime:
    return NOW - timedelta(days=age)


def plan_of(*facts: Any, **policy: Any) -> dict[str, str]:
    """artifact id -> rule."""
    by_type: dict[type, list[Any]] = {
        ArtifactFact: [],
        ProducerFact: [],
        ModelFact: [],
        TrialFact: [],
        ReferenceFact: [],
    }
    for each in facts:
        by_type[type(each)].append(each)
    known = RetentionFacts(*(tuple(each) for each in by_type.values()))
    plan = retention_plan(known, RetentionPolicy(**{"keep_last": 1, **policy}), NOW)
    return {each.artifact_id: each.rule for each in (*plan.kept, *plan.outlived)}


NEWER = run("newer", created_at=days(80))


def test_an_old_output_goes_when_newer_runs_of_its_name_completed() -> None:
    assert plan_of(fact("a"), run(), NEWER) == {"a": "outlived"}
    assert plan_of(fact("a"), run(), NEWER, keep_last=2) == {"a": "last"}
    assert plan_of(fact("a"), run(), NEWER._replace(name="other")) == {"a": "last"}
    assert plan_of(fact("a"), run(), NEWER._replace(status="failed")) == {"a": "last"}


def test_the_last_runs_are_counted_in_each_experiment_or_over_all_of_its_name() -> None:
    old, new = run(experiment_id="e1"), NEWER._replace(experiment_id="e2")
    named = [
        ProducerFact(("experiment", each), "", "momentum", "completed", days(90), may_go_on=False)
        for each in ("e1", "e2")
    ]
    assert plan_of(fact("a"), old, new, *named) == {"a": "last"}
    assert plan_of(fact("a"), old, new, *named, last_of="name") == {"a": "outlived"}


EACH_RULE: list[tuple[str, Json, list[Any]]] = [
    ("in_store", {"storage_uri": "runs/run=r.metrics.json"}, []),
    ("source", {"makers": ()}, []),
    ("source", {"makers": (("run", "of another store"),)}, []),
    ("pinned", {"is_pinned": True}, []),
    ("model", {}, [ModelFact("m", 1, "candidate", "a")]),
    ("referenced", {}, [ModelFact("m", 1, "archived", "x", ("a",))]),
    ("running", {"makers": (("run", "r"), ("run", "b"))}, [run("b", status="running", may_go_on=True)]),
    ("referenced", {}, [run("b", status="pending", may_go_on=True, inputs=("a",))]),
    ("running", {"makers": (("run", "b"),)}, [run("b", status="failed", may_go_on=True)]),
    ("referenced", {}, [run("b", status="failed", created_at=days(1), inputs=("a",))]),
    ("journal", {}, [TrialFact(1, ("run", "r"), is_rejected=False)]),
    ("journal", {}, [TrialFact(1, ("run", "r"), is_rejected=True)]),
    ("referenced", {}, [TrialFact(1, ("run", "b"), is_rejected=False), run("b", inputs=("a",))]),
    ("referenced", {}, [ReferenceFact("scenario s", "a")]),
    ("young", {"recorded_at": days(29)}, []),
    ("outlived", {"recorded_at": days(30)}, []),
    ("aggregate", {"kind": "leaderboard"}, []),
    ("referenced", {}, [fact("b", is_pinned=True, parents=("a",))]),
    ("young", {"recorded_at": days(29.999)}, []),
    ("outlived", {}, [fact("b", kind="leaderboard", parents=("a",))]),
    ("outlived", {}, [fact("b", storage_uri="runs/run=r.metrics.json", parents=("a",))]),
    (
        "referenced",
        {},
        [fact("b", storage_uri="runs/run=r.metrics.json", parents=("a",), is_pinned=True)],
    ),
    ("outlived", {"makers": (), "is_tombstoned": True}, []),
]


@pytest.mark.parametrize(("rule", "changes", "more"), EACH_RULE)
def test_each_rule_holds_what_it_names(rule: str, changes: Any, more: list[Any]) -> None:
    assert plan_of(fact("a", **changes), run(), NEWER, *more)["a"] == rule


def test_a_policy_can_let_go_of_what_the_journal_rejected_and_of_aggregates() -> None:
    rejected = TrialFact(1, ("run", "r"), is_rejected=True)
    assert plan_of(fact("a"), run(), NEWER, rejected, keep_rejected_trials=False) == {"a": "outlived"}
    both = (rejected, TrialFact(2, ("run", "r"), is_rejected=False))
    assert plan_of(fact("a"), run(), NEWER, *both, keep_rejected_trials=False) == {"a": "journal"}
    board = fact("a", kind="leaderboard")
    assert plan_of(board, run(), NEWER, keep_aggregates=False) == {"a": "outlived"}


def test_a_policy_for_some_kinds_leaves_the_others_alone() -> None:
    both = (fact("a"), fact("b", kind="curves"), run(), NEWER)
    assert plan_of(*both, only_kinds=("curves",)) == {"a": "other_kind", "b": "outlived"}


def test_a_reference_reaches_through_what_expired_before() -> None:
    chain = (fact("a"), fact("b", is_expired=True, parents=("a",)), fact("c", is_pinned=True, parents=("b",)))
    assert plan_of(*chain, run(), NEWER) == {"a": "referenced", "c": "pinned"}


def test_every_verdict_says_what_it_rests_on() -> None:
    facts = RetentionFacts((fact("a"), fact("b", makers=(("run", "newer"),))), (run(), NEWER))
    plan = retention_plan(facts, RetentionPolicy(keep_last=1), NEWER.created_at + timedelta(days=80))
    assert [each.because for each in plan.kept] == ["run newer is number 1 of train runs named nightly"]
    assert [each.because for each in plan.outlived] == [
        "number 2 of train runs named nightly (run r), recorded 90.0 days ago"
    ]
    assert [tuple(each.model_dump().values()) for each in rule_totals(plan)] == [
        ("last", 1, 10),
        ("outlived", 1, 10),
    ]


@pytest.mark.parametrize(
    ("age_days", "told"),
    [(-1, "0 minutes"), (0.01, "14 minutes"), (0.5, "12.0 hours"), (2, "2.0 days"), (400, "400.0 days")],
)
def test_an_age_is_told_in_the_unit_that_people_would_take(age_days: float, told: str) -> None:
    facts = RetentionFacts((fact("a", recorded_at=days(age_days)),), (run(status="failed"),))
    plan = retention_plan(facts, RetentionPolicy(keep_days=0), NOW)
    (verdict,) = (*plan.kept, *plan.outlived)
    assert verdict.because.endswith(f"recorded {told} ago")


def test_shared_bytes_go_with_the_last_artifact_that_needs_them() -> None:
    shared = fact("a", storage_uri=OWN[0]), fact("b", storage_uri=OWN[0], makers=(("run", "newer"),))
    facts = RetentionFacts(shared, (run(), NEWER))
    plan = retention_plan(facts, RetentionPolicy(keep_last=1), NOW)
    assert [each.artifact_id for each in plan.outlived] == ["a"]
    assert freed_uris(facts, plan) == {}
    later = RetentionFacts(
        (shared[0]._replace(is_expired=True), shared[1]), (NEWER, run("third", created_at=days(70)))
    )
    assert freed_uris(later, retention_plan(later, RetentionPolicy(keep_last=1), NOW)) == {OWN[0]: 10}


@pytest.mark.parametrize(
    "fields", [{"keep_last": 0}, {"keep_days": -1}, {"last_of": "week"}, {"keep": 1}, {"keep_days": "30"}]
)
def test_a_policy_that_means_nothing_is_refused(fields: Any) -> None:
    with pytest.raises(ValidationError):
        RetentionPolicy.model_validate(fields)


IDS = [f"a{n}" for n in range(7)]
KEYS: list[ProducerKey] = [
    ("run", "r0"),
    ("run", "r1"),
    ("run", "r2"),
    ("experiment", "e0"),
    ("experiment", "e1"),
]
AGES = st.sampled_from([0.0, 1.0, 1.5, 5.0, 9.0])
STATES: st.SearchStrategy[ModelState] = st.sampled_from(["candidate", "champion", "archived"])
SOME_IDS = st.lists(st.sampled_from(IDS), max_size=2, unique=True).map(tuple)


@st.composite
def labs(draw: st.DrawFn) -> RetentionFacts:
    """Small labs, dense enough that every rule meets every other."""
    producers = tuple(
        ProducerFact(
            key,
            draw(st.sampled_from(["train", "evaluation"])),
            draw(st.sampled_from(["x", "y"])),
            draw(st.sampled_from(["completed", "completed", "failed"])),
            days(draw(AGES)),
            draw(st.sampled_from([False, False, False, True])),
            draw(st.sampled_from([None, "e0", "e1", "gone"])) if key[0] == "run" else None,
            draw(SOME_IDS),
        )
        for key in KEYS
        if draw(st.integers(0, 5))
    )
    artifacts = tuple(
        ArtifactFact(
            each,
            draw(st.sampled_from(["trades", "curves", "metrics"])),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([*OWN, *OWN, "runs/run=r.metrics.json"])),
            days(draw(AGES)),
            draw(st.lists(st.sampled_from(KEYS), max_size=2).map(tuple)),
            tuple(parent for parent in draw(SOME_IDS) if parent < each),
            *(not draw(st.integers(0, 4)) for _ in range(3)),
        )
        for each in IDS
        if draw(st.integers(0, 6))
    )
    chances = st.integers(0, 2)
    models = tuple(
        ModelFact("m", 1, draw(STATES), draw(st.sampled_from(IDS)), draw(SOME_IDS))
        for _ in range(not draw(chances))
    )
    trials = tuple(
        TrialFact(1, draw(st.sampled_from(KEYS)), draw(st.booleans())) for _ in range(not draw(chances))
    )
    holders = st.sampled_from(["scenario s", "candidate c"])
    references = tuple(
        ReferenceFact(draw(holders), draw(st.sampled_from(IDS))) for _ in range(not draw(chances))
    )
    return RetentionFacts(artifacts, producers, models, trials, references)


@given(labs(), POLICIES)
def test_any_lab_is_judged_as_by_the_oracle(facts: RetentionFacts, policy: RetentionPolicy) -> None:
    require_judged_as_by_the_oracle(facts, policy)


def require_judged_as_by_the_oracle(facts: RetentionFacts, policy: RetentionPolicy) -> None:
    plan = retention_plan(facts, policy, NOW)
    alive = [each.artifact_id for each in facts.artifacts if not each.is_expired]
    assert {each.artifact_id for each in plan.outlived} == Oracle(facts, policy, NOW).goes()
    assert sorted(each.artifact_id for each in (*plan.kept, *plan.outlived)) == sorted(alive)
    assert all(each.because for each in (*plan.kept, *plan.outlived))


@given(labs(), POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(
    facts: RetentionFacts, policy: RetentionPolicy, chance: random.Random
) -> None:
    def shuffled(each: Any) -> Any:
        return tuple(chance.sample(each, len(each)))

    other = RetentionFacts(*map(shuffled, facts))
    assert retention_plan(other, policy, NOW) == retention_plan(facts, policy, NOW)


@given(labs(), POLICIES)
def test_once_carried_out_the_same_policy_lets_nothing_more_go(
    facts: RetentionFacts, policy: RetentionPolicy
) -> None:
    plan = retention_plan(facts, policy, NOW)
    freed = freed_uris(facts, plan)
    after = carried_out(facts, plan)
    again = retention_plan(after, policy, NOW)
    assert again == RetentionPlan(plan.kept, ())
    assert freed_uris(after, again) == freed
    needed = {each.storage_uri for each in after.artifacts if not each.is_expired}
    assert not needed & freed.keys()


def carried_out(facts: RetentionFacts, plan: RetentionPlan) -> RetentionFacts:
    gone = {each.artifact_id for each in plan.outlived}
    after = (
        each._replace(is_expired=True, is_tombstoned=True) if each.artifact_id in gone else each
        for each in facts.artifacts
    )
    return facts._replace(artifacts=tuple(after))
