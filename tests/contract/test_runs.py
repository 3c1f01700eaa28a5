"""Runs from start to end, on every store and through every door."""

import json
from typing import Any

import pytest

from tests.doors import Call, DirectDoor, refusal
from tests.labs import Bench

AT = "2025-01-31T09:30:00.000Z"
TERMINAL = ("completed", "failed", "cancelled")


def begin(call: Call, run_id: str = "run-1", **fields: Any) -> dict[str, Any]:
    request = {"name": "nightly", "config": {"lr": 0.1}, "origin": {"createdAt": AT}, **fields}
    started: dict[str, Any] = call("start_run", runId=run_id, **request)
    return started


def end(call: Call, status: str, run_id: str = "run-1", **fields: Any) -> dict[str, Any]:
    operation = {"completed": "finish_run", "failed": "fail_run", "cancelled": "cancel_run"}[status]
    if status == "failed":
        fields.setdefault("error", {"kind": "exception", "type": "ValueError", "message": "boom"})
    ended: dict[str, Any] = call(operation, runId=run_id, **{"metrics": {"auc": 0.9}, **fields})
    return ended


def points(*values: Any, first: int = 0, key: str = "loss") -> list[dict[str, Any]]:
    return [
        {"seq": first + index, "key": key, "value": value, "step": index, "at": AT}
        for index, value in enumerate(values)
    ]


@pytest.mark.requirement("RUN-01")
def test_a_run_begins_as_running_with_what_was_declared(call: Call) -> None:
    declared: dict[str, Any] = {
        "kind": "train",
        "tags": ["night", "gpu"],
        "datasets": [{"dataset": "FD004", "version": "1", "role": "train"}],
        "seed": 7,
        "resultsDir": "results/FD004",
        "config": {"lr": 0.1, "layers": [8, 4], "none": None},
    }
    started = begin(call, **declared)
    assert started["created"] is True
    assert {key: started[key] for key in declared} == declared
    assert (started["status"], started["metrics"], started["revision"]) == ("running", {}, 0)
    del started["created"]
    assert call("get_run", runId="run-1") == started


def test_starting_again_finds_the_first_and_another_definition_is_refused(call: Call) -> None:
    first = begin(call)
    again = begin(call)
    assert (again["created"], again["recordedAt"]) == (False, first["recordedAt"])
    refused = refusal(call, "start_run", runId="run-1", name="other", config={}, origin={"createdAt": AT})
    assert refused.code == "conflict"
    assert set(refused.details["differing"]) == {"name", "config_hash"}


@pytest.mark.requirement("RUN-21")
def test_a_run_of_the_same_name_is_another_run(call: Call) -> None:
    begin(call, "run-1")
    end(call, "completed", "run-1")
    was = call("get_run", runId="run-1")
    begin(call, "run-2")
    assert call("get_run", runId="run-1") == was
    assert call("get_run", runId="run-2")["status"] == "running"


@pytest.mark.requirement("RUN-01")
@pytest.mark.parametrize("status", TERMINAL)
def test_a_run_ends_once_and_then_nothing_of_it_changes(call: Call, status: str) -> None:
    begin(call)
    assert end(call, status)["changed"] is True
    was = [call("get_run", runId="run-1"), call("get_progress", runId="run-1")]
    assert was[0]["status"] == status
    assert end(call, status)["changed"] is False
    for other in TERMINAL:
        if other != status:
            with pytest.raises(Exception, match="immutable"):
                end(call, other)
    for operation, fields in (
        ("heartbeat", {}),
        ("log_metrics", {"points": points(1.0)}),
        ("report_progress", {"events": [{"at": AT, "kind": "log", "message": "late"}]}),
        ("log_artifact", {"kind": "plot", "name": "p", "textContent": "x"}),
    ):
        assert refusal(call, operation, runId="run-1", **fields).code == "immutable", operation
    assert [call("get_run", runId="run-1"), call("get_progress", runId="run-1")] == was


def test_what_a_run_had_logged_may_be_logged_again_after_its_end(call: Call) -> None:
    begin(call)
    events = [{"clientSeq": 1, "at": AT, "kind": "progress", "percent": 50.0}]
    artifact = {"artifactId": "plot-1", "kind": "plot", "name": "p", "textContent": "x", "createdAt": AT}
    repeated: list[tuple[str, dict[str, Any]]] = [
        ("log_metrics", {"points": points(0.5)}),
        ("report_progress", {"events": events}),
        ("log_artifact", artifact),
    ]
    for operation, params in repeated:
        call(operation, runId="run-1", **params)
    end(call, "completed")
    was = [call("get_run", runId="run-1"), call("get_progress", runId="run-1")]
    for operation, params in repeated:
        again = call(operation, runId="run-1", **params)
        assert again.get("appended", again.get("created")) in (0, False)
    assert [call("get_run", runId="run-1"), call("get_progress", runId="run-1")] == was


def test_a_completed_run_has_its_metrics_as_its_one_metrics_artifact(call: Call) -> None:
    begin(call)
    metrics = {"auc": 0.5, "worst": "-Infinity", "undefined": "NaN"}
    ended = end(call, "completed", metrics=metrics)
    assert ended["metrics"] == metrics
    page = call("list_artifacts", filter={"producerId": "run-1", "kind": "metrics"})
    assert [each["artifactId"] for each in page["items"]] == [ended["metricsArtifactId"]]


@pytest.mark.requirement("RUN-08")
def test_points_come_back_in_order_with_numbers_that_json_has_not(call: Call) -> None:
    begin(call)
    values = [1.5, "NaN", "Infinity", "-Infinity", -0.25]
    assert call("log_metrics", runId="run-1", points=points(*values)) == {"appended": 5}
    call("log_metrics", runId="run-1", points=points(3, first=5, key="auc"))
    assert [each["value"] for each in call("get_metric_series", runId="run-1", key="loss")] == values
    later = call("get_metric_series", runId="run-1", afterSeq=3, limit=1)
    assert [(each["seq"], each["value"]) for each in later] == [(4, -0.25)]


def test_points_that_are_known_are_skipped_even_after_the_end(call: Call) -> None:
    begin(call)
    call("log_metrics", runId="run-1", points=points(1, 2))
    assert call("log_metrics", runId="run-1", points=points(9, 9, 9)) == {"appended": 1}
    end(call, "completed")
    assert call("log_metrics", runId="run-1", points=points(9, 9)) == {"appended": 0}
    assert [each["value"] for each in call("get_metric_series", runId="run-1")] == [1, 2, 9]


@pytest.mark.requirement("RUN-28")
def test_the_timeline_is_numbered_and_its_last_status_is_that_of_the_run(call: Call) -> None:
    begin(call)
    events = [
        {
            "at": AT,
            "kind": "progress",
            "phase": "fit",
            "percent": 40,
            "clientSeq": 1,
            "payload": {"epoch": 2},
        },
        {"at": AT, "kind": "log", "message": "still here", "clientSeq": 2},
    ]
    assert call("report_progress", runId="run-1", events=events) == {"appended": 2}
    assert call("report_progress", runId="run-1", events=events) == {"appended": 0}
    end(call, "failed")
    timeline = call("get_progress", runId="run-1")
    assert [(each["seq"], each["kind"]) for each in timeline] == [
        (1, "status"),
        (2, "progress"),
        (3, "log"),
        (4, "status"),
    ]
    assert timeline[1]["payload"] == {"epoch": 2}
    assert (timeline[0]["status"], timeline[-1]["status"]) == ("running", "failed")
    assert call("get_progress", runId="run-1", afterSeq=2, limit=1) == timeline[2:3]


@pytest.mark.requirement("RUN-28")
def test_percent_never_falls_within_an_attempt(call: Call) -> None:
    begin(call)
    call("report_progress", runId="run-1", events=[{"at": AT, "kind": "progress", "percent": 60}])
    lower = [{"at": AT, "kind": "progress", "percent": 59.5}]
    assert refusal(call, "report_progress", runId="run-1", events=lower).code == "conflict"
    other_attempt = [{"at": AT, "kind": "progress", "percent": 1, "attempt": 2}]
    assert call("report_progress", runId="run-1", events=other_attempt) == {"appended": 1}
    assert len(call("get_progress", runId="run-1")) == 3


def test_status_events_cannot_be_reported(call: Call) -> None:
    begin(call)
    events = [{"at": AT, "kind": "status", "status": "completed"}]
    assert refusal(call, "report_progress", runId="run-1", events=events).code == "validation_failed"


def test_runs_are_listed_newest_first_and_by_every_criterion(call: Call) -> None:
    for number in range(4):
        begin(
            call,
            f"run-{number}",
            name="even" if number % 2 == 0 else "odd",
            tags=["all", f"n{number}"],
            datasets=[{"dataset": f"FD00{number % 2}"}],
            origin={"createdAt": f"2025-01-0{number + 1}T00:00:00Z", "gitCommit": f"c{number}"},
        )
    end(call, "completed", "run-1", metrics={"auc": 0.7})

    def ids(**criteria: Any) -> list[str]:
        return [run["runId"] for run in call("list_runs", filter=criteria)["items"]]

    assert ids() == ["run-3", "run-2", "run-1", "run-0"]
    assert ids(name="even") == ["run-2", "run-0"]
    assert ids(tags=["all", "n3"]) == ["run-3"]
    assert ids(tags=["al"]) == []
    assert ids(dataset="FD001") == ["run-3", "run-1"]
    assert ids(status="completed") == ["run-1"]
    assert ids(gitCommit="c2") == ["run-2"]
    assert ids(minCreatedAt="2025-01-02", maxCreatedAt="2025-01-03T00:00:00Z") == ["run-2", "run-1"]
    assert ids(metric={"key": "auc", "atLeast": 0.7}) == ["run-1"]
    assert ids(metric={"key": "auc", "atMost": 0.69}) == []
    assert ids(limit=0) == []
    first = call("list_runs", filter={"limit": 3})
    assert first["nextCursor"] == "run-1"
    assert ids(cursor=first["nextCursor"]) == ["run-0"]


@pytest.mark.requirement("RUN-24")
def test_by_a_metric_missing_and_undefined_come_last_and_pages_join(call: Call) -> None:
    metrics: dict[str, Any] = {"a": 0.5, "b": "NaN", "c": "Infinity", "d": 0.5, "e": None, "f": "-Infinity"}
    for day, (run_id, value) in enumerate(metrics.items(), start=1):
        begin(call, run_id, origin={"createdAt": f"2025-01-0{day}T00:00:00Z"})
        end(call, "completed", run_id, metrics={} if value is None else {"auc": value})
    for descending, expected in ((True, "cdafeb"), (False, "fdaceb")):
        order = {"metric": "auc", "descending": descending}
        whole = call("list_runs", filter={"order": order})["items"]
        assert "".join(run["runId"] for run in whole) == expected
        paged, cursor = "", None
        while True:
            request = {"order": order, "limit": 2, **({"cursor": cursor} if cursor else {})}
            page = call("list_runs", filter=request)
            paged += "".join(run["runId"] for run in page["items"])
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        assert paged == expected


@pytest.mark.requirement("RUN-25")
def test_secrets_are_replaced_before_anything_is_stored(call: Call) -> None:
    secret = "hunter2-and-a-half"
    started = begin(
        call,
        config={"db": {"password": secret}, "url": f"postgresql://me:{secret}@db/x", "max_tokens": 512},
        origin={
            "createdAt": AT,
            "argv": ["train.py", f"--api-key={secret}"],
            "gitRemote": f"https://u:{secret}@h/r",
        },
    )
    assert {each["path"] for each in started["redactions"]} >= {"config.db.password", "config.url"}
    assert started["config"]["max_tokens"] == 512
    end(call, "failed", error={"kind": "exception", "message": f"refused: postgresql://me:{secret}@db/x"})
    everything = [call("get_run", runId="run-1"), call("get_progress", runId="run-1")]
    assert secret not in json.dumps([started, *everything])


@pytest.mark.requirement("RUN-23")
def test_two_runs_are_compared_by_what_differs(call: Call) -> None:
    begin(call, "run-1", config={"lr": 0.1, "same": [1, 2], "deep": {"a": 1}})
    begin(call, "run-2", config={"lr": 0.2, "same": [1, 2], "deep": {"b": None}})
    end(call, "completed", "run-1", metrics={"auc": 0.9, "loss": "NaN"})
    end(call, "completed", "run-2", metrics={"auc": 0.9, "loss": "NaN", "extra": 1})
    compared = call("compare_runs", runIds=["run-1", "run-2"])
    assert compared["config"] == [
        {"path": "deep.a", "values": {"run-1": 1}},
        {"path": "deep.b", "values": {"run-2": None}},
        {"path": "lr", "values": {"run-1": 0.1, "run-2": 0.2}},
    ]
    assert compared["metrics"] == [{"path": "extra", "values": {"run-2": 1}}]
    assert refusal(call, "compare_runs", runIds=["run-1"]).code == "validation_failed"
    assert refusal(call, "compare_runs", runIds=["run-1", "run-9"]).code == "not_found"


@pytest.mark.requirement("RUN-01")
@pytest.mark.parametrize(
    ("operation", "fields"),
    [
        ("get_run", {}),
        ("finish_run", {"metrics": {}}),
        ("heartbeat", {}),
        ("log_metrics", {"points": points(1)}),
        ("get_metric_series", {}),
        ("get_progress", {}),
    ],
)
def test_an_unknown_run_is_not_found(call: Call, operation: str, fields: dict[str, Any]) -> None:
    begin(call)
    assert refusal(call, operation, runId="run-9", **fields).code == "not_found"


@pytest.mark.requirement("RUN-20")
def test_an_expired_lease_is_reaped_and_its_owner_is_told(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    begin(call, "slow", leaseSeconds=60)
    begin(call, "alive", leaseSeconds=60)
    bench.clock.move(50)
    call("heartbeat", runId="alive", leaseSeconds=60)
    assert call("reap_lost_runs") == {"runIds": []}
    bench.clock.move(11)
    assert call("reap_lost_runs", graceSeconds=5) == {"runIds": []}
    assert call("reap_lost_runs") == {"runIds": ["slow"]}
    lost = call("get_run", runId="slow")
    assert (lost["status"], lost["error"]["kind"], lost["duration"]) == ("failed", "lost", 0)
    assert refusal(call, "heartbeat", runId="slow").code == "lease_lost"
    assert refusal(call, "finish_run", runId="slow", metrics={}).code == "lease_lost"
    assert refusal(call, "log_metrics", runId="slow", points=points(1)).code == "lease_lost"
    assert call("get_run", runId="alive")["status"] == "running"
    assert call("reap_lost_runs") == {"runIds": []}


def test_a_clock_that_goes_backwards_gives_no_negative_duration(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    begin(call)
    bench.clock.move(-3_600)
    ended = end(call, "completed")
    assert ended["duration"] == 0
    assert ended["endedAt"] >= ended["startedAt"]
