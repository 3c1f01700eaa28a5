"""The run registry of every store against plain dictionaries, with a clock that goes both ways."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from provenlab.core.models.instant import format_instant
from tests.doors import Call, DirectDoor, Refused, Served, ServedDoor
from tests.labs import BACKENDS, ManualClock, delete_every_record, new_store_file, opened
from tests.property.model import Refusal
from tests.property.run_model import RunModel

# Ids that look alike to a sloppy comparison, or do once something is cut off.
LONG = "l" * 127
IDS = st.sampled_from(["a", "A", "a_b", "r:1", f"1{LONG}", f"2{LONG}"])
TIMES = st.sampled_from(["2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00.001Z"])
AT = "2025-01-31T09:30:00.000Z"
NUMBERS = st.sampled_from([0, 0.5, -1, 2**53 - 1, 5e-324, "NaN", "Infinity", "-Infinity"])
KEYS = st.sampled_from(["loss", "LOSS", "a.b", "a/b", "\u00e9", "'; --"])
METRICS = st.dictionaries(KEYS, NUMBERS, max_size=2)
ENDINGS = {"completed": "finish_run", "failed": "fail_run", "cancelled": "cancel_run"}
ERRORS = st.sampled_from([{"kind": "exception", "message": "boom"}, {"kind": "exception"}])
LEASES = st.sampled_from([10, 60])
POINTS = st.lists(
    st.fixed_dictionaries(
        {"seq": st.integers(0, 5), "key": KEYS, "value": NUMBERS, "at": st.just(AT)},
        optional={"step": st.integers(0, 2)},
    ),
    max_size=4,
)
CLIENT = {"clientSeq": st.integers(0, 4)}
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.just("progress"), "percent": st.sampled_from([0, 12.5, 50, 100]), "at": st.just(AT)},
        optional={**CLIENT, "attempt": st.integers(1, 2)},
    )
    | st.fixed_dictionaries(
        {"kind": st.just("log"), "message": st.sampled_from(["a", "\u00e9"]), "at": st.just(AT)},
        optional=CLIENT,
    ),
    max_size=3,
)
Opened = tuple[Call, ManualClock | None]


class RunMachine(RuleBasedStateMachine):
    """Each rule makes one call on both, and compares result or code; a run that ended stays as it was."""

    open_store: Callable[[ExitStack], Opened]
    runs = Bundle("runs")

    def __init__(self) -> None:
        super().__init__()
        self._resources = ExitStack()
        self.call, self.clock = type(self).open_store(self._resources)
        self.model = RunModel((self.clock or ManualClock()).now())
        self.final: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            for name in self.model.runs:
                self.look(name)
            assert self.call("verify_store")["findings"] == []
        finally:
            self._resources.close()

    def both(self, expected: Callable[[], Any], operation: str, /, **params: Any) -> tuple[Any, Any]:
        """(what the model says, what the store says); a refusal must have the code of the model's."""
        try:
            wanted = expected()
        except Refusal as refusal:
            with pytest.raises(Refused, match=rf"^({'|'.join(refusal.codes)}): "):
                self.call(operation, **params)
            return None, None
        return wanted, self.call(operation, **params)

    @rule(target=runs, name=IDS, at=TIMES, rate=st.sampled_from([1, 1, 1, 1.5]), lease=LEASES)
    def start(self, name: str, at: str, rate: float, lease: int) -> str:
        definition = {"runId": name, "name": "n", "config": {"lr": rate}, "origin": {"createdAt": at}}
        created, reply = self.both(
            lambda: self.model.start(definition, lease), "start_run", **definition, leaseSeconds=lease
        )
        if reply is not None:
            assert reply["created"] is created
            assert {key: reply[key] for key in definition} == definition
        return name

    @rule(name=runs, status=st.sampled_from(list(ENDINGS)), metrics=METRICS, error=ERRORS)
    def end(self, name: str, status: str, metrics: dict[str, Any], error: dict[str, Any]) -> None:
        given = {"error": error} if status == "failed" else {}
        changed, reply = self.both(
            lambda: self.model.end(name, status, metrics, given.get("error")),
            ENDINGS[status],
            runId=name,
            metrics=metrics,
            **given,
        )
        if reply is not None:
            assert (reply["changed"], reply["status"], reply["metrics"]) == (changed, status, metrics)

    @precondition(lambda self: any(run["ended"] for run in self.model.runs.values()))
    @rule()
    def end_again(self) -> None:
        for name, run in self.model.runs.items():
            if run["ended"] and (run["error"] or {}).get("kind") != "lost":
                given = {} if run["error"] is None else {"error": run["error"]}
                reply = self.call(ENDINGS[run["status"]], runId=name, metrics=run["metrics"], **given)
                assert reply["changed"] is False

    @rule(name=runs, lease=LEASES)
    def heartbeat(self, name: str, lease: int) -> None:
        self.both(lambda: self.model.beat(name, lease), "heartbeat", runId=name, leaseSeconds=lease)

    @precondition(lambda self: self.clock is not None)
    @rule(seconds=st.sampled_from([-3_600, 0.000001, 1, 10, 61]))
    def move_the_clock(self, seconds: float) -> None:
        assert self.clock is not None
        self.clock.move(seconds)
        self.model.now = self.clock.now()

    @rule(grace=st.sampled_from([0, 0, 5]))
    def reap(self, grace: int) -> None:
        assert self.call("reap_lost_runs", graceSeconds=grace) == {"runIds": self.model.reap(grace)}

    @rule(name=runs, points=POINTS)
    def log_metrics(self, name: str, points: list[dict[str, Any]]) -> None:
        new, reply = self.both(lambda: self.model.log(name, points), "log_metrics", runId=name, points=points)
        assert reply == (None if new is None else {"appended": new})

    @rule(name=runs, events=EVENTS)
    def report(self, name: str, events: list[dict[str, Any]]) -> None:
        new, reply = self.both(
            lambda: self.model.report(name, events), "report_progress", runId=name, events=events
        )
        assert reply == (None if new is None else {"appended": new})

    @rule(name=runs, key=st.none() | KEYS, after=st.integers(-1, 3), limit=st.sampled_from([None, 0, 2]))
    def read_series(self, name: str, key: str | None, after: int, limit: int | None) -> None:
        if name not in self.model.runs:
            return
        points = sorted(self.model.runs[name]["points"].items())
        wanted = [point for seq, point in points if seq > after and key in (None, point["key"])]
        found = self.call("get_metric_series", runId=name, key=key, afterSeq=after, limit=limit)
        assert found == wanted[:limit]
        timeline = self.call("get_progress", runId=name, afterSeq=after + 1, limit=limit)
        events = list(enumerate(self.model.runs[name]["events"], 1))[after + 1 :][:limit]
        assert [each["seq"] for each in timeline] == [seq for seq, _ in events]

    @rule(
        order=st.none() | st.fixed_dictionaries({"metric": KEYS, "descending": st.booleans()}),
        status=st.none() | st.sampled_from(["running", *ENDINGS]),
        limit=st.sampled_from([1, 2, None]),
    )
    def walk(self, order: dict[str, Any] | None, status: str | None, limit: int | None) -> None:
        walked: list[str] = []
        cursor: dict[str, Any] | None = {}
        while cursor is not None:
            criteria = {"order": order, "status": status, "limit": limit, **cursor}
            page = self.call("list_runs", filter=criteria)
            walked += [each["runId"] for each in page["items"]]
            cursor = {"cursor": page["nextCursor"]} if "nextCursor" in page else None
        assert walked == self.model.listed(order, status)

    @rule(name=IDS)
    def look(self, name: str) -> None:
        if name not in self.model.runs:
            with pytest.raises(Refused, match=r"^not_found: "):
                self.call("get_run", runId=name)
            assert self.call("list_artifacts", filter={"producerId": name})["items"] == []
            return
        wanted, stored = self.model.runs[name], self.call("get_run", runId=name)
        timeline = self.call("get_progress", runId=name, limit=None)
        self.agree(wanted, stored, timeline)
        produced = self.call("list_artifacts", filter={"producerId": name})["items"]
        assert len(produced) == (wanted["status"] == "completed")
        for artifact in produced:
            assert artifact["artifactId"] == stored["metricsArtifactId"]
            written = json.dumps(wanted["metrics"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert artifact["fileHash"] == hashlib.sha256(written.encode()).hexdigest()
        if wanted["ended"]:
            series = self.call("get_metric_series", runId=name)
            assert self.final.setdefault(name, (stored, timeline, series, produced)) == (
                stored,
                timeline,
                series,
                produced,
            )

    def agree(self, wanted: dict[str, Any], stored: dict[str, Any], timeline: list[dict[str, Any]]) -> None:
        assert (stored["status"], stored["metrics"]) == (wanted["status"], wanted["metrics"])
        assert stored["revision"] == wanted["changes"]
        error = stored.get("error")
        assert (error and error["kind"]) == (wanted["error"] and wanted["error"]["kind"])
        events = [(e["kind"], e.get({"log": "message", "progress": "percent"}.get(e["kind"], "status")),
                   e.get("clientSeq"), e["attempt"]) for e in timeline]  # fmt: skip
        assert events == wanted["events"]
        statuses = [each["status"] for each in timeline if each["kind"] == "status"]
        assert statuses[-1] == stored["status"]
        if self.clock is not None:
            times = {"startedAt": "started", "endedAt": "ended", "heartbeatAt": "beat",
                     "leaseExpiresAt": "expires"}  # fmt: skip
            for on_the_wire, field in times.items():
                at = wanted[field]
                assert stored.get(on_the_wire) == (at and format_instant(at)), on_the_wire
            took = wanted["ended"] and int((wanted["ended"] - wanted["started"]).total_seconds() * 1_000)
            assert stored.get("duration") == took


def run_machine(open_store: Callable[[ExitStack], Opened], examples_for_each: int = 1) -> None:
    machine = type("Machine", (RunMachine,), {"open_store": staticmethod(open_store)})
    chosen = settings()
    examples = max(5, chosen.max_examples // examples_for_each)
    run_state_machine_as_test(
        machine, settings=settings(chosen, max_examples=examples, stateful_step_count=30)
    )


@pytest.mark.requirement("RUN-27")
@pytest.mark.parametrize("backend", BACKENDS)
def test_random_runs_agree_with_plain_dictionaries(
    backend: str, template: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    def new_url(directory: Path) -> str:
        if backend == "memory":
            return "memory:"
        if backend == "postgres":
            url: str = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
            return url
        return str(new_store_file(template(backend), directory))

    def open_store(resources: ExitStack) -> Opened:
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        bench = resources.enter_context(opened(new_url(directory)))
        return DirectDoor(bench.lab), bench.clock

    # The engines with a file or a server to open cost many times as much for each call.
    run_machine(open_store, {"memory": 1, "sqlite": 2}.get(backend, 6))


@pytest.mark.requirement("RUN-27")
def test_random_runs_through_the_bridge_agree_with_plain_dictionaries(
    template: Callable[[str], Path], tmp_path: Path
) -> None:
    served = Served(tmp_path / "home")

    def open_store(resources: ExitStack) -> Opened:
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        return ServedDoor(served, str(new_store_file(template("sqlite"), directory))), None

    run_machine(open_store, 3)
    served.close()
