"""`provenlab store gc` as somebody reads it who never saw a policy before."""

from pathlib import Path

import pytest

from tests.contract.test_retention import run
from tests.doors import DirectDoor
from tests.integration.cli.commands import run_here
from tests.labs import opened


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "lab.sqlite"
    with opened(str(path)) as bench:
        call = DirectDoor(bench.lab)
        for n in range(5):
            run(call, f"r{n}", f"a{n}")
    monkeypatch.setenv("EXPERIMENT_DB", str(path))
    return path


def last_line(*words: str) -> str:
    ran = run_here("store", "gc", *words)
    assert (ran.code, ran.stderr) == (0, "")
    return ran.stdout.splitlines()[-1]


def test_each_stage_of_a_collection_says_what_comes_next(lab: Path) -> None:
    policy = ("--keep-last", "2", "--keep-days", "0")
    told = last_line(*policy)
    assert (
        told == "policy default: 3 artifacts would expire, and free 3 blobs with 33 B; --apply lets them go"
    )
    applied = last_line(*policy, "--apply")
    assert applied.startswith(
        "policy default: 3 artifacts expired; removed 0 blobs with 0 B, 3 were put too "
    )
    assert last_line(*policy) == (
        "policy default: nothing would expire; 3 blobs with 33 B are left of what expired before; "
        "--apply removes them"
    )
    ended = last_line(*policy, "--apply", "--min-age-seconds", "0")
    assert ended == "policy default: 0 artifacts expired; removed 3 blobs with 33 B"
    assert last_line(*policy) == "policy default: every artifact keeps its bytes"


def test_the_reason_begins_with_what_decided(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    table = run_here("store", "gc", "--keep-last", "1", "--keep-days", "0").stdout
    assert "number 5 of train runs named nightly (run r0), recorded" in table


def test_a_field_of_the_policy_has_the_name_that_was_typed(lab: Path) -> None:
    refused = run_here("store", "gc", "--keep-last", "0")
    assert (refused.code, refused.stderr.startswith("provenlab: --keep-last: ")) == (2, True)
    about = " ".join(run_here("store", "gc", "--help").stdout.split())
    assert "lets their bytes go with --apply" in about
    assert "--keep-last: outputs of the newest completed runs" in about
    assert "of each name with --last-of name." in about
    assert "With --no-keep-rejected-trials a rejected journal entry" in about
