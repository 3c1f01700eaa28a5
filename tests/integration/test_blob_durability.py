"""Killed writers, rival writers and full disks, with real processes."""

import hashlib
import random
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from provenlab.adapters.blobs.local import LocalBlobStore

ROUNDS = 25


def python(script: str, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *args]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


WRITE_WITHOUT_END = """
    import random, sys
    from provenlab.adapters.blobs.local import LocalBlobStore
    store, dice = LocalBlobStore(sys.argv[1]), random.Random(sys.argv[2])
    while True:
        data = dice.randbytes(dice.choice([0, 10, 5_000, 300_000, 3_000_000]))
        cut = len(data) // 3 + 1
        blob = store.put_stream(data[start:start + cut] for start in range(0, len(data), cut))
        print(blob.storage_uri, flush=True)
"""


def killed_at_a_random_moment(root: Path, round_number: int) -> list[str]:
    """The URIs the writer acknowledged before SIGKILL, at least one."""
    dice = random.Random(round_number)
    with python(WRITE_WITHOUT_END, str(root), str(round_number)) as writer:
        assert writer.stdout is not None
        acknowledged = "".join(writer.stdout.readline() for _ in range(dice.randint(1, 6)))
        time.sleep(dice.uniform(0, 0.02))
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read()
    return [line.strip() for line in acknowledged.splitlines(keepends=True) if line.endswith("\n")]


def test_a_killed_writer_leaves_no_wrong_blob_and_loses_no_acknowledged_one(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        acknowledged += killed_at_a_random_moment(tmp_path / "blobs", number)
    assert len(acknowledged) >= ROUNDS
    for found in store.list_blobs():
        store.verify(found.storage_uri, found.storage_uri[-64:], found.size_bytes)
    assert set(acknowledged) <= {found.storage_uri for found in store.list_blobs()}
    interrupted = len(list((tmp_path / "blobs" / "unfinished").iterdir()))
    assert (store.count_unfinished(3_600), store.count_unfinished(0)) == (0, interrupted)
    assert store.remove_unfinished(3_600) == 0
    assert store.remove_unfinished(0) == interrupted
    assert list((tmp_path / "blobs" / "unfinished").iterdir()) == []


PUT_THE_SAME = """
    import sys
    from provenlab.adapters.blobs.local import LocalBlobStore
    chunks = [bytes([number % 251]) * 1_000_000 for number in range(10)]
    sys.stdin.readline()
    print(LocalBlobStore(sys.argv[1]).put_stream(chunks).storage_uri)
"""


def test_eight_processes_put_the_same_ten_megabytes_once(tmp_path: Path) -> None:
    writers = [python(PUT_THE_SAME, str(tmp_path / "blobs")) for _ in range(8)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    answers = [writer.communicate() for writer in writers]
    assert [error for _, error in answers] == [""] * 8
    assert len({uri for uri, _ in answers}) == 1
    store = LocalBlobStore(tmp_path / "blobs")
    (found,) = store.list_blobs()
    store.verify(found.storage_uri, found.storage_uri[-64:], 10_000_000)
    assert list((tmp_path / "blobs" / "unfinished").iterdir()) == []


FILL = """
    import sys
    from provenlab.adapters.blobs.local import LocalBlobStore
    from provenlab.core.errors import StoreFull
    store = LocalBlobStore(sys.argv[1])
    try:
        store.put_stream(b"x" * 100_000 for _ in range(100))
    except StoreFull as full:
        print(full.code, full.retryable)
    print(store.put_stream([b"small"]).storage_uri)
"""


def limit_file_size() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def test_a_put_that_outgrows_the_disk_leaves_nothing_and_the_process_goes_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FILL), str(tmp_path / "blobs")],
        preexec_fn=limit_file_size,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[:2] == ["store_full", "True"]
    (found,) = LocalBlobStore(tmp_path / "blobs").list_blobs()
    assert found.storage_uri.endswith(hashlib.sha256(b"small").hexdigest())
    assert list((tmp_path / "blobs" / "unfinished").iterdir()) == []
