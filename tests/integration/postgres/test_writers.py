"""Many writers at once: what was acknowledged is stored, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from provenlab.adapters._sql.experiment_rows import state_row
from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.errors import Conflict
from provenlab.core.models.remark import NO_REMARK
from provenlab.core.rules.experiment_changes import status_change
from tests.integration.postgres import writers
from tests.integration.postgres.stores import (
    Raw,
    SystemTime,
    database_at,
    definition,
    stored_ids,
    tracker_on,
)
from tests.integration.postgres.writers import (
    create_many,
    create_one,
    declare_or_retry,
    fill_slots,
    in_processes,
)

ROOT = Path(__file__).parents[3]


def test_sixteen_processes_may_be_the_first_to_use_a_store(fresh_postgres_url: str) -> None:
    jobs = [(fresh_postgres_url, f"e{number}") for number in range(16)]
    acknowledged = in_processes(create_one, jobs)
    assert stored_ids(fresh_postgres_url) == set(acknowledged) == {each for _, each in jobs}


def test_eight_processes_store_what_they_acknowledge(fresh_postgres_url: str) -> None:
    acknowledged = in_processes(create_many, [(fresh_postgres_url, writer, 60) for writer in range(8)])
    ids = [each for batch in acknowledged for each in batch]
    assert len(ids) == 480
    assert stored_ids(fresh_postgres_url) == set(ids)


def test_one_of_many_creators_of_the_same_experiment_wins(fresh_postgres_url: str) -> None:
    created = in_processes(declare_or_retry, [(fresh_postgres_url, 20)] * 4)
    assert sum(created) == 1


def test_changes_of_one_experiment_by_many_processes_are_all_kept(
    database: PostgresDatabase, raw: Raw, fresh_postgres_url: str
) -> None:
    tracker = tracker_on(database)
    tracker.create_experiment(definition("e"))
    tracker.update_status("e", "running")
    filled = in_processes(fill_slots, [(fresh_postgres_url, writer, 15) for writer in range(4)])
    experiment = tracker.get_experiment("e")
    assert set(experiment.outputs) == {slot for batch in filled for slot in batch}
    assert (len(experiment.outputs), experiment.revision) == (60, 61)
    assert [event.seq for event in tracker.history("e")] == list(range(1, 62))


def test_a_change_of_a_state_that_is_no_longer_current_is_refused(
    database: PostgresDatabase, fresh_postgres_url: str
) -> None:
    """Compare-and-set on the revision, for a writer that did not lock what it read."""
    tracker = tracker_on(database)
    seen, _ = tracker.create_experiment(definition("e"))
    with database_at(fresh_postgres_url) as other:
        tracker_on(other).update_status("e", "running")
    late = status_change(seen, "cancelled", SystemTime().now(), NO_REMARK)
    assert late is not None
    with database.write() as session:
        row = session.row("experiments.by_id", experiment_id="e")
        assert row is not None
        changes = {**state_row(late.experiment), "k": row["k"], "expected_revision": seen.revision}
        assert session.run("experiments.update_state", **changes) == 0
    assert tracker.get_experiment("e").status == "running"


def test_another_definition_under_the_same_id_is_a_conflict(database: PostgresDatabase) -> None:
    tracker = tracker_on(database)
    tracker.create_experiment(definition("e"))
    with pytest.raises(Conflict):
        tracker.create_experiment(definition("e", name="another"))


def test_what_a_killed_writer_acknowledged_is_stored(fresh_postgres_url: str) -> None:
    script = f"from {writers.__name__} import create_until_killed as run; run({fresh_postgres_url!r})"
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    acknowledged = [writer.stdout.readline().strip() for _ in range(50)]
    writer.kill()
    acknowledged += writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    stored = stored_ids(fresh_postgres_url)
    assert set(acknowledged) <= stored
    assert len(stored) <= len(acknowledged) + 1
