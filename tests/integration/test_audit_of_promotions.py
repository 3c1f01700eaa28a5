"""verify_store finds a promotion without the runs that were compared, those of before apart."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from provenlab.core.rules import journal_changes
from tests.contract.test_journal import TRIAL, log
from tests.doors import DirectDoor
from tests.integration.sqlite.stores import unguarded
from tests.labs import opened


def problems(path: Path) -> list[str]:
    with opened(str(path)) as bench:
        found: list[dict[str, Any]] = DirectDoor(bench.lab)("verify_store")["findings"]
    return [each["problem"] for each in found if each["subject"] == "journal"]


@pytest.mark.requirement("JOURNAL-07")
def test_a_promotion_that_names_no_runs_is_found_unless_it_was_taken_before_it_had_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab.sqlite"
    with opened(str(path)) as bench, monkeypatch.context() as patch:
        call = DirectDoor(bench.lab)
        entry_id = log(call, config={"lr": 1}, trial=TRIAL)["entryId"]
        patch.setattr(journal_changes, "require_comparison", lambda entry, compared: None)
        call("record_decision", entryId=entry_id, decision="promoted")
    (problem,) = problems(path)
    assert problem.startswith("it could not be promoted: comparison: is missing; ")
    with closing(sqlite3.connect(path)) as connection, connection:
        unguarded(connection)
        connection.execute("UPDATE schema_migrations SET applied_at = applied_at + 1 WHERE version = 12")
    assert problems(path) == []
