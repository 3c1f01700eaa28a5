"""The checked values of a small Calcutta, bit for bit."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.oracle import expected_points
from provenlab.core.evaluation.calcutta.ratings import win_matrix
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws
from provenlab.core.evaluation.engine import Assignment, Evaluation, assigned, evaluated
from provenlab.core.evaluation.streams import scenario_path, stream_of

VECTOR: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "data/calcutta_golden.json").read_text(encoding="utf-8")
)
EXPECT = VECTOR["expect"]


def assignment(**changes: Any) -> Assignment:
    given = {key: VECTOR[key] for key in ("slots", "p", "rules", "payouts", "seed", "n_sims")}
    limits = {"budget": 10, "minTeams": 1, "maxTeams": 4, "maxBid": 10}
    scenario = {**given, "insertion": "joint", "constraints": limits, **changes}
    entries = {name: {"bids": bids} for name, bids in VECTOR["entries"].items()}
    # The vectors were made with the path (1,), before there was a scenario to take a digest of.
    return dataclasses.replace(
        assigned(Calcutta(), scenario, entries), stream=stream_of(VECTOR["seed"], tuple(VECTOR["path"]))
    )


@pytest.fixture(scope="module")
def golden() -> Evaluation:
    return evaluated(assignment(), InProcessExecutor(), shard_units=300)


def test_the_first_words_of_the_stream_are_those_of_the_vectors() -> None:
    words = assignment().stream.words(0, 1, 1)[0, :2]
    assert [f"0x{int(word):016x}" for word in words] == EXPECT["first_raw"]


def test_the_first_tournaments_are_those_of_the_vectors() -> None:
    task = assignment()
    progress = Tournament(task.spec).progress(draws(task.spec, task.stream, 0, 4, Scratch()))
    assert progress.T.tolist() == EXPECT["progress_of_first_sims"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("points", "sum_q"),
        ("points_squared", "sum_q2"),
        ("payout", "sum_pay"),
        ("rank_histogram", "rank_histogram"),
        ("top1", "top1"),
    ],
)
def test_every_sum_is_that_of_the_vectors(golden: Evaluation, key: str, expected: str) -> None:
    found = {name: tree[key] for name, tree in golden.partial.items()}
    wanted = {name: int(v) if isinstance(v, str) else v for name, v in EXPECT[expected].items()}
    assert found == wanted


@pytest.mark.requirement("EVALS-17")
def test_every_metric_is_that_of_the_vectors(golden: Evaluation) -> None:
    for name, wanted in EXPECT["metrics"].items():
        metrics = golden.finding.metrics[name]
        found = {key: metrics[key].value for key in wanted if not key.startswith("se_")}
        found |= {
            "se_points": metrics["mean_points"].standard_error,
            "se_payout_cents": metrics["mean_payout_cents"].standard_error,
        }
        assert found == wanted


def test_antithetic_simulations_are_those_of_the_vectors() -> None:
    mirrored = evaluated(assignment(antithetic=True), InProcessExecutor(), shard_units=300)
    assert {name: tree["points"] for name, tree in mirrored.partial.items()} == EXPECT["antithetic_sum_q"]


def test_expected_points_are_those_of_the_vectors() -> None:
    exact = dict(zip("ABCD", expected_points(assignment().spec), strict=True))
    assert exact == pytest.approx(EXPECT["expected_points"], rel=1e-12)


def test_the_helper_builds_the_win_matrix_of_the_vectors() -> None:
    matrix = win_matrix([15.0, 0.0, 5.0, 10.0], scale=10.0)
    assert np.abs(matrix - np.array(VECTOR["p"])).max() < 1e-15


def test_the_path_of_a_scenario_is_one_and_its_digest_in_words() -> None:
    assert scenario_path("00000001" * 7 + "ffffffff") == (1, 1, 1, 1, 1, 1, 1, 1, 2**32 - 1)
