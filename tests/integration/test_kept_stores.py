"""A store that an earlier release wrote opens, migrates and tells the same."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from provenlab.adapters._sql.migrations import latest_version
from tests.doors import DirectDoor
from tests.integration.kept_stores import FOLDER, every_record
from tests.labs import FILE_BACKENDS, opened

KEPT = sorted(path.stem for path in FOLDER.glob("*.gz"))


def test_a_store_of_every_schema_version_is_kept() -> None:
    wanted = {f"v{n}.{name}" for name in FILE_BACKENDS for n in range(1, latest_version(name) + 1)}
    assert set(KEPT) == wanted


def as_then(now: Any, then: Any) -> Any:
    """What is told now, without the fields that records have got since."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {key: as_then(value, then[key]) for key, value in now.items() if key in then}
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        return [as_then(*pair) for pair in zip(now, then, strict=True)]
    return now


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_store_migrates_and_tells_every_record_as_it_was(name: str, tmp_path: Path) -> None:
    recorded = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    store = tmp_path / f"lab{Path(name).suffix}"
    store.write_bytes(gzip.decompress((FOLDER / f"{name}.gz").read_bytes()))
    with opened(str(store)) as bench:
        call = DirectDoor(bench.lab)
        described = call("init_store")
        assert described["schemaVersion"] == latest_version(bench.backend)
        assert as_then(every_record(call), recorded) == recorded
        assert call("verify_store", readBlobs=False)["findings"] == []
        call("update_status", experimentId="e-pending", status="running")
        call("tombstone_artifact", artifactId="clean")
        assert call("verify_store", readBlobs=False)["findings"] == []
    with opened(str(store)) as bench:
        assert DirectDoor(bench.lab)("get_experiment", experimentId="e-pending")["status"] == "running"


def test_every_engine_tells_the_same_of_the_same_lab() -> None:
    told = [json.loads((FOLDER / f"v1.{name}.json").read_text(encoding="utf-8")) for name in FILE_BACKENDS]
    assert all(each == told[0] for each in told)
