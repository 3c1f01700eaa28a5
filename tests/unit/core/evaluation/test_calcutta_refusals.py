"""What a Calcutta refuses, each with the path of the fault."""

import copy
import math
from typing import Any

import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.engine import assigned, evaluated
from tests.calcuttas import bids, calcutta, entry

KIND = Calcutta()


def with_cell(row: int, column: int, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(calcutta())
    document["p"][row][column] = value
    return document


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in calcutta().items() if name != key}


def fault_paths(document: Any) -> list[str]:
    with pytest.raises(ValidationFailed) as refusal:
        KIND.normalise_spec(document)
    return [fault["path"] for fault in refusal.value.details["faults"]]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], "value"),
        (calcutta(colour="red"), "colour"),
        (without("slots"), "slots"),
        (calcutta(slots=["A", "B", "C"]), "slots"),
        (calcutta(slots=["A"]), "slots"),
        (calcutta(slots=["A", ""]), "slots[1]"),
        (calcutta(slots=["A", ["B", "C", "D"]]), "slots[1]"),
        (calcutta(slots=["A", "B", "C", "A"]), "slots[3]"),
        (calcutta(slots=["A", ["B", "B"]]), "slots[1]"),
        (without("p"), "p"),
        (calcutta(p=[[0.5]]), "p"),
        (calcutta(p=[[0.5]] * 8), "p[0]"),
        (with_cell(2, 3, "0.5"), "p[2][3]"),
        (with_cell(2, 3, True), "p[2][3]"),
        (with_cell(2, 3, math.nan), "p[2][3]"),
        (with_cell(2, 3, math.inf), "p[2][3]"),
        (with_cell(2, 3, 1.5), "p[2][3]"),
        (with_cell(2, 2, 0.5 + 1e-12), "p[2][2]"),
        (without("rules"), "rules"),
        (calcutta(rules={}), "rules"),
        (calcutta(rules={5: 10}), "rules.5"),
        (calcutta(rules={0: 10}), "rules.0"),
        (calcutta(rules={2: -1}), "rules.2"),
        (calcutta(rules={2: 0.5}), "rules.2"),
        (calcutta(rules={2: 250_001}), "rules"),
        (calcutta(rules={4: 1_000_001}), "rules.4"),
        (without("payouts"), "payouts"),
        (calcutta(payouts={}), "payouts"),
        (calcutta(payouts={1: 100, 3: 50}), "payouts"),
        (calcutta(payouts={1: 100, 2: 200}), "payouts.2"),
        (calcutta(payouts={1: 100, 2: 100}), "payouts.2"),
        (calcutta(payouts={1: 0}), "payouts.1"),
        (calcutta(payouts={1: 1.5}), "payouts.1"),
        (calcutta(payouts={1: 2**34 + 1}), "payouts.1"),
        (calcutta(n_sims=0), "n_sims"),
        (without("n_sims"), "n_sims"),
        (without("seed"), "seed"),
        (calcutta(seed=2**53), "seed"),
        (calcutta(seed=-1), "seed"),
        (calcutta(seed=True), "seed"),
        (calcutta(insertion="both"), "insertion"),
        (calcutta(antithetic="yes"), "antithetic"),
        (calcutta(antithetic=True, n_sims=7), "n_sims"),
        (calcutta(locked={"7": "T00"}), "locked.7"),
        (calcutta(locked={"0": "nobody"}), "locked.0"),
        (calcutta(locked={"0": "T02"}), "locked.0"),
        (calcutta(locked={"0": "T00", "1": "T02", "4": "T01"}), "locked.4"),
        (calcutta(locked={"0": "T00", "4": "T00"}), "locked.4"),
        (calcutta(locked={"00": "T00"}), "locked.00"),
        (calcutta(constraints={"budget": 0}), "constraints.budget"),
        (calcutta(constraints={"budget": 10_001}), "constraints.budget"),
        (calcutta(constraints={"teams": 3}), "constraints.teams"),
        (calcutta(constraints={"minTeams": 9, "maxTeams": 8}), "constraints.minTeams"),
        (calcutta(constraints={"minBid": 9, "maxBid": 8}), "constraints.minBid"),
        (calcutta(constraints={"budget": 5, "minBid": 2}), "constraints.budget"),
        (calcutta(field={"a": {"X": 5, **bids(0, 5, 5, 5)}}), "field.a.X"),
        (calcutta(field={"a": bids(0, 51, 5, 5)}), "field.a.T00"),
    ],
)
def test_a_fault_of_the_spec_is_refused_with_its_path(document: Any, path: str) -> None:
    assert path in fault_paths(document)


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        (7, "candidates.c.value"),
        ({}, "candidates.c.bids"),
        ({"bids": bids(0, 5, 5, 5), "note": ""}, "candidates.c.note"),
        ({"bids": {"X": 5, **bids(0, 5, 5, 5)}}, "candidates.c.bids.X"),
        (entry(0, 5, 5, 51), "candidates.c.bids.T02"),
        (entry(0, 5, 5, -1), "candidates.c.bids.T02"),
        ({"bids": {"T00": 1.5, **bids(1, 5, 5, 5)}}, "candidates.c.bids.T00"),
        ({"bids": {"T00": True, **bids(1, 5, 5, 5)}}, "candidates.c.bids.T00"),
        ({"bids": {"T00": False, **bids(1, 5, 5, 5)}}, "candidates.c.bids.T00"),
        (entry(0, 40, 40, 40), "candidates.c.bids"),
        (entry(0, 5, 5), "candidates.c.bids"),
        (entry(0, *[1] * 11), "candidates.c.bids"),
    ],
)
def test_a_fault_of_a_candidate_is_refused_with_its_path(payload: Any, path: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        assigned(KIND, calcutta(teams=16), {"a": entry(0, 5, 5, 5), "c": payload})
    assert path in [fault["path"] for fault in refusal.value.details["faults"]]


def test_all_faults_of_a_spec_are_listed_at_once() -> None:
    faulty = calcutta(seed=-1, n_sims=0, payouts={}, rules={9: 1})
    assert fault_paths(faulty) == ["rules.9", "payouts", "n_sims", "seed"]


def test_an_evaluation_without_candidates_is_refused() -> None:
    with pytest.raises(ValidationFailed, match="at least one candidate"):
        assigned(KIND, calcutta(), {})


def test_a_matrix_within_the_tolerance_is_accepted() -> None:
    assert KIND.normalise_spec(with_cell(2, 2, 0.5 + 4e-13)).p[2, 2] > 0.5


def test_points_and_prizes_up_to_their_limits_are_summed_exactly() -> None:
    certain = [[0.5 if i == j else float(i < j) for j in range(8)] for i in range(8)]
    scenario = calcutta(p=certain, rules={4: 1_000_000}, payouts={1: 2**34}, n_sims=3000)
    task = assigned(KIND, scenario, {"c": entry(0, 5, 5, 5)})
    tree = evaluated(task, InProcessExecutor()).partial["c"]
    assert tree["points_squared"] == 3000 * 10**24
    assert tree["payout_squared"] == 3000 * (2**34 * 10_000) ** 2
    assert tree["points_payout"] == 3000 * 10**12 * 2**34 * 10_000


def test_the_same_bids_are_one_candidate_whatever_the_order_and_the_zeros() -> None:
    spec = KIND.normalise_spec(calcutta())
    one = KIND.normalise_candidate(spec, {"bids": {"T03": 5, "T01": 6.0, "T02": 7, "T05": 0}})
    other = KIND.normalise_candidate(spec, {"bids": {"T01": 6, "T02": 7, "T03": 5}})
    assert KIND.identity(one) == KIND.identity(other)
