"""The drawn bracket says what the engine's oracle says."""

import numpy as np
import pytest

from provenlab.core.evaluation.calcutta.oracle import expected_points, reach_probabilities
from provenlab.core.evaluation.calcutta.spec_reading import read_spec
from provenlab.tools.pages.charts.bracket import bracket_tree
from provenlab.tools.pages.charts.shading import shading
from tests.calcuttas import calcutta


def _world(n_slots: int, seed: int, locked: bool) -> dict[str, object]:
    random = np.random.default_rng(seed)
    document = calcutta(n_slots)
    slots = [[team] for team in document["slots"]]
    slots[1] = [*slots[1], "late"]
    size = n_slots + 1
    p = np.triu(random.uniform(0.05, 0.95, (size, size)), 1)
    p = p + np.tril(1 - p.T, -1)
    np.fill_diagonal(p, 0.5)
    document |= {"slots": slots, "p": p.tolist()}
    if locked:
        document["locked"] = {"0": "late", "1": slots[0][0]}
    return read_spec(document).world()


@pytest.mark.parametrize("n_slots", [4, 16])
@pytest.mark.parametrize("locked", [False, True])
def test_chances_and_points_are_those_of_the_oracle(n_slots: int, locked: bool) -> None:
    world = _world(n_slots, n_slots, locked)
    spec = read_spec({**world, "n_sims": 2, "seed": 0})
    tree = bracket_tree(world)
    teams = spec.bracket.teams
    reach = reach_probabilities(spec)
    assert [tree.titles.get(team, 0.0) for team in teams] == pytest.approx(reach[:, -1].tolist(), abs=1e-12)
    assert [tree.expected_points[team] for team in teams] == pytest.approx(expected_points(spec).tolist())
    assert len(tree.seats) == 2 * n_slots - 1
    assert tree.seats[-1].chance == pytest.approx(max(reach[:, -1]))
    assert any(seat.is_locked for seat in tree.seats) == locked


def test_shades_follow_the_values() -> None:
    found = shading({"a": {"x": 50.0, "y": 1.0}, "b": {"z": 9.0}}, ["x", "y"])
    assert found is not None
    assert [each.shade for each in found.cells] == [5, 1]
    assert shading({"a": {}}, ["x"]) is None
