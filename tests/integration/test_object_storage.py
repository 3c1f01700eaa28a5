"""Blobs in object storage: removals against publishers, trouble with the service, and a lab that uses it."""

import hashlib
import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import obstore
import pytest

from provenlab.adapters.blobs import s3 as s3_module
from provenlab.adapters.blobs import s3_removals
from provenlab.adapters.blobs.s3 import S3BlobStore
from provenlab.core.errors import StoreUnavailable, ValidationFailed
from provenlab.core.rules.storage_uris import blob_uri
from provenlab.tools.compose import open_parts
from tests.doors import DirectDoor
from tests.object_storage import ObjectStorage, object_storage

HOUR = 3_600.0
DATA = b"the same bytes"


@pytest.fixture
def service() -> Iterator[ObjectStorage]:
    found = object_storage()
    with found.environment():
        yield found


@pytest.fixture
def bucket(service: ObjectStorage) -> str:
    return service.new_bucket()


@pytest.fixture
def store(bucket: str) -> S3BlobStore:
    return S3BlobStore(f"s3://{bucket}")


class Interrupted:
    """obstore, but at the n-th call of `method` something else happens first."""

    def __init__(self, real: Any, method: str, happens: Callable[[], object]) -> None:
        self._real, self._method, self._happens = real, method, happens

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name != self._method:
            return found

        def interrupted(*args: Any, **options: Any) -> Any:
            self._method = ""
            self._happens()
            return found(*args, **options)

        return interrupted


def test_a_blob_put_again_after_its_age_was_looked_at_survives_its_removal(
    store: S3BlobStore, service: ObjectStorage, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.put_stream([DATA])
    service.make_older(bucket, blob.storage_uri, 2 * HOUR)
    publisher = threading.Thread(target=lambda: S3BlobStore(f"s3://{bucket}").put_stream([DATA]))

    def publish_before_the_deletion() -> None:
        publisher.start()
        time.sleep(0.3)

    monkeypatch.setattr(s3_removals, "obstore", Interrupted(obstore, "delete", publish_before_the_deletion))
    assert store.delete(blob.storage_uri, min_age_seconds=HOUR)
    publisher.join()
    store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


def test_a_blob_put_again_before_its_age_is_looked_at_is_not_removed(
    store: S3BlobStore, service: ObjectStorage, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.put_stream([DATA])
    service.make_older(bucket, blob.storage_uri, 2 * HOUR)
    monkeypatch.setattr(
        s3_removals,
        "obstore",
        Interrupted(obstore, "put", lambda: store.put_stream([DATA])),
    )
    assert not store.delete(blob.storage_uri, min_age_seconds=HOUR)
    assert store.exists(blob.storage_uri)


def test_a_blob_whose_removal_was_decided_before_it_was_put_and_is_through_is_put_again(
    store: S3BlobStore, service: ObjectStorage, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.put_stream([DATA])
    service.make_older(bucket, blob.storage_uri, 2 * HOUR)
    decided, was_put = threading.Event(), threading.Event()

    def decide() -> None:
        decided.set()
        was_put.wait(20)

    remover = S3BlobStore(f"s3://{bucket}")
    removal = threading.Thread(target=remover.delete, args=(blob.storage_uri, HOUR))

    def end_the_removal() -> None:
        was_put.set()
        removal.join()

    class Steps:
        def __getattr__(self, name: str) -> Any:
            found = getattr(obstore, name)
            if threading.current_thread() is removal and name == "delete" and not decided.is_set():
                decide()
            if threading.current_thread() is not removal and name == "list" and removal.is_alive():
                end_the_removal()
            return found

    monkeypatch.setattr(s3_removals, "obstore", Steps())
    removal.start()
    assert decided.wait(20)
    store.put_stream([DATA])
    assert not removal.is_alive()
    store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


def test_publishers_and_removers_at_once_never_lose_what_was_just_put(
    store: S3BlobStore, service: ObjectStorage, bucket: str
) -> None:
    lost: list[int] = []
    done = threading.Event()

    def publish() -> None:
        mine = S3BlobStore(f"s3://{bucket}")
        try:
            for n in range(20):
                blob = mine.put_stream([DATA])
                if not mine.exists(blob.storage_uri):
                    lost.append(n)
                    return
                service.make_older(bucket, blob.storage_uri, 2 * HOUR)
        finally:
            done.set()

    def remove() -> None:
        mine = S3BlobStore(f"s3://{bucket}")
        uri = blob_uri(hashlib.sha256(DATA).hexdigest())
        while not done.is_set():
            mine.delete(uri, min_age_seconds=HOUR)

    threads = [threading.Thread(target=publish), threading.Thread(target=remove)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert [name for name in service.names(bucket) if name.startswith("removals/")] == []


def test_what_a_killed_remover_announced_delays_a_publisher_but_once(
    store: S3BlobStore, service: ObjectStorage, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256(DATA).hexdigest()
    service.put(bucket, f"removals/{digest}/dead", b"")
    paused: list[float] = []
    monkeypatch.setattr(store._removals, "_pause", paused.append)
    monkeypatch.setattr(store._removals, "_elapsed", lambda: 10.0 * len(paused))
    blob = store.put_stream([DATA])
    assert store.exists(blob.storage_uri)
    assert 10 * len(paused) >= s3_removals.ABANDONED_AFTER_S
    assert service.names(bucket) == [blob.storage_uri]


def test_old_announcements_are_what_a_sweep_finds_unfinished(
    store: S3BlobStore, service: ObjectStorage, bucket: str
) -> None:
    for name, seconds in (("old", 2 * HOUR), ("young", 0.0)):
        service.put(bucket, f"removals/{'0' * 64}/{name}", b"")
        service.make_older(bucket, f"removals/{'0' * 64}/{name}", seconds)
    assert (store.count_unfinished(HOUR), store.remove_unfinished(HOUR)) == (1, 1)
    assert (store.count_unfinished(HOUR), store.remove_unfinished(HOUR)) == (0, 0)
    assert service.names(bucket) == [f"removals/{'0' * 64}/young"]


def test_a_service_too_slow_to_decide_removes_nothing(
    store: S3BlobStore, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.put_stream([DATA])
    times = iter([0.0, 60.0])
    monkeypatch.setattr(store._removals, "_elapsed", lambda: next(times))
    with pytest.raises(StoreUnavailable, match="too slowly"):
        store.delete(blob.storage_uri)
    assert store.exists(blob.storage_uri)


def test_a_blob_of_many_parts_comes_back_and_can_be_read_from_anywhere(store: S3BlobStore) -> None:
    data = bytes(range(256)) * 4096 * 20
    blob = store.put_stream(data[start : start + 1_000_000] for start in range(0, len(data), 1_000_000))
    assert b"".join(store.open_stream(blob.storage_uri)) == data
    with store.open_file(blob.storage_uri) as file:
        assert file.seek(-7, io.SEEK_END) == len(data) - 7
        assert file.read() == data[-7:]
        file.seek(5_000_001)
        assert file.read(3) == data[5_000_001:5_000_004]


def test_a_missing_bucket_is_not_taken_for_missing_blobs(service: ObjectStorage) -> None:
    store = S3BlobStore("s3://nobody-made-this")
    for use in (
        lambda: store.put_stream([b"x"]),
        lambda: list(store.list_blobs()),
        lambda: store.open_stream(blob_uri("0" * 64)),
    ):
        with pytest.raises(StoreUnavailable, match="no such bucket"):
            use()


def test_a_service_that_is_away_is_a_store_that_may_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "access")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden-words")
    monkeypatch.setattr(s3_module, "bucket_at", lambda url, **_: s3_bucket_in_no_time(url))
    with pytest.raises(StoreUnavailable) as away:
        S3BlobStore("s3://bucket").exists(blob_uri("0" * 64))
    assert away.value.retryable
    assert "hidden-words" not in str(away.value)
    assert len(str(away.value).splitlines()) == 1


def s3_bucket_in_no_time(url: str) -> Any:
    from provenlab.adapters.blobs.s3_bucket import bucket_at

    return bucket_at(url, retry_for_s=0.01, answer_within_s=1)


@pytest.mark.parametrize("url", ["s3://", "s3:///x", "s3://user:word@bucket/x", "s3://b/x?y=1", "s3://b#f"])
def test_a_url_that_names_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(ValidationFailed, match="s3://bucket"):
        S3BlobStore(url)


@pytest.mark.parametrize("given", ["gs://bucket", "http://host/x", "file://host/x"])
def test_other_kinds_of_places_are_refused_by_name(
    tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVENLAB_BLOBS", given)
    with pytest.raises(ValidationFailed) as refused:
        open_parts(tmp_path / "lab.sqlite").blobs.location()
    assert "PROVENLAB_BLOBS" in str(refused.value)


def test_a_lab_keeps_its_artifacts_there(
    tmp_path: Path, service: ObjectStorage, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVENLAB_BLOBS", f"s3://{bucket}/lab")
    source = tmp_path / "bars.csv"
    source.write_text("date,close\n2026-01-02,101.5\n2026-01-05,99.25\n")
    parts = open_parts(tmp_path / "lab.sqlite")
    call = DirectDoor(parts)
    artifact = call("publish_artifact", kind="ohlcv", name="bars", format="csv", path=str(source))
    name = f"lab/{blob_uri(artifact['fileHash'])}"
    assert service.names(bucket) == [name]
    assert artifact["contentHash"]
    assert call("verify_store")["findings"] == []
    service.put(bucket, name, b"date,close\n")
    assert [found["id"] for found in call("verify_store")["findings"]] == [artifact["artifactId"]]
    parts.close()
