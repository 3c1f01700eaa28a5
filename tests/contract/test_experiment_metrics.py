"""Experiments by the numbers of their metrics artifact: shown, bounded, sorted, and proven."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.errors import InvalidTransition, NotFound
from provenlab.core.models.experiment import ExperimentFilter
from provenlab.core.models.metric import MetricBounds, MetricOrder
from tests.contract.requests import declare, ids, publish, start
from tests.doors import Call, DirectDoor
from tests.labs import Bench, opened


def measured(call: Call, experiment_id: str, second: int, metrics: Any, **changes: Any) -> dict[str, Any]:
    """A completed experiment whose metrics artifact holds that document."""
    start(call, experiment_id, second=second, **changes)
    publish(call, f"m-{experiment_id}", second, kind="metrics", jsonContent=metrics)
    done: dict[str, Any] = call(
        "complete_experiment", experimentId=experiment_id, results={"metricsArtifactId": f"m-{experiment_id}"}
    )
    return done


def filled(bench: Bench) -> Call:
    """Five experiments, the last of which has no metrics."""
    call = DirectDoor(bench.lab)
    for n, loss in enumerate([3, 1, 2, "NaN"]):
        measured(call, f"e{n}", n, {"auc": n / 10, "test": {"loss": loss}}, inputs={})
    declare(call, "e4", 4, inputs={})
    return call


def test_metrics_come_with_the_results_and_are_told_by_every_door(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    done = measured(call, "e", 0, {"auc": 0.5, "test": {"loss": "Infinity"}, "rows": [1]}, inputs={})
    assert done["metrics"] == {"auc": 0.5, "test.loss": "Infinity"}
    assert call("get_experiment", experimentId="e") == done
    assert call("list_experiments") == [done]
    again = call("complete_experiment", experimentId="e", results={"metricsArtifactId": "m-e"})
    assert again == done
    assert call("verify_store")["findings"] == []


def test_results_stored_before_the_end_are_measured_then(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    start(call, "e", inputs={})
    publish(call, "m", kind="metrics", jsonContent={"auc": 0.5})
    call("store_results", experimentId="e", results={"metricsArtifactId": "m"})
    assert call("get_experiment", experimentId="e")["metrics"] == {"auc": 0.5}
    assert call("complete_experiment", experimentId="e")["metrics"] == {"auc": 0.5}


def test_the_metrics_of_a_run_are_those_of_its_experiment(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    start(call, "e", inputs={})
    call("start_run", runId="r", name="n", config={}, origin={"createdAt": "2025-01-01"})
    run = call("finish_run", runId="r", metrics={"auc": 0.5, "loss": "NaN"})
    publish(call, "other", jsonContent={})
    done = call(
        "complete_experiment", experimentId="e", results={"metricsArtifactId": run["metricsArtifactId"]}
    )
    assert done["metrics"] == {"auc": 0.5, "loss": "NaN"}


def test_what_cannot_be_read_gives_no_metrics_and_no_error(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    assert measured(call, "list", 0, [1, 2], inputs={})["metrics"] == {}
    publish(call, "text", kind="metrics", textContent="auc 0.5")
    publish(call, "gone", kind="metrics", jsonContent={"auc": 0.5})
    assert bench.lab.blobs.delete(call("get_artifact", artifactId="gone")["storageUri"])
    publish(call, "large", kind="metrics", jsonContent={"auc": 0.5, "note": "x" * 1024 * 1024})
    for name in ("text", "gone", "large", "unknown"):
        start(call, f"e-{name}", inputs={})
        done = call(
            "complete_experiment",
            experimentId=f"e-{name}",
            results={"metricsArtifactId": name},
            validateOutputs=False,
        )
        assert (done["status"], done["metrics"]) == ("completed", {})


@pytest.mark.parametrize("backend", ["sqlite"])
def test_bytes_that_are_not_those_recorded_are_no_metrics(
    new_url: Callable[[str], str], backend: str
) -> None:
    with opened(new_url(backend)) as bench:
        call = DirectDoor(bench.lab)
        start(call, "e", inputs={})
        uri = publish(call, "m", kind="metrics", jsonContent={"auc": 0.5})["storageUri"]
        path = Path(bench.lab.blobs.location().removeprefix("file://")) / uri
        path.chmod(0o600)
        path.write_bytes(b'{"auc":0.9}')
        done = call("complete_experiment", experimentId="e", results={"metricsArtifactId": "m"})
        assert (done["status"], done["metrics"]) == ("completed", {})
        assert call("index_experiment_metrics")["indexed"] == 0


_EXPECTED: list[tuple[ExperimentFilter, list[str]]] = [
    (ExperimentFilter(metric=MetricBounds(key="auc")), ["e3", "e2", "e1", "e0"]),
    (ExperimentFilter(metric=MetricBounds(key="auc", at_least=0.2)), ["e3", "e2"]),
    (ExperimentFilter(metric=MetricBounds(key="auc", at_least=0.1, at_most=0.2)), ["e2", "e1"]),
    (ExperimentFilter(metric=MetricBounds(key="test.loss")), ["e3", "e2", "e1", "e0"]),
    (ExperimentFilter(metric=MetricBounds(key="test.loss", at_most=2)), ["e2", "e1"]),
    (ExperimentFilter(metric=MetricBounds(key="other")), []),
    (
        ExperimentFilter(metric=MetricBounds(key="auc", at_most=0.2), artifact_type="metrics"),
        ["e2", "e1", "e0"],
    ),
    (ExperimentFilter(artifact_type="metrics"), ["e3", "e2", "e1", "e0"]),
    (ExperimentFilter(status="completed", metric=MetricBounds(key="auc", at_most=0)), ["e0"]),
    (ExperimentFilter(git_commit="abc123"), ["e4", "e3", "e2", "e1", "e0"]),
    (ExperimentFilter(), ["e4", "e3", "e2", "e1", "e0"]),
]


def test_a_filter_finds_the_same_experiments_whether_few_or_many_match(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(bench)
    for few in (0, 500):
        monkeypatch.setattr("provenlab.adapters._sql.experiment_listing._FEW", few)
        for criteria, newest in _EXPECTED:
            page = bench.lab.experiments.tracker.list_experiments(criteria)
            assert [each.experiment_id for each in page.items] == newest, criteria
            highest = sorted_by_loss(newest, ["e0", "e2", "e1"])
            assert in_order_of_loss(bench, criteria, descending=True) == highest, criteria
            lowest = sorted_by_loss(newest, ["e1", "e2", "e0"])
            assert in_order_of_loss(bench, criteria, descending=False) == lowest, criteria
    for criteria, newest in _EXPECTED:
        counts = bench.lab.experiments.tracker.count_experiments(criteria)
        assert sum(counts.values()) == len(newest), criteria


def in_order_of_loss(bench: Bench, criteria: ExperimentFilter, descending: bool) -> list[str]:
    """Page by page, two at a time."""
    order = MetricOrder(metric="test.loss", descending=descending)
    walked: list[str] = []
    cursor = None
    while True:
        page = bench.lab.experiments.tracker.list_experiments(criteria, 2, cursor, order)
        walked += [each.experiment_id for each in page.items]
        cursor = page.next_cursor
        if cursor is None or len(walked) > 9:
            return walked


def sorted_by_loss(newest: list[str], order: list[str]) -> list[str]:
    return [*(each for each in order if each in newest), *(each for each in newest if each not in order)]


def test_ties_come_newest_first_and_infinities_have_their_place(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    for n, value in enumerate([1, "Infinity", 1, "-Infinity", 1]):
        measured(call, f"e{n}", n // 2, {"x": value}, inputs={})
    best = {"order": {"metric": "x"}}
    assert ids(call("list_experiments", filter=best)) == ["e1", "e4", "e2", "e0", "e3"]
    after = {**best, "limit": 2, "cursor": "e4"}
    assert ids(call("list_experiments", filter=after)) == ["e2", "e0"]
    worst = {"order": {"metric": "x", "descending": False}}
    assert ids(call("list_experiments", filter=worst)) == ["e3", "e4", "e2", "e0", "e1"]


def test_experiments_that_were_not_measured_are_indexed_once(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    for name in ("late", "never"):
        start(call, name, inputs={})
        call(
            "complete_experiment",
            experimentId=name,
            results={"metricsArtifactId": f"m-{name}"},
            validateOutputs=False,
        )
    measured(call, "known", 1, {"auc": 0.25}, inputs={})
    publish(call, "m-late", kind="metrics", jsonContent={"auc": 0.5})
    before = call("get_experiment", experimentId="late")
    assert call("index_experiment_metrics") == {"examined": 3, "indexed": 1}
    assert call("index_experiment_metrics") == {"examined": 3, "indexed": 0}
    assert call("get_experiment", experimentId="late") == {**before, "metrics": {"auc": 0.5}}
    assert ids(call("list_experiments", filter={"metric": {"key": "auc"}})) == ["known", "late"]
    assert call("verify_store")["findings"] == []


def test_metrics_are_kept_once_and_belong_to_an_output(bench: Bench) -> None:
    call, tracker = DirectDoor(bench.lab), bench.lab.experiments.tracker
    start(call, "bare", inputs={})
    with pytest.raises(InvalidTransition, match="no output metrics"):
        tracker.keep_metrics({"bare": {"auc": 1.0}})
    measured(call, "e", 0, {"auc": 0.5}, inputs={})
    was = tracker.get_experiment("e")
    assert tracker.keep_metrics({"e": {"auc": 0.75, "new": 1.0}}) == {}
    assert tracker.get_experiment("e") == was
    measured(call, "none", 0, {}, inputs={})
    assert tracker.keep_metrics({"none": {}}) == {}
    with pytest.raises(NotFound, match="no experiment nobody"):
        tracker.keep_metrics({"none": {"nan": 1.0}, "nobody": {"x": 1.0}})
    assert tracker.get_experiment("none").metrics == {}
    after = tracker.keep_metrics({"e": {"new": 1.0}, "none": {"nan": math.nan}})
    assert list(after) == ["none"]
    assert math.isnan(after["none"].metrics["nan"])
    assert (after["none"].revision, len(tracker.history("none"))) == (2, 2)
    told = call("verify_store")["findings"]
    assert [(each["subject"], each["id"], each["problem"]) for each in told] == [
        ("experiment", "none", "the metrics it is found by are not those of its artifact")
    ]
    assert call("verify_store", readBlobs=False)["findings"] == []
