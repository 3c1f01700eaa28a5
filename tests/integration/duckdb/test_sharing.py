"""Many processes on one store: nothing acknowledged is lost, whoever is killed when."""

import os
import random
import time
from pathlib import Path

import pytest

from provenlab.core.errors import StoreLocked
from tests.integration.duckdb.stores import Worker, database, insert, raw, stored_ids

ROUNDS = int(os.environ.get("PROVENLAB_SHARING_ROUNDS", "1"))
KILLS = int(os.environ.get("PROVENLAB_KILLS", "6"))


@pytest.mark.parametrize("idle_ms", [0, 200])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_every_acknowledged_experiment_of_eight_processes_is_stored(
    tmp_path: Path, idle_ms: int, round_: int
) -> None:
    store = tmp_path / "lab.duckdb"
    workers = [
        Worker("create", store, f"{round_}-{number}", 60 if ROUNDS > 1 else 12, idle_ms)
        for number in range(8)
    ]
    acknowledged = [each for worker in workers for each in worker.finish()]
    assert all(worker.process.returncode == 0 for worker in workers)
    assert sorted(acknowledged) == stored_ids(store)
    assert len(acknowledged) == 8 * (60 if ROUNDS > 1 else 12)


def test_sixteen_processes_may_be_the_first_to_use_a_store(tmp_path: Path) -> None:
    store = tmp_path / "new" / "lab.duckdb"
    workers = [Worker("create", store, number, 1) for number in range(16)]
    acknowledged = [each for worker in workers for each in worker.finish()]
    assert sorted(acknowledged) == stored_ids(store)
    assert len(acknowledged) == 16
    assert sorted(path.name for path in store.parent.iterdir()) == [
        "lab.duckdb",
        "lab.duckdb.gate",
        "lab.duckdb.lock",
    ]


@pytest.mark.parametrize("idle_ms", [0, 1000])
def test_a_killed_writer_loses_nothing_it_acknowledged_and_its_indexes_find_all(
    tmp_path: Path, idle_ms: int
) -> None:
    store = tmp_path / "lab.duckdb"
    dice, acknowledged = random.Random(7), []
    for number in range(KILLS):
        worker = Worker("create", store, number, 10_000, idle_ms)
        first = worker.line()
        time.sleep(dice.uniform(0, 0.4))
        said = worker.kill()
        acknowledged += [first, *said]
        with database(store).read() as bystander:
            found = bystander.rows("audit.found_by_index", experiment_ids=acknowledged)
        assert [row["experiment_id"] for row in found] == sorted(acknowledged)
        _require_indexes_to_agree_with_scans(store)


def _require_indexes_to_agree_with_scans(store: Path) -> None:
    ids = stored_ids(store)
    with raw(store) as connection:
        edges = connection.execute(
            "SELECT count(*) FROM experiment_inputs WHERE artifact_id || '' = 'art-1'"
        ).fetchall()
        by_index = connection.execute(
            "SELECT count(*) FROM experiment_inputs WHERE artifact_id = 'art-1'"
        ).fetchall()
        assert by_index == edges == [(len(ids),)]
        for each in [*ids[:20], *ids[-20:]]:
            look_up = "SELECT count(*) FROM experiments WHERE experiment_id = ?"
            assert connection.execute(look_up, [each]).fetchall() == [(1,)]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_creator_killed_at_any_moment_leaves_a_usable_place(tmp_path: Path, number: int) -> None:
    store = tmp_path / "lab.duckdb"
    worker = Worker("create", store, "killed", 1)
    while not list(tmp_path.glob("*lab.duckdb*")) and worker.process.poll() is None:
        pass
    time.sleep(random.Random(number).uniform(0, 0.12))
    worker.kill()
    opened = database(store)
    with opened.write() as session:
        insert(session, "next")
    assert "next" in stored_ids(store)
    opened.initialise()
    assert not list(tmp_path.glob(".lab.duckdb.creating-*"))


def test_a_kept_handle_makes_way_for_another_process(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    keeper = Worker("keep", store, 3_600_000)
    assert keeper.line() == "kept"
    with database(store).write() as session:
        insert(session, "mine")
    assert keeper.finish() == []
    assert stored_ids(store) == ["mine"]


def test_a_program_that_knows_no_turnstile_is_waited_for_and_named(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    database(store).initialise()
    shell = Worker("shell", store)
    assert shell.line() == "open"
    with pytest.raises(StoreLocked) as refusal, database(store, lock_timeout_ms=60).read():
        pass
    assert refusal.value.details["holderPid"] == shell.pid
    assert refusal.value.details["waitedMs"] >= 60
    shell.finish()
    with database(store, lock_timeout_ms=10_000).write() as session:
        insert(session, "after")


def test_a_busy_store_is_refused_with_the_pid_that_uses_it(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    database(store).initialise()
    holder = Worker("hold", store, "shared")
    assert holder.line() == "in"
    with database(store, lock_timeout_ms=50).read() as session:
        assert session.rows("audit.found_by_index", experiment_ids=["x"]) == []
    with pytest.raises(StoreLocked) as refusal, database(store, lock_timeout_ms=50).write():
        pass
    assert refusal.value.details["holderPid"] == holder.pid
    holder.finish()
