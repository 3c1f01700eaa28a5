"""The recorder between a program and a store that hangs, breaks or comes back."""

import signal
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from provenlab.adapters.outbox.folders import OutboxFolders
from provenlab.adapters.outbox.memory import MemoryOutbox
from provenlab.core.errors import StoreUnavailable
from provenlab.core.models.run import RunFilter
from provenlab.core.ports.outbox import OutboxPort
from provenlab.tools.compose import LabParts, open_parts
from provenlab.tools.recording.begin import begin_run
from provenlab.tools.recording.recorder import Recorder


class Nowhere:
    """Implements `ProvenanceCollectorPort`: finds nothing."""

    def at_once(self) -> dict[str, Any]:
        return {}

    def in_time(self) -> dict[str, Any]:
        return {}


class Interrupted(Exception):
    pass


def raising(number: int, frame: object) -> None:
    raise Interrupted


class InterruptedOutbox(MemoryOutbox):
    """A signal comes while the second call is written."""

    def __init__(self) -> None:
        super().__init__()
        self._calls = count(1)

    def append(self, line: bytes) -> None:
        if next(self._calls) == 2:
            signal.raise_signal(signal.SIGUSR1)
        super().append(line)


class InterruptedFolders(OutboxFolders):
    def create(self, after: OutboxPort | None = None) -> OutboxPort:
        return InterruptedOutbox()


@pytest.fixture
def lab() -> Iterator[LabParts]:
    parts = open_parts("memory:")
    yield parts
    parts.close()


def recorder_of(open_lab: Any, folders: OutboxFolders | None = None, **given: float) -> Recorder:
    ids = count(1)
    return Recorder(open_lab, folders or OutboxFolders(()), Nowhere(), lambda: f"run-{next(ids)}", **given)


@pytest.mark.requirement("RUN-13")
def test_calls_return_while_the_store_hangs_and_reach_it_when_it_answers(lab: LabParts) -> None:
    asked, answers = threading.Event(), threading.Event()

    def open_lab(sleep: object) -> LabParts:
        asked.set()
        answers.wait()
        return lab

    recorder = recorder_of(open_lab, budget_s=0.01)
    with begin_run(recorder, "patient", config={"lr": 0.1}) as run:
        asked.wait()
        for step in range(100):
            run.log_metrics({"loss": float(step)}, step)
        run.progress(50)
    assert not recorder.settle()
    answers.set()
    assert recorder.settle(60)
    (stored,) = lab.runs.registry.list_runs(RunFilter()).items
    assert (stored.status, stored.metrics) == ("completed", {"loss": 99.0})
    assert len(lab.runs.registry.metric_series(run.run_id)) == 100
    recorder.close()


def test_a_store_that_comes_back_has_everything_in_order_and_one_line_was_said(
    lab: LabParts, capsys: pytest.CaptureFixture[str]
) -> None:
    failures = iter([StoreUnavailable("the store is away"), OSError("no route"), RuntimeError("odd")])

    def open_lab(sleep: object) -> LabParts:
        for failure in failures:
            raise failure
        return lab

    recorder = recorder_of(open_lab)
    with begin_run(recorder, "stubborn") as run:
        run.log_metrics({"loss": 1.0})
    assert recorder.settle(60)
    assert recorder.problem is None
    recorder.close()
    assert [each.status for each in lab.runs.registry.list_runs(RunFilter()).items] == ["completed"]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("provenlab: the store cannot be reached")


def test_what_a_handler_raises_while_a_call_is_recorded_reaches_the_program(lab: LabParts) -> None:
    recorder = recorder_of(lambda sleep: lab, InterruptedFolders(()))
    run = begin_run(recorder, "interrupted")
    before = signal.signal(signal.SIGUSR1, raising)
    try:
        with pytest.raises(Interrupted):
            run.log_metrics({"loss": 1.0})
    finally:
        signal.signal(signal.SIGUSR1, before)
    run.log_metrics({"loss": 2.0})
    run.finish()
    assert recorder.settle(60)
    assert lab.runs.registry.get_run(run.run_id).metrics == {"loss": 2.0}
    recorder.close()


def test_a_field_that_is_refused_costs_the_field_and_not_the_run(
    lab: LabParts, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = recorder_of(lambda sleep: lab)
    with begin_run(recorder, "linked", dataset={"rows": 5}, experiment_id="no id!", tags=["kept"]) as run:
        run.log_metrics({"loss": 1.0})
    assert recorder.settle(60)
    recorder.close()
    stored = lab.runs.registry.get_run(run.run_id)
    assert (stored.status, stored.tags, stored.datasets, stored.experiment_id) == (
        "completed",
        ("kept",),
        (),
        None,
    )
    assert "start_run" in capsys.readouterr().err


@pytest.mark.requirement("RUN-25")
def test_no_secret_reaches_the_outbox(lab: LabParts) -> None:
    secret = "sk-proj-abcdefghijklmnop1234"
    kept: list[bytes] = []

    class Looking(MemoryOutbox):
        def append(self, line: bytes) -> None:
            kept.append(line)
            super().append(line)

    class LookingFolders(OutboxFolders):
        def create(self, after: OutboxPort | None = None) -> OutboxPort:
            return Looking()

    recorder = recorder_of(lambda sleep: lab, LookingFolders(()))
    with (
        pytest.raises(ValueError, match="refused"),
        begin_run(
            recorder,
            f"name {secret}",
            config={"api_key": secret},
            dataset={"dataset": f"s3://user:{secret}@bucket"},
            tags=[secret],
            results_dir=f"/results/{secret}",
        ) as run,
    ):
        run.log_metrics({f"loss {secret}": 1.0})
        run.progress(50, message=f"token={secret}")
        raise ValueError(f"refused {secret}")
    assert recorder.settle(60)
    recorder.close()
    assert len(kept) == 4
    assert secret.encode() not in b"".join(kept)
