"""Files that are damaged, read-only, full or held by others: a code for each, and nothing lost."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from provenlab.core.errors import StoreCorrupt, StoreLocked, StoreReadOnly, StoreUnavailable
from provenlab.core.models.experiment import ExperimentFilter
from tests.doors import DirectDoor
from tests.integration.sqlite.stores import dump, filled, plain_definition, raw
from tests.labs import Bench, ManualClock, opened

ALL = ExperimentFilter()
NOBODY = 65_534


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "lab.sqlite"
    with filled(path):
        pass
    return path


@pytest.mark.parametrize("content", [b"x", b"not a database at all" * 100, b"\0" * 4096])
def test_a_file_that_is_no_database_is_corrupt_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lab.sqlite"
    path.write_bytes(content)
    with opened(str(path)) as bench:
        with pytest.raises(StoreCorrupt):
            bench.lab.experiments.tracker.list_experiments(ALL)
        with pytest.raises(StoreCorrupt):
            bench.lab.experiments.tracker.create_experiment(plain_definition("e"))
    assert path.read_bytes() == content


def test_a_file_whose_middle_is_overwritten_is_corrupt_and_never_read_as_something_else(store: Path) -> None:
    honest = bytearray(store.read_bytes())
    honest[4096 : len(honest) - 4096] = os.urandom(len(honest) - 8192)
    store.write_bytes(honest)
    with opened(str(store)) as bench, pytest.raises(StoreCorrupt):
        bench.lab.experiments.tracker.list_experiments(ALL)


def test_a_folder_in_place_of_the_store_is_reported(tmp_path: Path) -> None:
    (tmp_path / "lab.sqlite").mkdir()
    with opened(str(tmp_path / "lab.sqlite")) as bench:
        with pytest.raises(StoreUnavailable):
            bench.lab.experiments.tracker.list_experiments(ALL)
        with pytest.raises(StoreUnavailable):
            bench.lab.experiments.tracker.create_experiment(plain_definition("e"))


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Whom permissions concern: they do not concern root."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder below which an ordinary user can reach files."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("folder_mode", [0o755, 0o777])
def test_a_read_only_file_refuses_writes_and_answers_reads(shared_folder: Path, folder_mode: int) -> None:
    lab = shared_folder / "lab"
    lab.mkdir()
    with filled(lab / "lab.sqlite"):
        pass
    (lab / "lab.sqlite").chmod(0o444)
    lab.chmod(folder_mode)
    before = dump(lab / "lab.sqlite")
    with as_ordinary_user(), opened(str(lab / "lab.sqlite")) as bench:
        tracker = bench.lab.experiments.tracker
        with pytest.raises(StoreReadOnly):
            tracker.create_experiment(plain_definition("e"))
        with pytest.raises(StoreReadOnly):
            tracker.update_status("e-pending", "running")
        if folder_mode == 0o777:
            assert len(tracker.list_experiments(ALL).items) == 7
        else:  # a database in WAL mode needs its shared memory beside it, even to be read
            with pytest.raises(StoreReadOnly):
                tracker.list_experiments(ALL)
    assert dump(lab / "lab.sqlite") == before


def test_a_store_cannot_be_created_in_a_read_only_folder(shared_folder: Path) -> None:
    with as_ordinary_user(), opened(str(shared_folder / "lab.sqlite")) as bench, pytest.raises(StoreReadOnly):
        bench.lab.experiments.tracker.create_experiment(plain_definition("e"))
    assert list(shared_folder.iterdir()) == []


FILL = """
    import sys
    from provenlab.core.errors import StoreFull
    from provenlab.tools.compose import open_parts
    from tests.integration.sqlite.stores import plain_definition
    lab = open_parts(sys.argv[1])
    tracker = lab.experiments.tracker
    acknowledged = []
    try:
        for number in range(100_000):
            large = plain_definition(f"e{number}").model_copy(update={"config": {"x": "y" * 20_000}})
            tracker.create_experiment(large)
            acknowledged.append(f"e{number}")
    except StoreFull as full:
        print(full.code, full.retryable)
    import os
    os.remove(sys.argv[2])
    for number in range(3):
        tracker.create_experiment(plain_definition(f"after{number}"))
        acknowledged.append(f"after{number}")
    print(*acknowledged)
"""


def can_mount() -> bool:
    attempt = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(
    not can_mount(), reason="a full disk needs one of its own, which this system does not give"
)
def test_a_full_disk_loses_nothing_and_the_process_goes_on_when_there_is_room(tmp_path: Path) -> None:
    (tmp_path / "fill.py").write_text(textwrap.dedent(FILL))
    script = (
        'set -e; mount -t tmpfs -o size=2m none "$1"; head -c 200000 /dev/zero > "$1/ballast"; '
        '"$2" "$3" "$1/lab.sqlite" "$1/ballast"; cp "$1"/lab.sqlite* "$4"'
    )
    (tmp_path / "disk").mkdir()
    (tmp_path / "after").mkdir()
    own_disk = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    done = subprocess.run(
        [*own_disk, tmp_path / "disk", sys.executable, tmp_path / "fill.py", tmp_path / "after"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "store_full True"
    with opened(str(tmp_path / "after" / "lab.sqlite")) as bench:
        stored = {
            each.experiment_id for each in bench.lab.experiments.tracker.list_experiments(ALL, None).items
        }
        assert stored == set(second.split())
        assert len(stored) > 10
        assert list(bench.lab.store.findings()) == []


def test_a_writer_waits_for_the_lock_within_its_budget_and_then_says_so(store: Path) -> None:
    from provenlab.adapters.sqlite.store import SqliteDatabase

    database = SqliteDatabase(store, ManualClock(), lock_timeout_ms=50)
    with raw(store) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked) as locked, database.write():
            pass
        assert locked.value.retryable
        with database.read() as session:
            assert session.row("schema.version") is not None
        other.execute("ROLLBACK")
    with database.write():
        pass
    database.close()


def test_a_writer_that_waits_gets_its_turn(store: Path) -> None:
    other = sqlite3.connect(store, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, lambda: other.execute("COMMIT"))
    release.start()
    with opened(str(store)) as bench:
        assert bench.lab.experiments.tracker.create_experiment(plain_definition("e"))[1] is True
        release.join()
        other.close()


def test_a_store_that_was_replaced_is_opened_anew(store: Path, tmp_path: Path) -> None:
    with opened(str(store)) as bench:
        assert bench.lab.experiments.tracker.count_experiments(ALL)
        with filled(tmp_path / "other.sqlite") as call:
            call("update_status", experimentId="e-pending", status="cancelled")
        for suffix in ("-wal", "-shm"):
            Path(f"{store}{suffix}").unlink(missing_ok=True)
        os.replace(tmp_path / "other.sqlite", store)
        assert bench.lab.experiments.tracker.get_experiment("e-pending").status == "cancelled"


def interrupted_write(bench: Bench) -> None:
    with bench.lab.store.atomic():
        bench.lab.experiments.tracker.create_experiment(plain_definition("e"))
        raise KeyboardInterrupt


def test_an_interrupted_service_leaves_the_store_sound(store: Path) -> None:
    with opened(str(store)) as bench:
        with pytest.raises(KeyboardInterrupt):
            interrupted_write(bench)
        assert DirectDoor(bench.lab)("verify_store")["findings"] == []
        assert bench.lab.experiments.tracker.count_experiments(ALL) == {
            "cancelled": 1, "completed": 1, "failed": 2, "pending": 2, "running": 1
        }  # fmt: skip


def test_a_closed_lab_is_one_file(tmp_path: Path) -> None:
    with filled(tmp_path / "lab.sqlite") as call:
        before = call("list_experiments")
    assert [path.name for path in tmp_path.glob("lab.sqlite-*")] == []
    (tmp_path / "copy.sqlite").write_bytes((tmp_path / "lab.sqlite").read_bytes())
    with opened(str(tmp_path / "copy.sqlite")) as bench:
        assert DirectDoor(bench.lab)("list_experiments") == before
