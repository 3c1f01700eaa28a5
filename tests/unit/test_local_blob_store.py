"""What only a store on a file system can get wrong: links, modes, devices, moved folders."""

import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenlab.adapters.blobs import directories, local
from provenlab.adapters.blobs.local import LocalBlobStore
from provenlab.core.errors import (
    BlobMissing,
    ProvenlabError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
    UriRefused,
)

CORPUS = json.loads((Path(__file__).parents[1] / "data" / "uris.json").read_text())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A blob root with the files the corpus allows, a secret beside it and links out of it."""
    secret = tmp_path / "secret_sibling"
    secret.write_bytes(b"secret")
    folder = tmp_path / "blobs" / "1" / "a"
    folder.mkdir(parents=True)
    for name in ("m.txt", "..hidden", "x..y"):
        (folder / name).write_bytes(b"open")
    (tmp_path / "blobs" / "1" / "flink").symlink_to(secret)
    return tmp_path / "blobs"


@pytest.fixture
def store(root: Path) -> LocalBlobStore:
    return LocalBlobStore(root)


@pytest.mark.parametrize("entry", CORPUS, ids=lambda entry: ascii(entry["uri"])[:40])
def test_the_whole_corpus_is_classified_right(
    store: LocalBlobStore, root: Path, entry: dict[str, str]
) -> None:
    uri = entry["uri"].replace("<ROOT>", str(root))
    if entry["label"] == "allow":
        assert b"".join(store.open_stream(uri)) == b"open"
        assert store.exists(uri)
    else:
        for method in (store.open_stream, store.exists, store.delete, store.open_file):
            with pytest.raises(UriRefused):
                method(uri)


class NoSystem:
    """Stands in for `os`: whatever is asked of it fails the test."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"os.{name} was used before the refusal")


@pytest.mark.parametrize(
    "entry",
    [entry for entry in CORPUS if entry["label"] == "deny" and entry["uri"] != "1/flink"],
    ids=lambda entry: ascii(entry["uri"])[:40],
)
def test_a_refusal_by_text_comes_before_any_input_or_output(
    store: LocalBlobStore, root: Path, entry: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (local, directories):
        monkeypatch.setattr(module, "os", NoSystem())
    uri = entry["uri"].replace("<ROOT>", str(root))
    with pytest.raises(UriRefused):
        store.open_stream(uri)
    with pytest.raises(AssertionError, match="before the refusal"):
        store.open_stream("1/a/m.txt")


def test_the_target_of_a_link_is_never_opened(store: LocalBlobStore, root: Path) -> None:
    # Opening a pipe that nobody writes to would wait for ever, or leave a reader to be seen.
    pipe = root.parent / "pipe"
    os.mkfifo(pipe)
    (root / "1" / "to_pipe").symlink_to(pipe)
    with pytest.raises(UriRefused):
        store.open_stream("1/to_pipe")
    with pytest.raises(OSError, match="No such device"):
        os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)


@pytest.mark.parametrize("target", ["outside", "inside", "missing"])
def test_links_are_refused_wherever_they_lead(store: LocalBlobStore, root: Path, target: str) -> None:
    (root.parent / "outside").mkdir()
    (root.parent / "outside" / "m.txt").write_bytes(b"secret")
    to = {"outside": root.parent / "outside", "inside": root / "1" / "a", "missing": root / "none"}
    (root / "folder").symlink_to(to[target])
    with pytest.raises(UriRefused):
        store.exists("folder/m.txt")


def test_only_regular_files_are_read(store: LocalBlobStore, root: Path) -> None:
    os.mkfifo(root / "1" / "pipe")
    for uri in ("1/pipe", "1/a"):
        with pytest.raises(UriRefused):
            store.open_stream(uri)


def test_a_file_in_place_of_a_folder_means_missing(store: LocalBlobStore) -> None:
    with pytest.raises(BlobMissing):
        store.open_stream("1/a/m.txt/deeper")


def test_blobs_are_not_put_through_a_planted_link(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "blobs" / "sha256").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UriRefused):
        LocalBlobStore(tmp_path / "blobs").put_stream([b"x"])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_link_in_place_of_a_blob_is_replaced_by_the_blob(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    blob = store.put_stream([b"x"])
    path, victim = tmp_path / "blobs" / blob.storage_uri, tmp_path / "victim"
    victim.write_bytes(b"x")
    path.unlink()
    path.symlink_to(victim)
    store.put_stream([b"x"])
    assert not path.is_symlink()
    assert victim.read_bytes() == b"x"


def test_everything_below_the_root_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        LocalBlobStore(tmp_path / "new" / "blobs").put_stream([b"x"])
    finally:
        os.umask(before)
    for path in (tmp_path / "new").rglob("*"):
        assert stat.S_IMODE(path.lstat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_bytes_are_synced_before_their_name_appears_and_every_directory_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    uri = store.put_stream([b"first"]).storage_uri
    steps: list[object] = []
    fsync, rename = os.fsync, os.rename

    def logged_fsync(descriptor: int) -> None:
        steps.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def logged_rename(source: str, target: str, **places: int) -> None:
        steps.append("rename")
        rename(source, target, **places)

    monkeypatch.setattr(os, "fsync", logged_fsync)
    monkeypatch.setattr(os, "rename", logged_rename)
    second = tmp_path / "blobs" / store.put_stream([b"second"]).storage_uri
    directories = [second.parents[level].stat().st_ino for level in range(4)]
    assert steps == [second.stat().st_ino, "rename", *directories]
    steps.clear()
    store.put_stream([b"first"])
    assert steps == [(tmp_path / "blobs" / uri).parents[level].stat().st_ino for level in range(4)]


def test_the_folders_of_a_new_store_are_synced_into_those_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = set()
    fsync = os.fsync

    def logged_fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", logged_fsync)
    LocalBlobStore(tmp_path / "lab" / "blobs").put_stream([b"x"])
    assert {path.stat().st_ino for path in (tmp_path, tmp_path / "lab", tmp_path / "lab" / "blobs")} <= synced


def test_uris_survive_the_moving_of_the_folder(tmp_path: Path) -> None:
    blob = LocalBlobStore(tmp_path / "here").put_stream([b"x"])
    (tmp_path / "here").rename(tmp_path / "there")
    assert b"".join(LocalBlobStore(tmp_path / "there").open_stream(blob.storage_uri)) == b"x"


def test_a_root_that_is_a_link_itself_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "blobs").symlink_to(tmp_path / "disk")
    store = LocalBlobStore(tmp_path / "blobs")
    assert store.exists(store.put_stream([b"x"]).storage_uri)


def test_reading_creates_nothing(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    assert not store.exists("1/a")
    assert not store.delete("sha256/00/00/" + "0" * 64)
    assert list(store.list_blobs()) == []
    assert store.remove_unfinished(0) == 0
    assert list(tmp_path.iterdir()) == []


def test_only_old_unfinished_blobs_are_removed_and_they_have_no_uri(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    store.put_stream([b"x"])
    left = tmp_path / "blobs" / "unfinished" / "1-abc"
    left.write_bytes(b"half")
    with pytest.raises(UriRefused):
        store.open_stream("unfinished/1-abc")
    assert store.remove_unfinished(3_600) == 0
    os.utime(left, (1, 1))
    assert store.remove_unfinished(3_600) == 1
    assert not left.exists()
    assert len(list(store.list_blobs())) == 1


def test_a_put_that_was_swept_as_interrupted_fails_and_stores_nothing(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")

    def stalled() -> Iterator[bytes]:
        yield b"early"
        assert store.remove_unfinished(0) == 1
        yield b"late"

    with pytest.raises(StoreUnavailable):
        store.put_stream(stalled())
    assert list(store.list_blobs()) == []


def test_a_put_between_a_sweeps_look_and_its_removal_waits_and_stores_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalBlobStore(tmp_path / "blobs")
    blob = store.put_stream([b"x"])
    os.utime(tmp_path / "blobs" / blob.storage_uri, (1, 1))
    publisher = threading.Thread(target=store.put_stream, args=([b"x"],))
    unlink = os.unlink

    def unlink_late(name: str, dir_fd: int) -> None:
        if name == blob.file_hash:
            publisher.start()
            publisher.join(0.3)
        unlink(name, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", unlink_late)
    assert store.delete(blob.storage_uri, min_age_seconds=3_600)
    publisher.join()
    store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


def test_a_blob_is_young_even_when_its_last_chunk_is_long_ago(tmp_path: Path) -> None:
    store = LocalBlobStore(tmp_path / "blobs")

    def slow() -> Iterator[bytes]:
        yield b"x"
        (unfinished,) = (tmp_path / "blobs" / "unfinished").iterdir()
        os.utime(unfinished, (1, 1))

    uri = store.put_stream(slow()).storage_uri
    assert not store.delete(uri, min_age_seconds=3_600)


def test_writes_that_the_system_cuts_short_are_carried_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
    store = LocalBlobStore(tmp_path / "blobs")
    uri = store.put_stream([bytes(range(100)), b"", b"end"]).storage_uri
    assert b"".join(store.open_stream(uri)) == bytes(range(100)) + b"end"


def test_files_that_are_no_blobs_are_not_listed(store: LocalBlobStore, root: Path) -> None:
    blob = store.put_stream([b"x"])
    (root / "sha256" / "README").write_bytes(b"?")
    (root / blob.storage_uri).with_name("0" * 64).write_bytes(b"?")
    assert [found.storage_uri for found in store.list_blobs()] == [blob.storage_uri]


def test_blobs_that_share_a_folder_are_listed_in_order_too(store: LocalBlobStore, root: Path) -> None:
    names = [f"{number:064x}" for number in range(30)]
    folder = root / "sha256" / "00" / "00"
    folder.mkdir(parents=True)
    for name in reversed(names):
        (folder / name).write_bytes(b"")
    assert [found.storage_uri[-64:] for found in store.list_blobs()] == names


def test_the_location_is_the_directory_as_a_uri(store: LocalBlobStore, root: Path) -> None:
    assert store.location() == f"file://{root}"


@pytest.mark.parametrize(
    ("call", "error", "expected"),
    [
        ("write", OSError(28, "No space left on device"), StoreFull),
        ("write", OSError(122, "Disk quota exceeded"), StoreFull),
        ("fsync", OSError(28, "No space left on device"), StoreFull),
        ("fsync", OSError(5, "Input/output error"), StoreUnavailable),
        ("rename", OSError(30, "Read-only file system"), StoreReadOnly),
        ("mkdir", OSError(28, "No space left on device"), StoreFull),
    ],
)
def test_what_the_system_refuses_comes_as_a_store_error_and_leaves_nothing(
    root: Path, call: str, error: OSError, expected: type[ProvenlabError], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalBlobStore(root)

    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refuse)
        with pytest.raises(expected):
            store.put_stream([b"x"])
    assert list(store.list_blobs()) == []
    assert list(root.rglob("unfinished/*")) == []
    assert store.exists(store.put_stream([b"x"]).storage_uri)


def test_streams_dropped_half_way_leave_no_file_open(store: LocalBlobStore) -> None:
    blob = store.put_stream([b"z" * (3 * 1024 * 1024)])
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        store.open_stream(blob.storage_uri)
        next(store.open_stream(blob.storage_uri))
    assert len(os.listdir("/proc/self/fd")) == before
