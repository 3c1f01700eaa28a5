"""Retention as a script uses it."""

from pathlib import Path

import pytest

from provenlab import open_lab
from provenlab.core.errors import Expired, ValidationFailed
from provenlab.core.models.retention import RetentionPolicy


def test_a_script_pins_collects_and_is_told_what_expired(tmp_path: Path) -> None:
    with open_lab(tmp_path / "lab.sqlite") as lab:
        for n in range(3):
            with lab.run("nightly", config={"n": n}) as run:
                (tmp_path / f"a{n}").write_text(f"bytes {n}")
                run.log_artifact(tmp_path / f"a{n}", kind="trades")
        # A list waits for what was just recorded, yet on a busy machine not as long as that may take.
        for _ in range(100):
            if len(lab.runs.list({"status": "completed"}).items) == 3:
                break
        else:
            pytest.fail("the lists never showed three completed runs")
        made = {each.name: each.artifact_id for each in lab.artifacts.list({"kind": "trades"}).items}
        assert sorted(made) == ["a0", "a1", "a2"]
        lab.artifacts.pin(made["a0"], reason="figure 3")
        policy = RetentionPolicy(keep_last=1, keep_days=0)
        assert [each.artifact_id for each in lab.collect_garbage(policy).outlived] == [made["a1"]]
        done = lab.collect_garbage({"keepLast": 1, "keepDays": 0}, dry_run=False, min_age_seconds=0)
        assert (done.removed_blobs, done.removed_bytes) == (1, len(b"bytes 1"))
        with pytest.raises(Expired, match="let go at"):
            lab.artifacts.read_bytes(made["a1"])
        expiry = lab.artifacts.expiry(made["a1"])
        assert expiry is not None
        assert expiry.collection == done.collection
        assert lab.artifacts.read_bytes(made["a0"]) == b"bytes 0"
        assert [each.reason for each in lab.artifacts.pins()] == ["figure 3"]
        lab.artifacts.unpin(made["a0"])
        assert lab.artifacts.pins() == ()
        assert lab.verify().sound
        with pytest.raises(ValidationFailed, match=r"policy\.keepLast"):
            lab.collect_garbage({"keepLast": 0})
