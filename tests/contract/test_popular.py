"""Look-ups over artifacts and kinds so common that a store may answer them in another way."""

from itertools import product

import pytest

from provenlab.core.models.experiment import ExperimentFilter
from provenlab.core.models.provenance import Provenance
from tests.contract.test_transactions import NOON, definition, record
from tests.labs import Bench, ManualClock

COMMON = 130
WIDE = 1_100
LIMITS = (None, 0, 1, 2, 5)
NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture
def crowd(bench: Bench) -> Bench:
    """Five experiments of three instants: c and e read all the common artifacts, d produced one."""
    tracker, catalog = bench.lab.experiments.tracker, bench.lab.catalog
    common = tuple(f"common-{number}" for number in range(COMMON))
    wide = tuple(f"wide-{number}" for number in range(WIDE))
    inputs = {
        "a": {"x": ("rare",)},
        "b": {"x": wide},
        "c": {"x": common, "y": wide[:1]},
        "d": {},
        "e": {"y": common},
    }
    clock = ManualClock(NOON)
    with bench.lab.store.atomic():
        for name in common:
            catalog.register_artifact(record(name))
        catalog.register_artifact(record("rare").model_copy(update={"kind": "rare"}))
        for index, name in enumerate(NAMES):
            clock.move(index % 2)
            stamp = Provenance(git_commit="c", git_dirty=False, engine_version="1", created_at=clock.now())
            tracker.create_experiment(definition(name, inputs=inputs[name], provenance=stamp))
        tracker.update_status("d", "running")
        tracker.complete_experiment("d", {"metrics": common[0], "trades": common[1]})
    return bench


def test_a_common_kind_selects_those_that_read_or_wrote_it(crowd: Bench) -> None:
    tracker = crowd.lab.experiments.tracker
    of_kind = ExperimentFilter(artifact_type="k")
    everything = tracker.list_experiments(ExperimentFilter(), None).items
    expected = [each.experiment_id for each in everything if each.experiment_id in "cde"]
    for limit in LIMITS:
        listed = [each.experiment_id for each in tracker.list_experiments(of_kind, limit).items]
        assert listed == expected[:limit]
        after = [each.experiment_id for each in tracker.list_experiments(of_kind, limit, expected[0]).items]
        assert after == expected[1:][:limit]
    assert tracker.count_experiments(of_kind) == {"completed": 1, "pending": 2}
    completed = ExperimentFilter(artifact_type="k", status="completed")
    assert [each.experiment_id for each in tracker.list_experiments(completed).items] == ["d"]
    rare = ExperimentFilter(artifact_type="rare")
    assert [each.experiment_id for each in tracker.list_experiments(rare).items] == ["a"]


def test_artifacts_with_many_readers_find_each_of_them_once(crowd: Bench) -> None:
    tracker = crowd.lab.experiments.tracker
    asked = {f"common-{number}" for number in range(COMMON)} | {f"wide-{number}" for number in range(WIDE)}
    for role, limit in product([None, "x", "y"], LIMITS):
        expected = [
            each.experiment_id
            for each in tracker.list_experiments(ExperimentFilter(), None).items
            if asked & {name for given, ids in each.inputs.items() if role in (None, given) for name in ids}
        ]
        found = [each.experiment_id for each in tracker.find_by_input_artifacts([asked], role, limit).items]
        assert found == expected[:limit]
        after = tracker.find_by_input_artifacts([asked], role, limit, expected[0]).items
        assert [each.experiment_id for each in after] == expected[1:][:limit]


def test_every_one_of_many_artifacts_is_wanted_by_match_all(crowd: Bench) -> None:
    tracker = crowd.lab.experiments.tracker
    each_wide = [[f"wide-{number}"] for number in range(WIDE)]

    def found(groups: list[list[str]], limit: int | None = None) -> list[str]:
        return [each.experiment_id for each in tracker.find_by_input_artifacts(groups, None, limit).items]

    assert found(each_wide) == found(each_wide, 1) == ["b"]
    assert found([["wide-0"], ["common-0"]]) == ["c"]
    assert set(found([["common-0"], ["common-129"]])) == {"c", "e"}
    assert found([*each_wide, ["common-0"]]) == []
