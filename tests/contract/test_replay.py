"""Calls that wait for a store are sent when somebody asks for it, and before anything is given up as lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from provenlab import Runs
from provenlab.adapters.outbox.file import FileOutbox
from provenlab.core.errors import StoreReadOnly
from provenlab.tools.places import outbox_folders, store_place
from tests.integration.cli.commands import run_here
from tests.labs import SQL_BACKENDS, opened

AT = "2025-03-01T12:00:00Z"
ORIGIN = {"createdAt": AT}
START = ["start_run", {"runId": "r1", "name": "fit", "config": {}, "origin": ORIGIN, "leaseSeconds": 1}]
LOG = ["log_metrics", {"runId": "r1", "points": [{"seq": 0, "key": "loss", "value": 0.5, "at": AT}]}]
FINISH = ["finish_run", {"runId": "r1", "metrics": {"loss": 0.5}}]
ODD = ["log_metrics", {"runId": "r1", "points": [{"seq": "one"}]}]


@pytest.fixture(params=SQL_BACKENDS)
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    return new_url(request.param)


def left_behind(url: str, *calls: Any) -> Path:
    """An outbox whose process has ended."""
    path = outbox_folders(store_place(url))[0] / "00000000000000000001-1.jsonl"
    outbox = FileOutbox.create(path)
    for call in calls:
        outbox.append(json.dumps(call).encode())
    outbox.release()
    return path


@pytest.mark.requirement("RUN-14")
def test_what_was_left_behind_is_sent_once_and_what_is_refused_is_set_aside(url: str) -> None:
    path = left_behind(url, START, LOG, ODD, FINISH)
    with Runs(url) as runs:
        assert runs.replay() == (4, 1)
        assert runs.replay() == (0, 0)
        run = runs.get("r1")
        assert (run.status, run.metrics) == ("completed", {"loss": 0.5})
        assert [point.value for point in runs.metric_series("r1")] == [0.5]
    assert not path.exists()
    assert "one" in path.with_suffix(".refused").read_text()


@pytest.mark.requirement("RUN-20")
def test_a_run_whose_end_still_waits_is_not_given_up_as_lost(url: str) -> None:
    left_behind(url, START)
    with opened(url) as bench:
        assert Runs._of(bench.lab).replay().calls == 1
        left_behind(url, LOG, FINISH)
        bench.clock.move(3_600)
        assert Runs._of(bench.lab).reap() == ()
        assert Runs._of(bench.lab).get("r1").status == "completed"


def test_a_lab_that_is_only_read_sends_nothing_and_leaves_the_calls(url: str) -> None:
    path = left_behind(url, START)
    with Runs(url, read_only=True) as runs, pytest.raises(StoreReadOnly):
        runs.replay()
    assert path.exists()
    with Runs(url) as runs:
        assert runs.replay().calls == 1


def test_the_command_line_sends_and_reaps(url: str) -> None:
    left_behind(url, START, LOG)
    assert run_here("--store", url, "runs", "replay").stdout == "2 calls sent\n"
    left_behind(url, FINISH)
    assert run_here("--store", url, "runs", "reap").stdout == "0 lost runs failed\n"
    assert (
        json.loads(run_here("--store", url, "runs", "show", "r1", "--json").stdout)["status"] == "completed"
    )


def test_one_refused_call_among_many_costs_few_transactions(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [
        ["log_metrics", {"runId": "r1", "points": [{"seq": seq, "key": "loss", "value": 0.5, "at": AT}]}]
        for seq in range(256)
    ]
    left_behind(url, START, *points[:100], ODD, *points[100:], FINISH)
    begun: list[str] = []
    with opened(url) as bench:
        atomic = bench.lab.store.atomic

        def counted() -> Any:
            begun.append("transaction")
            return atomic()

        monkeypatch.setattr(type(bench.lab.store), "atomic", lambda self: counted())
        assert Runs._of(bench.lab).replay() == (259, 1)
        assert len(begun) < 40
        assert len(Runs._of(bench.lab).metric_series("r1")) == 256
        assert Runs._of(bench.lab).get("r1").status == "completed"
