"""The simulation against what dynamic programming over the bracket says exactly."""

from typing import Any

import numpy as np
import pytest

from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.oracle import expected_points, expected_scores, reach_probabilities
from provenlab.core.evaluation.calcutta.scratch import Scratch
from provenlab.core.evaluation.calcutta.simulation import Tournament, draws
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.evaluation.kind import MetricValue
from provenlab.core.evaluation.streams import stream_of
from tests.calcuttas import bids, calcutta, entry, ncaa

KIND = Calcutta()
FIELD = {f"opponent {at}": bids(at * 6, 30, 20, 20, 15, 10) for at in range(10)}
CANDIDATES = {"few": entry(0, 34, 33, 33), "many": entry(11, *[10] * 10), "late": entry(60, 20, 20, 20, 20)}


def metrics_of(document: dict[str, Any]) -> tuple[dict[str, dict[str, MetricValue]], dict[str, float]]:
    task = assigned(KIND, document, CANDIDATES)
    finding = evaluated(task, InProcessExecutor(), shard_units=7000).finding
    return {name: dict(each) for name, each in finding.metrics.items()}, expected_scores(
        task.spec, task.candidates
    )


@pytest.mark.requirement("EVALS-18")
@pytest.mark.parametrize("antithetic", [False, True])
@pytest.mark.parametrize("insertion", ["solo", "joint"])
def test_mean_points_of_68_teams_agree_with_the_oracle_within_4_errors(
    insertion: str, antithetic: bool
) -> None:
    metrics, exact = metrics_of(ncaa(field=FIELD, insertion=insertion, antithetic=antithetic))
    for name, expected in exact.items():
        points = metrics[name]["mean_points"]
        assert points.value is not None
        assert points.standard_error is not None
        assert 0 < abs(points.value - expected) < 4 * points.standard_error


def test_every_reach_probability_of_68_teams_agrees_within_4_errors() -> None:
    spec = KIND.normalise_spec(ncaa(n_sims=40_000))
    progress = Tournament(spec).progress(draws(spec, stream_of(3, (1,)), 0, 40_000, Scratch()))
    exact = reach_probabilities(spec)
    for step in range(spec.bracket.rounds + 2):
        seen = (progress >= step).mean(axis=1)
        error = np.sqrt(exact[:, step] * (1 - exact[:, step]) / 40_000)
        # 68 * 8 comparisons: four errors plus one draw for the rarest events
        assert (np.abs(seen - exact[:, step]) <= 4 * error + 1 / 40_000).all()


def test_every_round_of_the_oracle_has_its_number_of_teams() -> None:
    reach = reach_probabilities(KIND.normalise_spec(ncaa()))
    assert reach.sum(axis=0) == pytest.approx([68, 64, 32, 16, 8, 4, 2, 1], rel=1e-12)


def test_locked_games_bind_simulation_and_oracle_alike() -> None:
    locked = {"0": "T08", "4": "T01", "5": "T02", "36": "T01"}
    spec = KIND.normalise_spec(ncaa(locked=locked))
    progress = Tournament(spec).progress(draws(spec, stream_of(3, (1,)), 0, 2000, Scratch()))
    exact = reach_probabilities(spec)
    teams = spec.bracket.teams.index
    assert (progress[teams("T08")] >= 1).all()
    assert (progress[teams("T07")] == 0).all()
    assert (progress[teams("T01")] >= 3).all()
    assert exact[teams("T01"), 3] == 1
    assert exact[teams("T07"), 1] == 0
    assert np.abs(progress.astype(float).mean(axis=1) - exact[:, 1:].sum(axis=1)).max() < 0.2


def test_a_locked_game_consumes_its_draw_all_the_same() -> None:
    free, bound = KIND.normalise_spec(calcutta()), KIND.normalise_spec(calcutta(locked={"0": "T00"}))
    stream = stream_of(3, (1,))
    one, other = (Tournament(each).progress(draws(each, stream, 0, 500, Scratch())) for each in (free, bound))
    unlocked = one[0] >= 2
    assert 0 < unlocked.sum() < 500
    assert (one[:, unlocked] == other[:, unlocked]).all()


def test_the_control_variate_agrees_with_the_plain_mean_and_is_sharper() -> None:
    metrics, _ = metrics_of(ncaa(field=FIELD))
    for each in metrics.values():
        plain, controlled = each["mean_payout_cents"], each["mean_payout_cents_controlled"]
        assert plain.value is not None
        assert controlled.value is not None
        assert plain.standard_error is not None
        assert controlled.standard_error is not None
        assert controlled.standard_error < plain.standard_error
        assert abs(controlled.value - plain.value) < 4 * plain.standard_error


@pytest.mark.parametrize("antithetic", [False, True])
def test_standard_errors_are_those_that_repetition_shows(antithetic: bool) -> None:
    """240 seeds: the spread of an estimate over seeds is its error, within what 240 values can tell."""
    candidates = {"c": entry(0, 40, 30, 30)}
    keys = ("mean_payout_cents", "mean_payout_cents_controlled", "p_top1", "mean_rank", "mean_points")
    seen: dict[str, list[tuple[float, float]]] = {key: [] for key in keys}
    for seed in range(240):
        document = calcutta(n_sims=400, seed=seed, antithetic=antithetic, field={"f": bids(2, 30, 30, 30)})
        metrics = evaluated(assigned(KIND, document, candidates), InProcessExecutor()).finding.metrics["c"]
        for key in keys:
            value, error = metrics[key].value, metrics[key].standard_error
            assert value is not None
            assert error is not None
            seen[key].append((value, error))
    for key, pairs in seen.items():
        values, errors = np.array(pairs).T
        assert 0.8 < values.std(ddof=1) / errors.mean() < 1.25, key


def test_expected_points_of_a_certain_tournament_are_its_result() -> None:
    certain = [[0.5 if i == j else float(i < j) for j in range(8)] for i in range(8)]
    points = expected_points(KIND.normalise_spec(calcutta(p=certain)))
    assert points.tolist() == [150, 0, 50, 0, 150, 0, 50, 0]
