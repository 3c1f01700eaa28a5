"""The lock beside a store: between processes, between threads, and when a holder dies."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters.files.turnstile import Turnstile
from provenlab.core.errors import StoreLocked
from tests.integration.duckdb.stores import Worker

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks are the point here


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "lab.duckdb"


@pytest.fixture
def turnstile(store: Path) -> Turnstile:
    return Turnstile(store)


class ManualTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds


@pytest.fixture
def holder(store: Path, request: pytest.FixtureRequest) -> Iterator[Worker]:
    worker = Worker("hold", store, request.param)
    assert worker.line() == "in"
    yield worker
    worker.kill()


def test_readers_are_inside_together(turnstile: Turnstile) -> None:
    first, second = turnstile.enter(False, 0), turnstile.enter(False, 0)
    first.release()
    second.release()


@pytest.mark.parametrize(("inside", "outside"), [(True, True), (True, False), (False, True)])
def test_a_writer_is_alone(turnstile: Turnstile, inside: bool, outside: bool) -> None:
    place = turnstile.enter(inside, 0)
    with pytest.raises(StoreLocked):
        turnstile.enter(outside, 0)
    place.release()
    turnstile.enter(outside, 0).release()


@pytest.mark.parametrize("holder", ["exclusive", "shared"], indirect=True)
def test_a_refusal_names_the_holder_and_the_wait(store: Path, holder: Worker) -> None:
    time = ManualTime()
    with pytest.raises(StoreLocked) as refusal:
        Turnstile(store, time.now, time.sleep).enter(True, 30_000)
    assert refusal.value.details == {"store": str(store), "holderPid": holder.pid, "waitedMs": 30_000}
    assert str(holder.pid) in refusal.value.message
    assert max(time.pauses) <= 0.02, "signals would wait for longer sleeps"


@pytest.mark.parametrize("holder", ["exclusive", "shared"], indirect=True)
def test_a_killed_holder_frees_the_store(turnstile: Turnstile, holder: Worker) -> None:
    holder.kill()
    turnstile.enter(True, 10_000).release()


def test_no_reader_passes_a_waiting_writer(turnstile: Turnstile) -> None:
    reader = turnstile.enter(False, 0)
    entered = threading.Event()

    def write() -> None:
        place = turnstile.enter(True, 30_000)
        entered.set()
        place.release()

    writer = threading.Thread(target=write)
    writer.start()
    while not turnstile.is_awaited():
        pass
    with pytest.raises(StoreLocked):
        turnstile.enter(False, 0)
    assert not entered.is_set()
    reader.release()
    writer.join(30)
    assert entered.is_set()
    assert not turnstile.is_awaited()


def test_writers_get_their_turn_beside_busy_readers_and_the_other_way_round(
    store: Path, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    busy = [Worker("pass", store, "shared", stop) for _ in range(4)]
    turnstile = Turnstile(store)
    for _ in range(10):
        turnstile.enter(True, 30_000).release()
    busy += [Worker("pass", store, "exclusive", stop) for _ in range(2)]
    for _ in range(10):
        turnstile.enter(False, 30_000).release()
    stop.touch()
    for worker in busy:
        worker.finish()
        assert worker.process.returncode == 0


def test_eight_processes_count_without_losing_one(store: Path, tmp_path: Path) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    for worker in [Worker("count", store, counter, 25) for _ in range(8)]:
        assert worker.finish() == ["done"]
    assert counter.read_text() == "200"


def test_a_signal_reaches_who_waits_and_the_gate_is_free_again(turnstile: Turnstile, store: Path) -> None:
    place = turnstile.enter(False, 0)
    waiting = Worker("wait", store)
    while not turnstile.is_awaited():
        pass
    waiting.process.terminate()
    assert waiting.finish() == ["SIGTERM"]
    assert not turnstile.is_awaited()
    turnstile.enter(False, 0).release()
    place.release()


def test_a_fork_neither_keeps_the_lock_nor_gives_it_up(turnstile: Turnstile) -> None:
    place = turnstile.enter(True, 0)
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        place.release()
        os.read(told, 1)
        os._exit(0)
    with pytest.raises(StoreLocked):
        turnstile.enter(True, 0)
    place.release()
    turnstile.enter(True, 0).release()
    os.write(tell, b".")
    os.waitpid(child, 0)


def test_a_removed_sidecar_does_not_let_two_writers_in(turnstile: Turnstile, store: Path) -> None:
    waiting = threading.Thread(target=lambda: turnstile.enter(True, 30_000).release())
    place = turnstile.enter(True, 0)
    waiting.start()
    while not turnstile.is_awaited():
        pass
    Path(f"{store}.lock").unlink()
    place.release()
    waiting.join(30)
    assert not waiting.is_alive()
    assert Path(f"{store}.lock").exists()


def test_two_names_of_one_store_share_the_lock(turnstile: Turnstile, store: Path, tmp_path: Path) -> None:
    store.touch()
    (tmp_path / "alias.duckdb").symlink_to(store)
    place = turnstile.enter(True, 0)
    with pytest.raises(StoreLocked):
        Turnstile(tmp_path / "alias.duckdb").enter(False, 0)
    place.release()


def test_without_the_kernels_list_a_writers_own_word_counts(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenlab.adapters.files import lock_holders

    monkeypatch.setattr(lock_holders, "_SYSTEM_LOCKS", store.parent / "absent")
    place = Turnstile(store).enter(True, 0)
    with pytest.raises(StoreLocked) as refusal:
        Turnstile(store).enter(True, 0)
    assert refusal.value.details["holderPid"] == os.getpid()
    place.release()
    reader = Turnstile(store).enter(False, 0)
    with pytest.raises(StoreLocked) as refusal:
        Turnstile(store).enter(True, 0)
    assert refusal.value.details["holderPid"] is None
    reader.release()
