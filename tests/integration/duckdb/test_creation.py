"""A new store file is there whole or not at all."""

import os
import threading
from pathlib import Path

import pytest

from provenlab.adapters._sql.creation import create_store_file, discard_abandoned_copies
from provenlab.core.errors import StoreUnavailable

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks are the point here


def write_name(path: Path) -> None:
    path.write_text(path.name)


def leftovers(store: Path) -> list[str]:
    return sorted(path.name for path in store.parent.iterdir() if path != store)


def test_missing_folders_are_made_private_and_so_is_the_file(tmp_path: Path) -> None:
    store = tmp_path / "a" / "b" / "lab.db"
    create_store_file(store, write_name)
    assert store.read_text() == "lab.db"
    assert [oct(path.stat().st_mode & 0o777) for path in (store, store.parent, store.parent.parent)] == [
        "0o600",
        "0o700",
        "0o700",
    ]
    assert leftovers(store) == []


def test_a_store_that_is_there_is_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "lab.db"
    store.write_text("older")
    create_store_file(store, write_name)
    assert store.read_text() == "older"
    assert leftovers(store) == []


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    store = tmp_path / "lab.db"
    store.touch()
    create_store_file(store, write_name)
    assert store.read_text() == "lab.db"
    assert leftovers(store) == []


@pytest.mark.parametrize("empty", [False, True])
def test_one_of_many_creators_wins_and_all_return(tmp_path: Path, empty: bool) -> None:
    store = tmp_path / "lab.db"
    if empty:
        store.touch()
    ready = threading.Barrier(8)
    seen: list[str] = []

    def create(number: int) -> None:
        def build(path: Path) -> None:
            ready.wait(30)
            path.write_text(str(number))

        create_store_file(store, build)
        seen.append(store.read_text())

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(seen) == 8
    assert set(seen) == {store.read_text()}
    assert leftovers(store) == []


def test_a_build_that_fails_changes_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_store_file(tmp_path / "lab.db", fail)
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_creator_left_is_discarded_and_a_living_ones_work_is_not(tmp_path: Path) -> None:
    store = tmp_path / "lab[1].db"
    child = os.fork()
    if child == 0:
        create_store_file(store, lambda _: os._exit(0))
    os.waitpid(child, 0)
    assert len(leftovers(store)) == 1
    (tmp_path / ".other.db.creating-0").mkdir()

    def build(path: Path) -> None:
        discard_abandoned_copies(store)
        path.write_text("built")

    create_store_file(store, build)
    assert store.read_text() == "built"
    assert leftovers(store) == [".other.db.creating-0"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    create_store_file(tmp_path / "link.db", write_name)
    assert (tmp_path / "real.db").read_text() == "real.db"
    assert (tmp_path / "link.db").is_symlink()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable) as refusal:
        create_store_file(tmp_path / "file" / "lab.db", write_name)
    assert str(tmp_path / "file" / "lab.db") in refusal.value.message
