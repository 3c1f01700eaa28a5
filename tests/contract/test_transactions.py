"""What StorePort promises of transactions, and what the clock and the ids of a lab decide."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from provenlab.core.errors import Conflict, InternalError, InvalidTransition, NotFound, StoreReadOnly
from provenlab.core.models.artifact import Artifact, ArtifactDescription, ArtifactFilter, Parent
from provenlab.core.models.blob import StoredBlob
from provenlab.core.models.experiment import ExperimentDefinition, ExperimentFilter
from provenlab.core.models.provenance import Provenance
from provenlab.core.ports import ExperimentTrackerPort
from provenlab.core.rules.artifact_changes import registered
from provenlab.core.rules.storage_uris import blob_uri
from tests.doors import DirectDoor
from tests.labs import Bench

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
ALL = ExperimentFilter()


def definition(experiment_id: str = "e", **changes: object) -> ExperimentDefinition:
    provenance = Provenance(git_commit="c", git_dirty=False, engine_version="1", created_at=NOON)
    fields = {"name": "n", "inputs": {"x": ("a",)}, "config": {"k": [1]}, "provenance": provenance}
    return ExperimentDefinition.model_validate({"experiment_id": experiment_id, **fields, **changes})


def record(artifact_id: str = "a", *parents: str, at: datetime = NOON) -> Artifact:
    given = tuple(Parent(artifact_id=each) for each in parents)
    description = ArtifactDescription(
        artifact_id=artifact_id, kind="k", name="n", parents=given, created_at=NOON
    )
    digest = f"{sum(artifact_id.encode()):064x}"
    return registered(description, StoredBlob(digest, 1, blob_uri(digest)), None, {"rows": [1]}, at)


@pytest.mark.requirement("TRACKER-01")
def test_a_tracker_has_the_methods_of_its_port(bench: Bench) -> None:
    tracker: ExperimentTrackerPort = bench.lab.experiments.tracker
    for name in ("create_experiment", "get_experiment", "list_experiments", "update_status", "store_results"):
        assert callable(getattr(tracker, name))
    assert tracker.find_by_input_artifacts([]).items == ()


def test_writes_in_one_transaction_take_effect_together(bench: Bench) -> None:
    tracker, catalog = bench.lab.experiments.tracker, bench.lab.catalog
    with bench.lab.store.atomic():
        tracker.create_experiment(definition("e1"))
        catalog.register_artifact(record("a"))
        catalog.register_artifact(record("b", "a"))
        tracker.update_status("e1", "running")
    assert tracker.get_experiment("e1").status == "running"
    assert set(catalog.get_artifacts(["a", "b", "c"])) == {"a", "b"}


def test_a_transaction_that_raises_leaves_nothing_behind(bench: Bench) -> None:
    tracker, catalog = bench.lab.experiments.tracker, bench.lab.catalog
    tracker.create_experiment(definition("before"))
    catalog.register_artifact(record("old"))
    with pytest.raises(ZeroDivisionError), bench.lab.store.atomic():
        tracker.create_experiment(definition("e1"))
        tracker.update_status("before", "running")
        tracker.store_results("before", {"trades": "t"})
        catalog.register_artifact(record("a", "old"))
        catalog.supersede_artifact("old", "a")
        _ = 1 // 0
    (only,) = tracker.list_experiments(ALL).items
    assert (only.experiment_id, only.status, only.revision, only.outputs) == ("before", "pending", 0, {})
    assert tracker.history("before") == ()
    assert catalog.get_artifact("old").status == "active"
    assert catalog.history("old") == ()
    assert catalog.storage_uris() == {record("old").storage_uri}
    assert bench.lab.lineage.artifacts_made_from("old") == ()
    assert tracker.find_by_input_artifacts([["a"]]).items == (only,)
    assert list(bench.lab.store.findings()) == []


def test_a_nested_write_that_failed_dooms_the_transaction_even_when_it_is_ignored(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    tracker.create_experiment(definition("e"))
    with pytest.raises(InternalError), bench.lab.store.atomic():
        tracker.create_experiment(definition("e1"))
        with pytest.raises(Conflict):
            tracker.create_experiment(definition("e", name="other"))
    assert [each.experiment_id for each in tracker.list_experiments(ALL).items] == ["e"]
    tracker.create_experiment(definition("e2"))
    assert len(tracker.list_experiments(ALL).items) == 2


def test_a_registration_that_fails_half_way_leaves_nothing(bench: Bench) -> None:
    catalog = bench.lab.catalog
    catalog.register_artifact(record("a"))
    catalog.tombstone_artifact("a")
    successor = record("b").model_copy(update={"supersedes": "a"})
    with pytest.raises(InvalidTransition):
        catalog.register_artifact(successor)
    assert set(catalog.get_artifacts(["a", "b"])) == {"a"}


def test_reads_inside_a_transaction_see_its_writes(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    with bench.lab.store.atomic():
        tracker.create_experiment(definition("e1"))
        assert tracker.get_experiment("e1").status == "pending"
        with bench.lab.store.snapshot():
            assert len(tracker.list_experiments(ALL).items) == 1


def test_a_write_inside_a_snapshot_is_refused(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    tracker.create_experiment(definition("e1"))
    with pytest.raises(StoreReadOnly), bench.lab.store.snapshot():
        tracker.update_status("e1", "running")
    assert tracker.get_experiment("e1").status == "pending"


def test_a_snapshot_sees_one_state_whatever_another_thread_writes(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    tracker.create_experiment(definition("e1"))
    writer = threading.Thread(target=lambda: tracker.create_experiment(definition("e2")))
    with bench.lab.store.snapshot():
        before = tracker.count_experiments(ALL)
        writer.start()
        # Long enough for a store that lets the writer in at once; the others keep it waiting.
        writer.join(0.3)
        assert tracker.count_experiments(ALL) == before
    writer.join()
    assert tracker.count_experiments(ALL) == {"pending": 2}


def test_threads_that_write_at_once_lose_nothing(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker

    def create(number: int) -> None:
        for each in range(5):
            tracker.create_experiment(definition(f"e{number}-{each}"))
            tracker.update_status(f"e{number}-{each}", "running")

    threads = [threading.Thread(target=create, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tracker.count_experiments(ALL) == {"running": 20}


def test_what_a_caller_does_to_a_returned_value_does_not_reach_the_store(bench: Bench) -> None:
    tracker, catalog = bench.lab.experiments.tracker, bench.lab.catalog
    given = definition("e")
    created, _ = tracker.create_experiment(given)
    registered_record, _ = catalog.register_artifact(record("a"))
    for experiment in (created, tracker.get_experiment("e"), *tracker.list_experiments(ALL).items):
        experiment.config["k"].append(2)
        experiment.inputs["y"] = ("b",)
    given.config["k"].append(3)
    given.inputs["z"] = ("c",)
    for artifact in (
        registered_record,
        catalog.get_artifact("a"),
        *catalog.list_artifacts(ArtifactFilter()).items,
    ):
        artifact.summary["rows"].append(2)
    stored = tracker.get_experiment("e")
    assert (stored.config, stored.inputs) == ({"k": [1]}, {"x": ("a",)})
    assert catalog.get_artifact("a").summary == {"rows": [1]}


def test_the_clock_of_the_store_dates_records_and_events(bench: Bench) -> None:
    tracker, catalog = bench.lab.experiments.tracker, bench.lab.catalog
    assert tracker.create_experiment(definition("e"))[0].recorded_at == bench.clock.now()
    bench.clock.move(1.5)
    tracker.update_status("e", "running")
    bench.clock.move(2.25)
    tracker.complete_experiment("e", {"metrics": "m"})
    execution = tracker.get_experiment("e").execution
    assert execution is not None
    assert execution.started_at == NOON + timedelta(seconds=1.5)
    assert execution.completed_at == NOON + timedelta(seconds=3.75)
    assert execution.duration == 2250
    assert [event.at for event in tracker.history("e")] == [execution.started_at, execution.completed_at]
    catalog.register_artifact(record("a"))
    catalog.tombstone_artifact("a")
    assert [event.at for event in catalog.history("a")] == [bench.clock.now()]


def test_a_clock_that_goes_backwards_makes_no_negative_duration_and_no_other_order(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    tracker.create_experiment(definition("e"))
    tracker.update_status("e", "running")
    bench.clock.move(-3_600)
    tracker.store_results("e", {"trades": "t"})
    bench.clock.move(-3_600)
    tracker.complete_experiment("e", {"metrics": "m"})
    execution = tracker.get_experiment("e").execution
    assert execution is not None
    assert (execution.duration, execution.completed_at) == (0, execution.started_at)
    assert [event.seq for event in tracker.history("e")] == [1, 2, 3]
    assert [event.kind for event in tracker.history("e")] == ["status", "outputs", "status"]
    assert list(bench.lab.store.findings()) == []


def test_ids_of_the_lab_are_used_where_the_caller_gives_none(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    fields = definition().model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"experiment_id"})
    created = call("create_experiment", **fields)
    published = call("publish_artifact", kind="k", name="n", textContent="x")
    assert [created["experimentId"], published["artifactId"]] == bench.ids.made == ["id-000001", "id-000002"]
    assert published["createdAt"] == "2025-03-01T12:00:00.000Z"
    call("create_experiment", **fields, experimentId="mine", validateInputs=False)
    assert len(bench.ids.made) == 2


def test_a_catalog_tells_whether_anything_was_ever_registered_and_where_bytes_are(bench: Bench) -> None:
    catalog = bench.lab.catalog
    assert (catalog.has_artifacts(), catalog.storage_uris()) == (False, frozenset())
    catalog.register_artifact(record("a"))
    catalog.tombstone_artifact("a")
    assert (catalog.has_artifacts(), catalog.storage_uris()) == (True, frozenset({record("a").storage_uri}))


def test_a_page_names_its_last_item_when_more_may_follow(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    for name in "abc":
        tracker.create_experiment(definition(name))
    assert tracker.list_experiments(ALL, limit=2).next_cursor == "b"
    assert tracker.list_experiments(ALL, limit=2, cursor="b").next_cursor is None
    assert tracker.list_experiments(ALL, limit=3).next_cursor is None
    assert tracker.list_experiments(ALL, limit=0).items == ()
    assert tracker.find_by_input_artifacts([["a"]], limit=1).next_cursor == "c"


def test_groups_of_artifacts_are_joined_by_or_within_and_by_and_between(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    for name, inputs in {"ab": ("a", "b"), "ac": ("a", "c"), "b": ("b",)}.items():
        tracker.create_experiment(definition(name, inputs={"x": inputs}))

    def found(*groups: list[str]) -> list[str]:
        return [each.experiment_id for each in tracker.find_by_input_artifacts(groups).items]

    assert found(["a"], ["b", "c"]) == ["ac", "ab"]
    assert found(["a", "b"]) == ["b", "ac", "ab"]
    assert found(["a", "b"], ["b", "z"]) == ["b", "ab"]
    assert found(["a"], []) == []
    assert found() == []


def test_a_missing_record_is_not_found_and_names_its_id(bench: Bench) -> None:
    with pytest.raises(NotFound) as missing:
        bench.lab.experiments.tracker.get_experiment("nobody")
    assert missing.value.details == {"experimentId": "nobody"}


def test_a_lab_goes_on_after_close(bench: Bench) -> None:
    tracker = bench.lab.experiments.tracker
    tracker.create_experiment(definition("e1"))
    bench.lab.close()
    tracker.create_experiment(definition("e2"))
    assert len(tracker.list_experiments(ALL).items) == 2
