"""What BlobStorePort promises, over every store."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenlab.core.errors import BlobMissing, DigestMismatch, UriRefused
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.rules.storage_uris import blob_uri
from tests.contract.blob_stores import BENCHES, BlobBench, memory_bench

MIB = 1024 * 1024
ABSENT = blob_uri("0" * 64)
REFUSED = [
    entry["uri"]
    for entry in json.loads((Path(__file__).parents[1] / "data" / "uris.json").read_text())
    if entry["label"] == "deny" and entry["uri"] != "1/flink" and "<ROOT>" not in entry["uri"]
]


@pytest.fixture(params=sorted(BENCHES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> BlobBench:
    return BENCHES[request.param](tmp_path)


@pytest.fixture
def store(bench: BlobBench) -> BlobStorePort:
    return bench.store


def read(store: BlobStorePort, uri: str) -> bytes:
    return b"".join(store.open_stream(uri))


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\0" * MIB, b"ab" * MIB + b"c"], ids=["none", "one", "1M", "2M"]
)
def test_what_was_put_comes_back_with_its_hash_and_size(store: BlobStorePort, data: bytes) -> None:
    blob = store.put_stream(data[start : start + 700_000] for start in range(0, len(data), 700_000))
    assert blob.file_hash == hashlib.sha256(data).hexdigest()
    assert blob.size_bytes == len(data)
    assert blob.storage_uri == blob_uri(blob.file_hash)
    assert read(store, blob.storage_uri) == data
    assert store.exists(blob.storage_uri)
    store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


def test_chunks_come_at_most_one_mebibyte_large(store: BlobStorePort) -> None:
    blob = store.put_stream([b"z" * (3 * MIB + 1)])
    sizes = [len(chunk) for chunk in store.open_stream(blob.storage_uri)]
    assert max(sizes) <= MIB
    assert sum(sizes) == blob.size_bytes


def test_a_part_of_a_blob_is_read_as_of_a_file(store: BlobStorePort) -> None:
    blob = store.put_stream([bytes(range(256)) * 8192])
    with store.open_file(blob.storage_uri) as file:
        assert file.seek(MIB + 250) == MIB + 250
        assert file.read(10) == bytes([250, 251, 252, 253, 254, 255, 0, 1, 2, 3])
        file.seek(blob.size_bytes - 2)
        assert file.read(10) == b"\xfe\xff"
    with pytest.raises(BlobMissing):
        store.open_file(ABSENT)


def test_the_same_bytes_are_kept_once_however_they_were_cut(store: BlobStorePort) -> None:
    first = store.put_stream([b"abc", b"", b"def"])
    assert store.put_stream([b"a", b"bcdef"]) == first
    assert [found.storage_uri for found in store.list_blobs()] == [first.storage_uri]


def test_a_put_whose_chunks_fail_raises_that_and_leaves_nothing(store: BlobStorePort) -> None:
    def failing() -> Iterator[bytes]:
        yield b"half of it"
        raise FileNotFoundError("the source went away")

    with pytest.raises(FileNotFoundError, match="went away"):
        store.put_stream(failing())
    assert list(store.list_blobs()) == []
    assert (store.count_unfinished(0), store.remove_unfinished(0)) == (0, 0)


def test_text_in_place_of_bytes_is_refused_and_leaves_nothing(store: BlobStorePort) -> None:
    with pytest.raises(TypeError):
        store.put_stream(["text"])  # type: ignore[list-item]
    assert list(store.list_blobs()) == []


def test_a_missing_blob_is_told_apart_by_the_call_itself(store: BlobStorePort) -> None:
    for _ in range(2):
        assert not store.exists(ABSENT)
        assert not store.delete(ABSENT)
        with pytest.raises(BlobMissing):
            store.open_stream(ABSENT)
        with pytest.raises(BlobMissing):
            store.verify(ABSENT, "0" * 64, 0)
        store.put_stream([b"another"])


@pytest.mark.parametrize(
    "damage", [b"Hello", b"hell", b"hello ", b""], ids=["flipped", "short", "long", "empty"]
)
def test_damage_is_found_by_verify_and_by_reading(bench: BlobBench, damage: bytes) -> None:
    blob = bench.store.put_stream([b"hello"])
    bench.overwrite(blob.storage_uri, damage)
    with pytest.raises(DigestMismatch) as mismatch:
        bench.store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)
    assert mismatch.value.details["expected"] == blob.file_hash
    chunks = bench.store.open_stream(blob.storage_uri)
    with pytest.raises(DigestMismatch):
        b"".join(chunks)


def test_a_record_that_names_another_size_or_hash_does_not_verify(store: BlobStorePort) -> None:
    blob = store.put_stream([b"hello"])
    with pytest.raises(DigestMismatch):
        store.verify(blob.storage_uri, blob.file_hash, 6)
    with pytest.raises(DigestMismatch):
        store.verify(blob.storage_uri, "0" * 64, 5)


@pytest.mark.parametrize("damage", [b"Hello", b"hell"])
def test_putting_the_bytes_again_heals_a_damaged_copy(bench: BlobBench, damage: bytes) -> None:
    blob = bench.store.put_stream([b"hello"])
    bench.overwrite(blob.storage_uri, damage)
    assert bench.store.put_stream([b"hello"]) == blob
    bench.store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


def test_a_deleted_blob_is_gone_and_can_be_put_again(store: BlobStorePort) -> None:
    blob = store.put_stream([b"x"])
    kept = store.put_stream([b"y"])
    assert store.delete(blob.storage_uri)
    assert not store.delete(blob.storage_uri)
    assert not store.exists(blob.storage_uri)
    assert [found.storage_uri for found in store.list_blobs()] == [kept.storage_uri]
    assert store.put_stream([b"x"]) == blob
    assert read(store, blob.storage_uri) == b"x"


def test_an_open_stream_outlives_the_deletion_of_its_blob(store: BlobStorePort) -> None:
    blob = store.put_stream([b"z" * (2 * MIB)])
    chunks = store.open_stream(blob.storage_uri)
    start = next(chunks)
    assert store.delete(blob.storage_uri)
    assert start + b"".join(chunks) == b"z" * (2 * MIB)


def test_only_blobs_old_enough_are_deleted(bench: BlobBench) -> None:
    blob = bench.store.put_stream([b"x"])
    assert not bench.store.delete(blob.storage_uri, min_age_seconds=3_600)
    bench.make_older(blob.storage_uri, 3_601)
    assert bench.store.delete(blob.storage_uri, min_age_seconds=3_600)


def test_putting_again_starts_the_age_anew(bench: BlobBench) -> None:
    blob = bench.store.put_stream([b"x"])
    bench.make_older(blob.storage_uri, 7_200)
    assert next(bench.store.list_blobs()).age_seconds >= 7_200
    bench.store.put_stream([b"x"])
    assert 0 <= next(bench.store.list_blobs()).age_seconds < 3_600
    assert not bench.store.delete(blob.storage_uri, min_age_seconds=3_600)


def test_an_age_is_never_negative(bench: BlobBench) -> None:
    blob = bench.store.put_stream([b"x"])
    bench.make_older(blob.storage_uri, -86_400)
    assert next(bench.store.list_blobs()).age_seconds >= 0
    assert bench.store.delete(blob.storage_uri)


def test_blobs_are_listed_in_the_order_of_their_uris(store: BlobStorePort) -> None:
    put = [store.put_stream([bytes([number]) * number]) for number in range(50)]
    listed = list(store.list_blobs())
    assert [found.storage_uri for found in listed] == sorted(blob.storage_uri for blob in put)
    sizes = {blob.storage_uri: blob.size_bytes for blob in put}
    assert all(found.size_bytes == sizes[found.storage_uri] for found in listed)


@pytest.mark.parametrize("uri", REFUSED, ids=lambda uri: ascii(uri)[:40])
def test_every_method_that_takes_a_uri_refuses_the_bad_ones(store: BlobStorePort, uri: str) -> None:
    with pytest.raises(UriRefused):
        store.open_stream(uri)
    with pytest.raises(UriRefused):
        store.verify(uri, "0" * 64, 0)
    with pytest.raises(UriRefused):
        store.exists(uri)
    with pytest.raises(UriRefused):
        store.delete(uri)


def test_names_the_store_did_not_make_are_never_deleted(store: BlobStorePort) -> None:
    with pytest.raises(UriRefused):
        store.delete("1/a/m.txt")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pdo"), st.binary(max_size=2)), max_size=20))
def test_a_store_behaves_like_a_set_of_bytes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bytes]]
) -> None:
    for make in BENCHES.values():
        store = make(tmp_path_factory.mktemp("blobs")).store
        held: set[bytes] = set()
        for step, data in steps:
            uri = blob_uri(hashlib.sha256(data).hexdigest())
            if step == "p":
                assert store.put_stream([data]).storage_uri == uri
                held.add(data)
            elif step == "d":
                assert store.delete(uri) == (data in held)
                held.discard(data)
            else:
                assert store.exists(uri) == (data in held)
        assert [read(store, found.storage_uri) for found in store.list_blobs()] == sorted(
            held, key=lambda data: hashlib.sha256(data).digest()
        )


def test_the_reference_store_is_not_shared_between_instances(tmp_path: Path) -> None:
    memory_bench(tmp_path).store.put_stream([b"x"])
    assert list(memory_bench(tmp_path).store.list_blobs()) == []
