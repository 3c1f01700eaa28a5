"""Status, results, completion and history of an experiment, on every store and through every door."""

from itertools import product

import pytest

from tests.contract.requests import bring_to, complete, declare, publish, start
from tests.doors import Call, refusal

STATUSES = ("pending", "running", "completed", "failed", "cancelled")
STEPS = {
    ("pending", "running"),
    ("pending", "failed"),
    ("pending", "cancelled"),
    ("running", "completed"),
    ("running", "failed"),
    ("running", "cancelled"),
}
TERMINAL = ("completed", "failed", "cancelled")


def store(call: Call, experiment_id: str = "exp-1", **outputs: str) -> dict[str, object]:
    after: dict[str, object] = call(
        "store_results", experimentId=experiment_id, results={"outputs": outputs}, validateOutputs=False
    )
    return after


def stored(call: Call, experiment_id: str = "exp-1") -> dict[str, object]:
    experiment: dict[str, object] = call("get_experiment", experimentId=experiment_id)
    return {**experiment, "history": call("get_experiment_history", experimentId=experiment_id)}


@pytest.mark.requirement("TRACKER-07")
@pytest.mark.requirement("TRACKER-12")
@pytest.mark.requirement("TRACKER-26")
@pytest.mark.requirement("TRACKER-32")
def test_only_listed_steps_are_taken_and_all_others_change_nothing(call: Call) -> None:
    for before, after in product(STATUSES, repeat=2):
        name = f"from-{before}-to-{after}"
        bring_to(call, before, name)
        if before == "running":
            store(call, name, metrics="m")
        was = stored(call, name)
        if before == after:
            changed = call("update_status", experimentId=name, status=after)
            assert changed == {
                "success": True,
                "changed": False,
                "status": after,
                "revision": was["revision"],
            }
            assert stored(call, name) == was
        elif (before, after) in STEPS:
            changed = call("update_status", experimentId=name, status=after)
            assert (changed["success"], changed["changed"], changed["status"]) == (True, True, after)
            assert stored(call, name)["status"] == after
        else:
            refused = refusal(call, "update_status", experimentId=name, status=after)
            assert (refused.code, refused.details["from"]) == ("invalid_transition", before)
            assert refused.details["to"] == after
            assert stored(call, name) == was


def test_completed_without_metrics_is_refused_and_changes_nothing(call: Call) -> None:
    start(call)
    was = stored(call)
    refused = refusal(call, "update_status", experimentId="exp-1", status="completed")
    assert refused.code == "invalid_transition"
    assert refused.details["missingOutputs"] == ["metrics"]
    assert stored(call) == was


def test_completed_needs_every_output_the_definition_requires(call: Call) -> None:
    start(call, requiredOutputs=["curves", "trades"])
    store(call, trades="t", metrics="m")
    refused = refusal(call, "update_status", experimentId="exp-1", status="completed")
    assert refused.details["missingOutputs"] == ["curves"]
    store(call, curves="c")
    assert call("update_status", experimentId="exp-1", status="completed")["status"] == "completed"


def test_a_definition_may_require_no_output_at_all(call: Call) -> None:
    start(call, requiredOutputs=[])
    assert call("update_status", experimentId="exp-1", status="completed")["changed"] is True


@pytest.mark.requirement("TRACKER-03")
def test_a_started_and_ended_experiment_tells_when_and_for_how_long_it_ran(call: Call) -> None:
    start(call)
    begun = stored(call)["execution"]
    assert isinstance(begun, dict)
    assert set(begun) == {"startedAt"}
    complete(call)
    execution = stored(call)["execution"]
    assert isinstance(execution, dict)
    assert execution["startedAt"] == begun["startedAt"] <= execution["completedAt"]
    assert execution["duration"] >= 0
    assert "error" not in execution


def test_what_never_started_ends_without_a_duration(call: Call) -> None:
    bring_to(call, "cancelled")
    execution = stored(call)["execution"]
    assert isinstance(execution, dict)
    assert set(execution) == {"completedAt"}


@pytest.mark.parametrize("before", ["pending", "running"])
def test_the_error_of_a_failure_is_kept(call: Call, before: str) -> None:
    bring_to(call, before)
    call("update_status", experimentId="exp-1", status="failed", error="out of memory\n  at fit()")
    execution = stored(call)["execution"]
    assert isinstance(execution, dict)
    assert execution["error"] == "out of memory\n  at fit()"


@pytest.mark.parametrize("status", ["running", "cancelled", "completed", "pending"])
def test_an_error_belongs_to_a_failure_only(call: Call, status: str) -> None:
    declare(call)
    was = stored(call)
    refused = refusal(call, "update_status", experimentId="exp-1", status=status, error="no")
    assert (refused.code, refused.paths) == ("validation_failed", ["error"])
    assert stored(call) == was


def test_failing_again_does_not_replace_the_error(call: Call) -> None:
    declare(call)
    call("update_status", experimentId="exp-1", status="failed", error="first")
    was = stored(call)
    assert call("update_status", experimentId="exp-1", status="failed", error="second")["changed"] is False
    assert stored(call) == was


@pytest.mark.requirement("TRACKER-08")
@pytest.mark.requirement("TRACKER-11")
def test_results_fill_slots_by_their_common_names_and_by_any_other(call: Call) -> None:
    start(call)
    changed = call(
        "store_results",
        experimentId="exp-1",
        results={
            "tradesArtifactId": "t",
            "metricsArtifactId": "m",
            "curvesArtifactId": "c",
            "diagnosticsArtifactId": "d",
            "outputs": {"feature_map": "f", "metrics": "m"},
        },
    )
    assert changed["success"] is True
    assert stored(call)["outputs"] == {
        "trades": "t",
        "metrics": "m",
        "curves": "c",
        "diagnostics": "d",
        "feature_map": "f",
    }


def test_a_slot_named_in_two_ways_must_name_one_artifact(call: Call) -> None:
    start(call)
    results = {"tradesArtifactId": "t", "outputs": {"trades": "u"}}
    refused = refusal(call, "store_results", experimentId="exp-1", results=results)
    assert (refused.code, refused.paths) == ("validation_failed", ["results.outputs.trades"])
    assert stored(call)["outputs"] == {}


def test_the_same_artifact_in_a_slot_again_changes_nothing(call: Call) -> None:
    start(call)
    store(call, metrics="m")
    was = stored(call)
    assert store(call, metrics="m")["changed"] is False
    assert stored(call) == was


@pytest.mark.parametrize("status", ["running", "completed"])
def test_another_artifact_in_a_filled_slot_is_a_conflict(call: Call, status: str) -> None:
    start(call)
    store(call, metrics="m")
    if status == "completed":
        complete(call, metrics="m")
    was = stored(call)
    outputs = {"metrics": "n", "trades": "t"} if status == "running" else {"metrics": "n"}
    refused = refusal(call, "store_results", experimentId="exp-1", results={"outputs": outputs})
    assert refused.code == "conflict"
    assert (refused.details["slot"], refused.details["stored"]) == ("metrics", "m")
    assert stored(call) == was


def test_new_slots_are_added_beside_filled_ones(call: Call) -> None:
    start(call)
    store(call, metrics="m")
    assert store(call, metrics="m", trades="t")["changed"] is True
    assert stored(call)["outputs"] == {"metrics": "m", "trades": "t"}


def test_no_results_at_all_change_nothing(call: Call) -> None:
    start(call)
    was = stored(call)
    assert store(call)["changed"] is False
    assert stored(call) == was


def test_results_before_the_start_are_refused(call: Call) -> None:
    declare(call)
    refused = refusal(call, "store_results", experimentId="exp-1", results={"metricsArtifactId": "m"})
    assert refused.code == "invalid_transition"
    assert stored(call)["outputs"] == {}


@pytest.mark.parametrize("status", TERMINAL)
def test_new_results_after_the_end_are_refused(call: Call, status: str) -> None:
    bring_to(call, status)
    was = stored(call)
    refused = refusal(call, "store_results", experimentId="exp-1", results={"tradesArtifactId": "t"})
    assert refused.code == "immutable"
    assert stored(call) == was


def test_the_same_results_after_the_end_change_nothing(call: Call) -> None:
    bring_to(call, "completed")
    was = stored(call)
    assert store(call, metrics="metrics-of-exp-1")["changed"] is False
    assert stored(call) == was


def test_an_input_cannot_be_an_output(call: Call) -> None:
    start(call)
    refused = refusal(call, "store_results", experimentId="exp-1", results={"tradesArtifactId": "ohlcv-1"})
    assert refused.code == "conflict"
    refused = refusal(
        call, "complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "alerts-2"}
    )
    assert refused.code == "conflict"
    assert stored(call)["outputs"] == {}


@pytest.mark.requirement("TRACKER-20")
@pytest.mark.requirement("TRACKER-27")
def test_a_lifecycle_of_single_steps_ends_with_its_outputs(call: Call) -> None:
    assert declare(call)["status"] == "pending"
    call("update_status", experimentId="exp-1", status="running")
    results = {"tradesArtifactId": "trades-123", "metricsArtifactId": "metrics-456"}
    assert call("store_results", experimentId="exp-1", results=results)["success"] is True
    assert call("update_status", experimentId="exp-1", status="completed")["success"] is True
    completed = call("get_experiment", experimentId="exp-1")
    assert completed["status"] == "completed"
    assert completed["outputs"] == {"trades": "trades-123", "metrics": "metrics-456"}


def test_completion_takes_results_and_status_as_one_change(call: Call) -> None:
    start(call)
    store(call, trades="t")
    after = complete(call, metrics="m")
    assert (after["status"], after["outputs"]) == ("completed", {"trades": "t", "metrics": "m"})
    was = stored(call)
    assert {key: was[key] for key in after} == after
    assert [event["status"] for event in call("get_experiment_history", experimentId="exp-1")] == [
        "running",
        "running",
        "completed",
    ]


def test_a_refused_completion_leaves_no_result_behind(call: Call) -> None:
    start(call)
    was = stored(call)
    refused = refusal(call, "complete_experiment", experimentId="exp-1", results={"tradesArtifactId": "t"})
    assert refused.code == "invalid_transition"
    assert refused.details["missingOutputs"] == ["metrics"]
    assert stored(call) == was


def test_completion_needs_a_running_experiment(call: Call) -> None:
    declare(call)
    refused = refusal(call, "complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "m"})
    assert refused.code == "invalid_transition"
    assert stored(call)["outputs"] == {}


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_ended_otherwise_cannot_be_completed(call: Call, status: str) -> None:
    bring_to(call, status)
    was = stored(call)
    refused = refusal(call, "complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "m"})
    assert refused.code == "immutable"
    assert stored(call) == was


def test_completing_again_with_the_same_results_returns_the_experiment_unchanged(call: Call) -> None:
    start(call)
    first = complete(call, metrics="m")
    was = stored(call)
    assert complete(call, metrics="m") == first
    assert call("complete_experiment", experimentId="exp-1") == first
    assert stored(call) == was


@pytest.mark.parametrize(("slot", "code"), [("metrics", "conflict"), ("trades", "immutable")])
def test_completing_again_with_other_results_is_refused(call: Call, slot: str, code: str) -> None:
    start(call)
    complete(call, metrics="m")
    was = stored(call)
    refused = refusal(call, "complete_experiment", experimentId="exp-1", results={"outputs": {slot: "other"}})
    assert refused.code == code
    assert stored(call) == was


def test_completion_may_rely_on_results_stored_before(call: Call) -> None:
    start(call)
    store(call, metrics="m")
    assert call("complete_experiment", experimentId="exp-1")["status"] == "completed"


def test_history_tells_each_change_in_order_with_its_actor_and_reason(call: Call) -> None:
    declare(call)
    assert call("get_experiment_history", experimentId="exp-1") == []
    call("update_status", experimentId="exp-1", status="running", actor="ana", reason="slot free")
    store(call, metrics="m")
    store(call, metrics="m")
    call("update_status", experimentId="exp-1", status="failed", error="no", actor="bot")
    events = call("get_experiment_history", experimentId="exp-1")
    told = [
        (each["seq"], each["kind"], each["status"], each.get("actor"), each.get("reason")) for each in events
    ]
    assert told == [
        (1, "status", "running", "ana", "slot free"),
        (2, "outputs", "running", None, None),
        (3, "status", "failed", "bot", None),
    ]
    assert call("get_experiment", experimentId="exp-1")["revision"] == 3


@pytest.mark.parametrize("operation", ["update_status", "store_results", "complete_experiment"])
def test_changing_a_missing_experiment_is_not_found(call: Call, operation: str) -> None:
    extra = {"status": "running"} if operation == "update_status" else {"results": {"metricsArtifactId": "m"}}
    refused = refusal(call, operation, experimentId="nobody", **extra)
    assert (refused.code, refused.details) == ("not_found", {"experimentId": "nobody"})


def test_the_history_of_a_missing_experiment_is_not_found(call: Call) -> None:
    assert refusal(call, "get_experiment_history", experimentId="nobody").code == "not_found"


@pytest.mark.parametrize("operation", ["store_results", "complete_experiment"])
def test_outputs_must_be_registered_once_artifacts_are(call: Call, operation: str) -> None:
    start(call)
    publish(call, "known")
    was = stored(call)
    refused = refusal(
        call,
        operation,
        experimentId="exp-1",
        results={"metricsArtifactId": "known", "tradesArtifactId": "lost"},
    )
    assert refused.code == "not_found"
    assert refused.details == {"paths": ["outputs.trades"], "count": 1}
    assert stored(call) == was
    call(operation, experimentId="exp-1", results={"metricsArtifactId": "known"})
    assert stored(call)["outputs"] == {"metrics": "known"}


def test_a_tombstoned_artifact_cannot_become_an_output(call: Call) -> None:
    start(call)
    publish(call, "m")
    call("tombstone_artifact", artifactId="m")
    was = stored(call)
    refused = refusal(call, "complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "m"})
    assert refused.code == "immutable"
    assert stored(call) == was
