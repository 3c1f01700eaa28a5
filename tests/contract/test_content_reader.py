"""What ContentReaderPort promises, over every blob store."""

import io
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from provenlab.adapters.blobs.content import BlobContentReader, content_of
from provenlab.adapters.blobs.local import LocalBlobStore
from provenlab.adapters.blobs.memory import MemoryBlobStore
from provenlab.core.errors import BlobMissing, UnreadableContent, UriRefused
from provenlab.core.models.artifact import ArtifactFormat
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.content_reader import ContentReaderPort
from provenlab.core.rules.storage_uris import blob_uri

_PARQUET = io.BytesIO()
pq.write_table(pa.table({"n": [1, 2]}), _PARQUET)
SAMPLES: dict[ArtifactFormat, bytes] = {
    "json": b'{"a": 1}',
    "csv": b"a,b\n1,2\n",
    "parquet": _PARQUET.getvalue(),
    "bytes": b"\0\xff",
}


@pytest.fixture(params=["local", "memory"])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[BlobStorePort, ContentReaderPort]:
    store = LocalBlobStore(tmp_path / "blobs") if request.param == "local" else MemoryBlobStore()
    return store, BlobContentReader(store.open_file)


@pytest.mark.parametrize("declared_format", sorted(SAMPLES))
def test_a_blob_has_the_content_of_its_bytes(
    lab: tuple[BlobStorePort, ContentReaderPort], declared_format: ArtifactFormat
) -> None:
    store, reader = lab
    blob = store.put_stream([SAMPLES[declared_format]])
    found = reader.read_content(blob.storage_uri, declared_format)
    assert found == content_of(io.BytesIO(SAMPLES[declared_format]), declared_format)
    assert (found.content_hash is None) == (declared_format == "bytes")
    assert reader.read_content(blob.storage_uri, "bytes").content_hash is None
    store.verify(blob.storage_uri, blob.file_hash, blob.size_bytes)


@pytest.mark.parametrize("declared_format", ["json", "csv", "parquet"])
def test_bytes_of_another_format_are_refused(
    lab: tuple[BlobStorePort, ContentReaderPort], declared_format: ArtifactFormat
) -> None:
    store, reader = lab
    blob = store.put_stream([SAMPLES["bytes"]])
    with pytest.raises(UnreadableContent):
        reader.read_content(blob.storage_uri, declared_format)


def test_missing_and_refused_names_are_told_as_by_the_store(
    lab: tuple[BlobStorePort, ContentReaderPort],
) -> None:
    _, reader = lab
    with pytest.raises(BlobMissing):
        reader.read_content(blob_uri("0" * 64), "json")
    with pytest.raises(UriRefused):
        reader.read_content("../x", "json")
