"""A collection that is cut short anywhere, and publishers of the same bytes at any moment of it."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.errors import Immutable
from provenlab.core.models.remark import NO_REMARK
from provenlab.core.models.retention import RetentionPolicy
from provenlab.tools.compose import LabParts, open_backend
from provenlab.tools.places import store_place
from tests.contract.blob_stores import BENCHES, BlobBench
from tests.contract.requests import parents, publish
from tests.contract.test_retention import POLICY, run
from tests.doors import DirectDoor, Refused
from tests.interruptions import BrokenOffError, Interrupted, break_off, failing_write
from tests.labs import LOCK_TIMEOUT_MS, Bench, CountedIds, ManualClock

HOUR = 3_600.0
TIDY = RetentionPolicy.model_validate(POLICY)
OLD = ("a0", "b0", "a1")


def fill(call: DirectDoor) -> None:
    """Three old outputs and one that stays, each with bytes of its own."""
    run(call, "r0", "a0", "b0")
    run(call, "r1", "a1")
    run(call, "r2", "a2")


def statuses(call: DirectDoor) -> dict[str, str]:
    return {each: call("get_artifact", artifactId=each)["status"] for each in (*OLD, "a2")}


def collect(lab: LabParts, min_age_seconds: float = 0.0) -> Any:
    return lab.retention.collect(TIDY, NO_REMARK, min_age_seconds)


def test_a_fault_at_any_write_leaves_everything_as_it_was(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    fill(call)
    bench.clock.move(1)
    before = statuses(call)
    faults = 0
    for at in itertools.count(1):
        with failing_write(at):
            try:
                collect(bench.lab)
            except BrokenOffError:
                faults += 1
            else:
                break
        assert statuses(call) == before
        assert call("verify_store")["findings"] == []
    assert faults >= 4
    assert statuses(call) == {**dict.fromkeys(OLD, "tombstoned"), "a2": "active"}
    assert call("verify_store")["findings"] == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_fault_at_any_removal_leaves_a_sound_lab_and_the_next_collection_goes_on(
    bench: Bench, after: bool
) -> None:
    call = DirectDoor(bench.lab)
    fill(call)
    bench.clock.move(1)
    uris = {each: call("get_artifact", artifactId=each)["storageUri"] for each in (*OLD, "a2")}
    real = bench.lab.blobs
    # Each round gets one removal further than the last.
    for at in (1, 1, 1) if after else (1, 2, 2):
        bench.lab.__dict__["blobs"] = Interrupted(real, "delete", at, break_off, after)
        bench.lab.__dict__.pop("retention", None)
        with pytest.raises(BrokenOffError):
            collect(bench.lab)
        assert statuses(call) == {**dict.fromkeys(OLD, "tombstoned"), "a2": "active"}
        assert call("verify_store")["findings"] == []
    bench.lab.__dict__["blobs"] = real
    bench.lab.__dict__.pop("retention")
    collect(bench.lab)
    assert [real.exists(uris[each]) for each in (*OLD, "a2")] == [False, False, False, True]
    assert call("verify_store")["findings"] == []


@pytest.fixture(params=["local", "memory", "s3"])
def shelf(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[LabParts, BlobBench, ManualClock]]:
    """A lab in SQLite over each kind of blob store."""
    blobs, clock, place = (
        BENCHES[request.param](tmp_path),
        ManualClock(),
        store_place(tmp_path / "lab.sqlite"),
    )
    backend = open_backend(place, clock, LOCK_TIMEOUT_MS)
    lab = LabParts(place, backend, lambda: blobs.store, clock, CountedIds())
    yield lab, blobs, clock
    lab.close()


MOMENTS = [("list_blobs", False), ("list_blobs", True), ("delete", False), ("delete", True)]


@pytest.mark.parametrize(("method", "after"), MOMENTS)
def test_a_publisher_of_the_same_bytes_never_loses_them(
    shelf: tuple[LabParts, BlobBench, ManualClock], method: str, after: bool
) -> None:
    lab, blobs, clock = shelf
    call = DirectDoor(lab)
    fill(call)
    clock.move(1)
    for each in OLD:
        blobs.make_older(call("get_artifact", artifactId=each)["storageUri"], 2 * HOUR)
    lab.__dict__["blobs"] = Interrupted(
        lab.blobs,
        method,
        1,
        lambda: [publish(call, f"again-{each}", textContent=f"bytes of {each}") for each in OLD],
        after,
    )
    report = collect(lab, HOUR)
    assert [each.artifact_id for each in report.outlived] == sorted(OLD)
    assert report.removed_blobs == ((method, after) == ("delete", True))
    assert call("verify_store")["findings"] == []
    for each in OLD:
        assert b"".join(lab.retention.open_bytes(f"again-{each}")) == f"bytes of {each}".encode()
        with pytest.raises(Refused, match="expired"):
            call("pin_artifact", artifactId=each)


def test_publishers_and_collectors_at_once_leave_a_sound_lab(
    shelf: tuple[LabParts, BlobBench, ManualClock],
) -> None:
    lab, blobs, clock = shelf
    call = DirectDoor(lab)
    stop = threading.Event()
    faults: list[Exception] = []

    def go_on_collecting() -> None:
        try:
            while not stop.is_set():
                collect(lab, HOUR)
        except Exception as error:  # noqa: BLE001 - shown by the test
            faults.append(error)

    collector = threading.Thread(target=go_on_collecting)
    collector.start()
    for n in range(6):
        clock.move(1)
        begun = f"r{n}"
        call("start_run", runId=begun, name="n", config={}, origin={"createdAt": f"2025-01-01T00:00:0{n}Z"})
        call("log_artifact", runId=begun, artifactId=f"a{n}", kind="t", name="t", textContent="the same")
        call("finish_run", runId=begun, metrics={})
        blobs.make_older(call("get_artifact", artifactId=f"a{n}")["storageUri"], 2 * HOUR)
    stop.set()
    collector.join()
    assert faults == []
    assert call("get_artifact", artifactId="a5")["status"] == "active"
    assert call("verify_store")["findings"] == []


def test_nothing_is_made_from_an_artifact_while_it_expires(durable_bench: Bench) -> None:
    call = DirectDoor(durable_bench.lab)
    fill(call)
    durable_bench.clock.move(1)
    came: list[object] = []

    def publish_child() -> None:
        try:
            came.append(publish(DirectDoor(durable_bench.lab), "child", parents=parents("a0")))
        except Refused as refused:
            came.append(refused.code)

    child = threading.Thread(target=publish_child)

    def let_it_try() -> None:
        child.start()
        child.join(0.5)

    service = durable_bench.lab.retention
    service.retention = Interrupted(service.retention, "facts", 1, let_it_try, after=True)
    collect(durable_bench.lab)
    child.join()
    assert came == ["immutable"]


def test_what_is_pinned_cannot_expire_whoever_decided_so(bench: Bench) -> None:
    call = DirectDoor(bench.lab)
    fill(call)
    bench.clock.move(1)
    service = bench.lab.retention
    report = service.planned(TIDY, NO_REMARK)
    call("pin_artifact", artifactId="b0")
    was = statuses(call)
    with pytest.raises(Immutable, match="pinned"):
        service.retention.expire(report.collection, {each.artifact_id: "x" for each in report.outlived})
    assert statuses(call) == was
