"""Collections and sweeps below a blob root where somebody has planted links, files and hostile addresses."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from provenlab.core.models.retention import RetentionPolicy
from provenlab.core.models.retention_facts import ArtifactFact, ProducerFact, RetentionFacts
from provenlab.core.rules.retention import freed_uris, retention_plan
from tests.contract.test_retention import NOW, POLICY, run
from tests.doors import DirectDoor, refusal
from tests.labs import new_store_file, opened

AT = datetime(2025, 1, 1, tzinfo=UTC)
CORPUS = json.loads((Path(__file__).parents[1] / "data" / "uris.json").read_text(encoding="utf-8"))
NEVER_OURS = [
    *(each["uri"] for each in CORPUS),
    "runs/run=r.metrics.json",
    f"sha256/aa/bb/{'c' * 64}",
    f"sha256/cc/cc/{'C' * 64}",
    f"sha256/cc/cc/../cc/{'c' * 64}",
    f"sha256/cc/cc/{'c' * 64}/",
    f"/sha256/cc/cc/{'c' * 64}",
    f"file:///tmp/sha256/cc/cc/{'c' * 64}",
    f"s3://bucket/sha256/cc/cc/{'c' * 64}",
]


@pytest.fixture
def call(template: object, tmp_path: Path) -> Iterator[DirectDoor]:
    with opened(str(new_store_file(template("sqlite"), tmp_path))) as bench:  # type: ignore[operator]
        door = DirectDoor(bench.lab)
        for n in range(3):
            run(door, f"r{n}", f"a{n}")
        bench.clock.move(1)
        yield door


def blob_of(call: DirectDoor, artifact_id: str) -> Path:
    root = Path(call.lab.blobs.location().removeprefix("file://"))
    return root / str(call("get_artifact", artifactId=artifact_id)["storageUri"])


@pytest.mark.parametrize("uri", NEVER_OURS, ids=ascii)
def test_an_address_that_the_blob_store_did_not_make_frees_nothing(uri: str) -> None:
    maker = ProducerFact(("run", "r"), "train", "n", "failed", AT, may_go_on=False)
    fact = ArtifactFact("a", "trades", 1, uri, AT, (("run", "r"),))
    policy, later = RetentionPolicy(keep_days=0), datetime(2026, 1, 1, tzinfo=UTC)
    facts = RetentionFacts((fact,), (maker,))
    plan = retention_plan(facts, policy, later)
    assert [each.rule for each in plan.kept] == ["in_store"]
    # Not even when its expiry was written past the rules.
    expired = RetentionFacts((fact._replace(is_expired=True, is_tombstoned=True),), (maker,))
    for each in (facts, expired):
        assert freed_uris(each, retention_plan(each, policy, later)) == {}


def test_a_link_in_place_of_a_blob_goes_and_what_it_leads_to_stays(call: DirectDoor, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("not ours")
    blob = blob_of(call, "a0")
    blob.unlink()
    blob.symlink_to(outside)
    done = call("collect_garbage", policy=POLICY, **NOW)
    assert (done["removedBlobs"], outside.read_text()) == (2, "not ours")
    assert not blob.is_symlink()


def test_a_folder_that_is_a_link_stops_the_removal_and_loses_nothing(
    call: DirectDoor, tmp_path: Path
) -> None:
    blob = blob_of(call, "a0")
    folder, elsewhere = blob.parent, tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)
    for operation, params in (
        ("collect_garbage", {"policy": POLICY}),
        ("collect_garbage", {"policy": POLICY, **NOW}),
        ("sweep_blobs", {"minAgeSeconds": 0, "dryRun": False}),
    ):
        assert refusal(call, operation, **params).details == {"rule": "link"}
    assert (elsewhere / blob.name).read_bytes() == b"bytes of a0"
    folder.unlink()
    elsewhere.rename(folder)
    assert call("collect_garbage", policy=POLICY, **NOW)["removedBlobs"] == 2
    assert call("verify_store")["findings"] == []


def test_files_of_others_below_the_root_are_left_alone(call: DirectDoor) -> None:
    blob = blob_of(call, "a0")
    root = blob.parents[3]
    strange = [
        root / "README",
        root / "sha256" / "notes.txt",
        blob.parent / "notes.txt",
        blob.parent / f"{blob.name}.bak",
        root / "sha256" / "zz" / blob.parent.name / blob.name,
        root.parent / "beside",
    ]
    for each in strange:
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text("not ours")
    assert call("collect_garbage", policy=POLICY, **NOW)["removedBlobs"] == 2
    call("sweep_blobs", minAgeSeconds=0, dryRun=False)
    assert [each.read_text() for each in strange] == ["not ours"] * len(strange)
