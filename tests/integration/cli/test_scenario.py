"""A whole scenario typed on the command line leaves the store that it leaves in-process."""

from pathlib import Path

import pytest

from provenlab.tools.cli.session import Session
from tests.doors import refusal
from tests.integration.cli.door import CommandLineDoor
from tests.integration.cli.laboratory import fill, fill_through
from tests.integration.sqlite.stores import dump
from tests.labs import Bench, opened


def test_what_is_typed_leaves_the_store_that_calls_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = [tmp_path / "called" / "lab.sqlite", tmp_path / "typed" / "lab.sqlite"]
    with opened(str(stores[0])) as bench:
        fill(bench)
    with opened(str(stores[1])) as bench:
        lend(bench, monkeypatch)
        fill_through(CommandLineDoor(bench.url), bench)
    called, typed = map(dump, stores)
    assert len(called) > 100
    assert typed == called


def lend(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands use the lab of the bench, with its clock and ids, and leave it open."""
    monkeypatch.setattr(Session, "lab", bench.lab)


def test_refusals_are_those_of_every_door(tmp_path: Path) -> None:
    call = CommandLineDoor(str(tmp_path / "lab.sqlite"))
    call("init_store")
    assert refusal(call, "heartbeat", runId="no-such").code == "not_found"
    refused = refusal(call, "start_run", name="n", config={}, leaseSeconds=-1.0)
    assert refused.code == "validation_failed"
    assert refused.paths == ["leaseSeconds"]
