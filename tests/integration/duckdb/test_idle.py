"""A handle that is kept between operations, and when it is let go."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provenlab.adapters.duckdb import store as store_module
from provenlab.adapters.duckdb.handle import connect
from provenlab.adapters.duckdb.store import DuckdbDatabase
from provenlab.adapters.files.turnstile import Turnstile
from tests.integration.duckdb.stores import Worker, database, insert, stored_ids

LONG_MS = 3_600_000


class CountedOpenings:
    """How often the engine opened a store, and whether to write."""

    def __init__(self, connect: Callable[[Path, bool], object]) -> None:
        self._connect = connect
        self.writable: list[bool] = []

    def __call__(self, path: Path, writable: bool) -> object:
        self.writable.append(writable)
        return self._connect(path, writable)


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> CountedOpenings:
    counted = CountedOpenings(connect)
    monkeypatch.setattr(store_module, "connect", counted)
    return counted


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[DuckdbDatabase]:
    opened = database(tmp_path / "lab.duckdb", idle_ms=LONG_MS)
    opened.initialise()
    yield opened
    opened.close()


def use(opened: DuckdbDatabase, *, writing: bool) -> None:
    with opened.write() if writing else opened.read() as session:
        session.rows("audit.found_by_index", experiment_ids=["x"])


def is_open(store: Path) -> bool:
    return any(_target(descriptor) == str(store) for descriptor in Path("/proc/self/fd").iterdir())


def _target(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)
    except FileNotFoundError:
        return ""


def test_one_opening_serves_many_operations(kept: DuckdbDatabase, openings: CountedOpenings) -> None:
    kept.close()
    for writing in (True, False, True, False):
        use(kept, writing=writing)
    assert openings.writable == [True]


def test_a_reading_handle_makes_way_for_a_write_of_its_own_process(
    kept: DuckdbDatabase, openings: CountedOpenings
) -> None:
    kept.close()
    for writing in (False, False, True, False):
        use(kept, writing=writing)
    assert openings.writable == [False, True]


def test_nothing_is_kept_unless_asked_for(tmp_path: Path, openings: CountedOpenings) -> None:
    opened = database(tmp_path / "lab.duckdb")
    for writing in (True, False):
        use(opened, writing=writing)
        assert not is_open(tmp_path / "lab.duckdb")
    assert openings.writable == [True, False]


def test_a_kept_handle_is_let_go_when_its_time_is_over(tmp_path: Path) -> None:
    store = tmp_path / "lab.duckdb"
    opened = database(store, idle_ms=20)
    use(opened, writing=True)
    while is_open(store):
        time.sleep(0.001)
    Turnstile(store).enter(True, 30_000).release()
    use(opened, writing=True)
    opened.close()
    assert not is_open(store)


def test_a_kept_handle_is_let_go_when_another_waits(kept: DuckdbDatabase, tmp_path: Path) -> None:
    use(kept, writing=True)
    worker = Worker("create", tmp_path / "lab.duckdb", "other", 1)
    assert worker.finish() == ["other-0"]
    use(kept, writing=False)


@pytest.mark.parametrize("idle_ms", [5, LONG_MS])
def test_a_process_that_ends_without_closing_ends_well(tmp_path: Path, idle_ms: int) -> None:
    workers = [Worker("forget", tmp_path / f"{number}.duckdb", idle_ms, 3) for number in range(4)]
    for number, worker in enumerate(workers):
        assert worker.finish() == ["done"]
        assert worker.process.returncode == 0
        assert stored_ids(tmp_path / f"{number}.duckdb") == ["kept-0", "kept-1", "kept-2"]


def test_closing_is_harmless_at_any_time(kept: DuckdbDatabase) -> None:
    kept.close()
    kept.close()
    with kept.write() as session:
        insert(session, "one")
        kept.close()
        insert(session, "two")
    kept.close()
    assert stored_ids(Path(kept.location)) == ["one", "two"]
