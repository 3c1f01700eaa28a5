"""Writers that log the same note at once, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from tests.doors import DirectDoor
from tests.labs import open_bench, opened

WRITERS = 4
NOTES = 5


@pytest.mark.requirement("JOURNAL-25")
@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_writers_who_share_a_key_share_an_entry(new_url: Callable[[str], str], backend: str) -> None:
    url = new_url(backend)
    start = Barrier(WRITERS)

    def write(writer: int) -> list[int]:
        # Not `opened`, which would find the files that the other writers hold open.
        with closing(open_bench(url).lab) as lab:
            call = DirectDoor(lab)
            start.wait(30)
            return [
                call(
                    "log_journal_entry",
                    hypothesis=f"idea {number}",
                    mutationType="m",
                    configDiff={},
                    results={"n": number},
                    idempotencyKey=f"idea-{number}",
                )["entryId"]
                for number in range(NOTES)
            ]

    with opened(url) as bench:
        with ThreadPoolExecutor(WRITERS) as writers:
            replies = list(writers.map(write, range(WRITERS)))
        assert all(reply == replies[0] for reply in replies)
        assert DirectDoor(bench.lab)("count_journal") == {"count": NOTES}
        assert DirectDoor(bench.lab)("verify_store", readBlobs=False)["findings"] == []
