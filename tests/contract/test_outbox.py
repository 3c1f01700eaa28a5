"""Where calls wait: in order, each whole or not at all, whoever reads them."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from provenlab.adapters.outbox.file import FileOutbox
from provenlab.adapters.outbox.folders import OutboxFolders
from provenlab.adapters.outbox.memory import MAX_BYTES, MemoryOutbox
from provenlab.core.ports.outbox import OutboxPort

LINES = [b'["one",{}]', b'["two",{}]', b'["three",{}]']


def in_memory(folder: Path) -> OutboxPort:
    return MemoryOutbox()


def in_a_file(folder: Path) -> OutboxPort:
    return FileOutbox.create(folder / "boxes" / "1.jsonl")


def claimed(folder: Path) -> OutboxPort:
    """The file of a process that has ended with nothing in it."""
    (folder / "boxes").mkdir()
    (folder / "boxes" / "1.jsonl").touch()
    outbox = FileOutbox.claim(folder / "boxes" / "1.jsonl")
    assert outbox is not None
    return outbox


@pytest.fixture(params=[in_memory, in_a_file, claimed])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OutboxPort]:
    made: OutboxPort = request.param(tmp_path)
    yield made
    made.discard()
    assert list(tmp_path.rglob("*.jsonl")) == []


def all_unsent(outbox: OutboxPort, limit_bytes: int) -> list[bytes]:
    found: list[bytes] = []
    while True:
        lines, mark = outbox.unsent(limit_bytes)
        if not lines:
            return found
        found += lines
        outbox.mark_sent(mark)


def test_a_new_outbox_is_empty(outbox: OutboxPort) -> None:
    assert outbox.unsent(1_000)[0] == []


@pytest.mark.parametrize("limit_bytes", [1, 15, 1_000_000])
def test_calls_come_out_in_the_order_they_came_in(outbox: OutboxPort, limit_bytes: int) -> None:
    for line in LINES:
        outbox.append(line)
    assert all_unsent(outbox, limit_bytes) == LINES


def test_calls_that_were_not_marked_come_again(outbox: OutboxPort) -> None:
    for line in LINES:
        outbox.append(line)
    assert outbox.unsent(1_000) == outbox.unsent(1_000)


def test_calls_that_came_after_the_look_are_not_marked(outbox: OutboxPort) -> None:
    outbox.append(LINES[0])
    lines, mark = outbox.unsent(1_000)
    outbox.append(LINES[1])
    outbox.mark_sent(mark)
    assert (lines, outbox.unsent(1_000)[0]) == ([LINES[0]], [LINES[1]])


def test_one_call_may_be_larger_than_the_limit(outbox: OutboxPort) -> None:
    large = b'"' + b"x" * 3_000_000 + b'"'
    outbox.append(large)
    outbox.append(LINES[0])
    assert all_unsent(outbox, 4_096) == [large, LINES[0]]


def test_bytes_that_other_readers_take_for_line_breaks_stay_in_their_line(outbox: OutboxPort) -> None:
    odd = "\x0b\x0c\x1c\x1d\x85\u2028\u2029".encode()
    outbox.append(odd)
    outbox.append(LINES[0])
    assert all_unsent(outbox, 1_000) == [odd, LINES[0]]


def test_an_outbox_is_used_on_after_it_was_emptied(outbox: OutboxPort) -> None:
    large = b"x" * 700_000
    for number in range(6):
        outbox.append(b"%d%s" % (number, large))
        assert all_unsent(outbox, 10_000) == [b"%d%s" % (number, large)]


def test_nothing_is_lost_between_one_thread_that_appends_and_one_that_sends(outbox: OutboxPort) -> None:
    padding, appended = b"x" * 4_000, threading.Event()
    sent: list[bytes] = []

    def send() -> None:
        while True:
            last = appended.is_set()
            sent.extend(line[:6] for line in all_unsent(outbox, 100_000))
            if last:
                return

    sender = threading.Thread(target=send)
    sender.start()
    for number in range(3_000):
        outbox.append(b"%06d%s" % (number, padding))
    appended.set()
    sender.join()
    assert sent == [b"%06d" % number for number in range(3_000)]


def test_memory_refuses_what_it_has_no_room_for_and_keeps_the_rest() -> None:
    outbox = MemoryOutbox()
    outbox.append(LINES[0])
    with pytest.raises(OSError, match="full"):
        outbox.append(b"x" * MAX_BYTES)
    assert all_unsent(outbox, 1_000) == [LINES[0]]


def folders(*places: Path) -> OutboxFolders:
    ticks = count(1)
    return OutboxFolders(places, lambda: next(ticks))


def test_what_a_living_process_keeps_is_nobody_elses(tmp_path: Path) -> None:
    place = folders(tmp_path / "boxes")
    mine = place.create()
    mine.append(LINES[0])
    assert list(place.abandoned()) == []
    mine.discard()


def left_behind(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


def test_what_ended_processes_left_is_found_oldest_first(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        left_behind(tmp_path / "boxes", f"{number:020d}-7.jsonl", b"%d\n" % number)
    found = []
    for outbox in folders(tmp_path / "boxes").abandoned():
        found += outbox.unsent(1_000)[0]
        outbox.discard()
    assert found == [b"1", b"2", b"3"]
    assert list(tmp_path.rglob("*.jsonl")) == []


def test_two_that_look_for_calls_never_get_the_same(tmp_path: Path) -> None:
    for number in range(6):
        left_behind(tmp_path / "boxes", f"{number:020d}-7.jsonl", b"%d\n" % number)
    one, other = folders(tmp_path / "boxes").abandoned(), folders(tmp_path / "boxes").abandoned()
    found = []
    for first, second in zip(one, other, strict=False):
        found += [*first.unsent(1_000)[0], *second.unsent(1_000)[0]]
        first.discard()
        second.discard()
    assert sorted(found) == [b"%d" % number for number in range(6)]


def test_a_call_that_was_never_finished_is_not_among_the_calls(tmp_path: Path) -> None:
    left_behind(tmp_path / "boxes", f"{1:020d}-7.jsonl", LINES[0] + b"\n" + LINES[1][:4])
    (outbox,) = folders(tmp_path / "boxes").abandoned()
    assert all_unsent(outbox, 1_000) == [LINES[0]]
    outbox.discard()


def test_the_next_place_is_taken_when_the_first_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = folders(tmp_path / "file" / "boxes", tmp_path / "other")
    outbox = place.create()
    assert Path(outbox.location).parent == tmp_path / "other"
    outbox.discard()


def test_a_file_that_others_take_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, once = fcntl.flock, iter([True])

    def flock(descriptor: int, operation: int) -> None:
        if next(once, False):
            (left,) = (tmp_path / "boxes").iterdir()
            found = FileOutbox.claim(left)
            assert found is not None
            found.discard()
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    outbox = folders(tmp_path / "boxes").create()
    monkeypatch.undo()
    outbox.append(LINES[0])
    outbox.release()
    (again,) = folders(tmp_path / "boxes").abandoned()
    assert all_unsent(again, 1_000) == [LINES[0]]
    again.discard()


def test_without_any_place_calls_are_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    outbox = folders(tmp_path / "file" / "boxes").create()
    assert outbox.location == "memory"


def test_a_call_that_no_store_takes_is_kept_beside_with_its_reason(tmp_path: Path) -> None:
    outbox = in_a_file(tmp_path)
    outbox.set_aside(LINES[0], "conflict: no")
    outbox.discard()
    (kept,) = (tmp_path / "boxes").iterdir()
    assert ("conflict: no" in kept.read_text(), kept.stat().st_mode & 0o777) == (True, 0o600)


def full(outbox: OutboxPort, limit: int, write: Callable[[], object]) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(OSError, match=r"fitted|too large"):
            write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_call_that_does_not_fit_on_the_disk_leaves_no_part_of_itself(tmp_path: Path) -> None:
    outbox = in_a_file(tmp_path)
    outbox.append(LINES[0])
    full(outbox, 1_000, lambda: outbox.append(b"x" * 5_000))
    outbox.append(LINES[1])
    assert all_unsent(outbox, 1_000) == LINES[:2]
    outbox.discard()
