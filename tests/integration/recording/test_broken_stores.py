"""A store that cannot serve: the program is what it is without us, and what it said is kept for later."""

import os
import resource
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.recording.hosts import (
    Host,
    assert_unnoticed,
    outboxes,
    paired,
    points_of,
    replay,
    runs_of,
    sampled,
    set_aside,
)

WORK = """
with recorded(config={"lr": 0.1, "password": "hunter2-hunter2"}) as run:
    for step in range(20):
        run.log_metrics({"loss": 1 / (step + 1)}, step=step)
    run.progress(50, "fit", "half way")
    print("worked")
    ENDING
print("after")
"""
ENDINGS = {"completes": "pass", "raises": "raise ValueError('boom')", "exits": "sys.exit(3)"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host records, and what of the host is different there."""

    store: str
    heal: Callable[[], object] | None = None


def garbage(folder: Path) -> Place:
    (folder / "lab.sqlite").write_bytes(b"no database " * 1_000)
    return Place(str(folder / "lab.sqlite"), (folder / "lab.sqlite").unlink)


def duckdb_garbage(folder: Path) -> Place:
    (folder / "lab.duckdb").write_bytes(b"no database " * 1_000)
    return Place(str(folder / "lab.duckdb"), (folder / "lab.duckdb").unlink)


def folder_in_its_place(folder: Path) -> Place:
    (folder / "lab.sqlite").mkdir()
    return Place(str(folder / "lab.sqlite"), (folder / "lab.sqlite").rmdir)


def file_in_place_of_its_folder(folder: Path) -> Place:
    (folder / "lab").write_text("a file")
    return Place(str(folder / "lab" / "lab.sqlite"), (folder / "lab").unlink)


def foreign(folder: Path) -> Place:
    connection = sqlite3.connect(folder / "lab.sqlite")
    connection.execute("CREATE TABLE theirs (a)")
    connection.commit()
    connection.close()
    return Place(str(folder / "lab.sqlite"), (folder / "lab.sqlite").unlink)


def newer_schema(folder: Path) -> Place:
    store = folder / "lab.sqlite"
    replay(folder, str(store))
    kept = folder / "lab.kept"
    shutil.copyfile(store, kept)
    connection = sqlite3.connect(store)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    connection.execute(
        "INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, '9999_future', 0)"
    )
    connection.commit()
    connection.close()
    return Place(str(store), lambda: kept.replace(store))


def beyond_proc(folder: Path) -> Place:
    return Place("/proc/no/such/place/lab.sqlite")


def refused_connection(folder: Path) -> Place:
    return Place("postgresql://nobody@127.0.0.1:1/nothing")


BROKEN: dict[str, Callable[[Path], Place]] = {
    "garbage": garbage,
    "garbage for DuckDB": duckdb_garbage,
    "a folder in its place": folder_in_its_place,
    "a file in place of its folder": file_in_place_of_its_folder,
    "a database of another program": foreign,
    "a newer schema": newer_schema,
    "a place where nothing can be created": beyond_proc,
    "a refused connection": refused_connection,
}


@pytest.mark.requirement("RUN-10")
@pytest.mark.parametrize(("broken", "ending"), paired(BROKEN, ENDINGS))
def test_a_program_does_not_notice_a_broken_store(tmp_path: Path, broken: str, ending: str) -> None:
    place = BROKEN[broken](tmp_path)
    host = Host(tmp_path, WORK.replace("ENDING", ENDINGS[ending]))
    assert_unnoticed(host.run(place.store), host.run(None))
    assert len(outboxes(tmp_path)) == 1
    assert "hunter2" not in outboxes(tmp_path)[0].read_text()


@pytest.mark.requirement("RUN-14")
@pytest.mark.parametrize(("broken", "ending"), paired(list(BROKEN)[:6], ENDINGS))
def test_what_a_broken_store_could_not_take_is_in_it_once_it_is_whole(
    tmp_path: Path, broken: str, ending: str
) -> None:
    place = BROKEN[broken](tmp_path)
    Host(tmp_path, WORK.replace("ENDING", ENDINGS[ending])).run(place.store)
    assert place.heal is not None
    place.heal()
    replay(tmp_path, place.store)
    (run,) = [each for each in runs_of(place.store) if each.name == "host"]
    assert run.status == ("completed" if ending == "completes" else "failed")
    expected = [(seq, "loss", 1 / (seq + 1)) for seq in range(20)]
    assert points_of(place.store, run.run_id) == expected
    assert set_aside(tmp_path) == []
    assert outboxes(tmp_path) == []


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield listener.getsockname()[1]


@pytest.mark.requirement("RUN-26")
@pytest.mark.parametrize("ending", sampled(ENDINGS, 3))
def test_a_server_that_never_answers_does_not_hold_a_program(tmp_path: Path, ending: str) -> None:
    host = Host(tmp_path, WORK.replace("ENDING", ENDINGS[ending]))
    with silent_server() as port:
        recorded = host.run(f"postgresql://nobody@127.0.0.1:{port}/nothing")
    assert_unnoticed(recorded, host.run(None))
    assert len(outboxes(tmp_path)) == 1


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Another program in the middle of a write."""
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.requirement("RUN-12")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_does_not_wait_for_a_locked_store(
    tmp_path: Path, new_url: Callable[[str], str], ending: str
) -> None:
    store = new_url("sqlite")
    host = Host(tmp_path, WORK.replace("ENDING", ENDINGS[ending]))
    with locked(Path(store)):
        recorded = host.run(store)
    assert_unnoticed(recorded, host.run(None))
    replay(tmp_path, store)
    (run,) = [each for each in runs_of(store) if each.name == "host"]
    assert len(points_of(store, run.run_id)) == 20
    assert run.status == ("completed" if ending == "completes" else "failed")


def without_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))


@pytest.mark.requirement("RUN-11")
@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_a_program_does_not_notice_a_full_disk(tmp_path: Path, engine: str) -> None:
    host = Host(tmp_path, WORK.replace("ENDING", "pass"), before=without_room)
    many = Host(
        tmp_path, WORK.replace("range(20)", "range(2_000)").replace("ENDING", "pass"), before=without_room
    )
    alone = host.run(None)
    assert_unnoticed(host.run(str(tmp_path / f"lab.{engine}")), alone)
    assert_unnoticed(many.run(str(tmp_path / f"lab.{engine}")), alone)


@pytest.fixture
def visible(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that every user can enter and nobody can write."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


# Root passes every permission, so the program becomes somebody else once all modules are loaded.
AS_NOBODY = """
if "HOST_STORE" in os.environ:
    with provenlab.open_lab(os.environ["HOST_STORE"].replace("lab.", "warm.")) as warm:
        with warm.run("warm") as run:
            run.log_metrics({"loss": 1.0})
            run.progress(50)
        with warm.run("warm") as run:
            run.fail("no")
        warm._recorder.settle(60)
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
"""


@pytest.mark.requirement("RUN-12")
@pytest.mark.parametrize(("engine", "ending"), paired(["sqlite", "duckdb"], ENDINGS))
def test_a_program_that_may_write_nowhere_does_not_notice(visible: Path, engine: str, ending: str) -> None:
    work = AS_NOBODY + WORK.replace("ENDING", ENDINGS[ending])
    host = Host(visible, work, {"TMPDIR": str(visible)}, before=lambda: os.umask(0o022))
    assert_unnoticed(host.run(str(visible / f"lab.{engine}")), host.run(None))
    assert outboxes(visible) == []


def test_a_program_that_may_not_write_the_store_keeps_its_calls_elsewhere(visible: Path) -> None:
    store = visible / "lab.sqlite"
    assert Host(visible, "with recorded('first'):\n    pass\n").run(str(store)).code == 0
    store.chmod(0o444)
    home = visible / "nobodys"
    home.mkdir()
    home.chmod(0o777)
    work = AS_NOBODY + WORK.replace("ENDING", "pass")
    host = Host(visible, work, {"PROVENLAB_HOME": str(home)})
    assert_unnoticed(host.run(str(store)), host.run(None))
    assert len(outboxes(home)) == 1


@pytest.mark.requirement("RUN-03")
def test_a_disabled_recorder_says_and_leaves_nothing(tmp_path: Path) -> None:
    disabled = Host(tmp_path, WORK.replace("ENDING", "pass"), {"RUN_REGISTRY_DISABLE": "1"})
    (tmp_path / "lab.sqlite").mkdir()
    alone = disabled.run(None)
    before = sorted(tmp_path.rglob("*"))
    assert_unnoticed(disabled.run(str(tmp_path / "lab.sqlite")), alone, warnings=0)
    assert_unnoticed(disabled.run(str(tmp_path / "other.sqlite")), alone, warnings=0)
    assert sorted(tmp_path.rglob("*")) == before
