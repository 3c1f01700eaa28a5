"""`lab.evaluations` as a script uses it."""

from pathlib import Path

import pytest

import provenlab
from provenlab.core.errors import Conflict, NotFound, ValidationFailed
from tests.calcuttas import entry
from tests.contract.evaluation_labs import worked_off, world


@pytest.mark.parametrize("url", ["memory:", "lab.sqlite"])
def test_a_script_goes_from_worlds_to_a_leaderboard(url: str, tmp_path: Path) -> None:
    place = url if url == "memory:" else str(tmp_path / url)
    with provenlab.open_lab(place) as lab:
        evaluations = lab.evaluations
        worlds = [
            evaluations.create_scenario("calcutta", f"world {at}", world(payouts={1: 100 + at}))
            for at in range(3)
        ]
        cohort = evaluations.create_cohort("three", [each.scenario_id for each in worlds])
        home = worlds[0].scenario_id
        candidates = [
            evaluations.create_candidate(home, f"from {at}", entry(at, 30, 30, 30)) for at in (0, 4)
        ]
        ids = [each.candidate_id for each in candidates]
        assert evaluations.attach(ids, cohort_id=cohort.cohort_id) == 4
        submitted = evaluations.submit(cohort.cohort_id, ids, n_sims=20, seed=3)
        assert evaluations.submit(cohort.cohort_id, ids, n_sims=20, seed=3).created is False
        with pytest.raises(Conflict, match="pending"):
            evaluations.leaderboard(submitted.evaluation_id)
        worked_off(lab._parts)
        board = evaluations.leaderboard(submitted.evaluation_id)
        assert [each.place for each in board.entries] == [1, 2]
        assert evaluations.get(run_id=submitted.run_id).status == "completed"
        assert evaluations.list({"status": "completed"}).items[0].result_hash == board.result_hash
        assert len(evaluations.candidate_results(ids[0], metric="mean_points")) == 3
        assert [each.candidate_id for each in evaluations.candidates()] == ids[::-1]
        assert len(evaluations.scenarios({"cohort_id": cohort.cohort_id})) == 3
        assert evaluations.cohorts()[0] == evaluations.cohort(cohort.cohort_id)
        assert evaluations.scenario(home).world["payouts"] == {"1": 100}
        assert evaluations.candidate(ids[0]).payload == entry(0, 30, 30, 30)
        assert evaluations.datasets_of_run(submitted.run_id).datasets == ()
        with pytest.raises(ValidationFailed, match="seed"):
            evaluations.submit(cohort.cohort_id, ids, n_sims=20)
        with pytest.raises(NotFound):
            evaluations.get("none")


def test_evaluations_open_alone_and_only_read_where_asked_to(tmp_path: Path) -> None:
    with provenlab.Evaluations(str(tmp_path / "lab.sqlite")) as evaluations:
        made = evaluations.create_scenario("calcutta", "n", world())
    with provenlab.open_lab(str(tmp_path / "lab.sqlite"), read_only=True) as lab:
        assert lab.evaluations.scenarios()[0].scenario_id == made.scenario_id
