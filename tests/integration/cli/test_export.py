"""What goes into files: every record, every byte, or no file."""

import csv
import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from provenlab.tools.cli.failures import FAILED, USAGE
from tests.doors import DirectDoor
from tests.integration.cli.commands import run_here, run_process
from tests.integration.cli.laboratory import fill
from tests.integration.cli.test_processes import on_terminal
from tests.labs import opened


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("export") / "lab.sqlite"
    with opened(str(path)) as bench:
        fill(bench)
    return str(path)


def test_an_export_holds_every_record_however_many_pages_there_are(
    lab: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenlab.tools.cli.exporting._PAGE", 2)
    for noun in ("experiments", "runs", "journal", "jobs", "models", "candidates"):
        listed = json.loads(run_here(noun, "list", "--limit", "all", "--json", "--store", lab).stdout)
        out = tmp_path / f"{noun}.jsonl"
        ran = run_here(noun, "export", "-o", str(out), "--store", lab)
        assert (ran.code, ran.stdout) == (0, ""), ran
        exported = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert exported == (listed if isinstance(listed, list) else listed["items"])
        assert len(exported) > 1
        assert ran.stderr.startswith(f"wrote {len(exported)} ")


def test_criteria_hold_and_a_pipe_gets_lines(lab: str, tmp_path: Path) -> None:
    ran = run_process(tmp_path, "runs", "export", "--where", "auc>=0.92", "--store", lab)
    assert (ran.code, ran.stderr) == (0, "")
    assert [json.loads(line)["runId"] for line in ran.stdout.splitlines()] == ["run-2"]


def test_a_table_has_a_column_for_each_field_of_any_record(lab: str, tmp_path: Path) -> None:
    out = tmp_path / "runs.csv"
    assert run_here("runs", "export", "--kind", "train", "-o", str(out), "--store", lab).code == 0
    with out.open(newline="") as file:
        rows = {row["runId"]: row for row in csv.DictReader(file)}
    assert rows["run-1"]["metrics.rmse"] == "11.5"
    assert rows["run-2"]["metrics.rmse"] == ""
    assert rows["run-2"]["metrics.loss"] == "NaN"
    assert rows["run-1"]["origin.gitDirty"] == "true"
    assert rows["run-1"]["config.lr"] == "0.1"


def test_bytes_are_written_as_they_were_published(lab: str, tmp_path: Path) -> None:
    wanted = b"date,close\n2024-01-02,185.64\n"
    out = tmp_path / "bars.csv"
    assert run_here("artifacts", "export", "bars-1", "--out", str(out), "--store", lab).code == 0
    assert out.read_bytes() == wanted
    piped = run_process(tmp_path, "artifacts", "export", "bars-1", "--store", lab)
    assert (piped.code, piped.stdout.encode()) == (0, wanted)


def test_damaged_bytes_and_strangers_leave_the_file_that_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.bin"
    out.write_text("before")
    with opened(str(tmp_path / "lab.sqlite")) as bench:
        call = DirectDoor(bench.lab)
        call("publish_artifact", artifactId="a-1", kind="k", name="n", textContent="a" * 3_000_000)
        blob = tmp_path / "lab.sqlite.blobs" / call("get_artifact", artifactId="a-1")["storageUri"]
        words = ("--store", bench.url, "-o", str(out))
        blob.chmod(0o600)
        blob.write_text("a" * 2_999_999 + "b")
        damaged = run_here("artifacts", "export", "a-1", *words)
        assert damaged.code == FAILED
        assert "(digest_mismatch)" in damaged.stderr
        assert run_here("artifacts", "export", "a-2", *words).code == FAILED
        nowhere = run_here("runs", "export", "--store", bench.url, "-o", str(tmp_path / "no/such"))
        assert (nowhere.code, "cannot be written" in nowhere.stderr) == (USAGE, True)
    assert out.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".part")] == []


def test_a_terminal_is_spared_bytes_and_told_how_far_it_is(lab: str, tmp_path: Path) -> None:
    with opened(lab) as bench:
        DirectDoor(bench.lab)("publish_artifact", artifactId="raw", kind="k", name="n", base64Content="AAEC")
    shown = on_terminal(tmp_path, "artifacts", "export", "raw", "--store", lab, code=USAGE)
    assert "--out FILE, or a pipe, takes its bytes" in shown
    out = tmp_path / "raw.bin"
    shown = on_terminal(tmp_path, "artifacts", "export", "raw", "--out", str(out), "--store", lab)
    assert "3 of 3 bytes" in shown
    assert out.read_bytes() == b"\0\1\2"


def test_experiments_are_compared_by_path(lab: str) -> None:
    ran = run_here("experiments", "diff", "exp-1", "exp-2", "--json", "--store", lab)
    found = {each["path"]: each["values"] for each in json.loads(ran.stdout)["differences"]}
    assert found["status"] == {"exp-1": "completed", "exp-2": "pending"}
    assert found["outputs.metrics"] == {"exp-1": "metrics-1"}
    assert "config.fast" not in found
    shown = run_here("experiments", "compare", "exp-1", "exp-2", "--store", lab)
    assert "provenance.gitDirty" in shown.stdout
    assert run_here("experiments", "compare", "exp-1", "--store", lab).code == USAGE


def test_a_dash_is_standard_output_and_a_named_pipe_is_written_to(lab: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_bytes)
        assert run_process(tmp_path, "runs", "export", "-o", str(pipe), "--store", lab).code == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    piped = run_process(tmp_path, "runs", "export", "-o", "-", "--store", lab)
    assert (piped.code, piped.stderr) == (0, "")
    assert piped.stdout.encode() == read.result()
