"""`provenlab doctor` says what is so, and changes nothing."""

import json
import sqlite3
from pathlib import Path

import pytest

from provenlab.tools.cli.failures import NO
from provenlab.tools.compose import open_parts
from tests.integration.cli.commands import run_here
from tests.labs import Bench


def findings(*words: str) -> dict[str, tuple[str, str]]:
    ran = run_here("doctor", "--json", *words)
    assert ran.stderr == ""
    found = {each["subject"]: (each["state"], each["finding"]) for each in json.loads(ran.stdout)}
    assert ran.code == (NO if any(state == "bad" for state, _ in found.values()) else 0)
    return found


def test_it_describes_the_store_of_every_engine(durable_bench: Bench) -> None:
    found = findings("--store", durable_bench.url)
    state, finding = found["store"]
    assert state == "ok"
    assert finding.startswith(f"{durable_bench.backend} at ")
    assert "(the newest), 0 experiments, 0 artifacts" in finding
    assert found["chosen by"] == ("ok", "--store")
    assert found["extra cli"][0] == "ok"
    assert found["blobs"][1].endswith(", which the first artifact creates")
    assert found["outbox"] == ("ok", "no recorded calls wait for the store")


def test_a_missing_store_is_a_note_and_stays_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPERIMENT_DB", str(tmp_path / "none.sqlite"))
    found = findings()
    assert found["store"][0] == "note"
    assert "no store at" in found["store"][1]
    assert found["chosen by"] == ("ok", "EXPERIMENT_DB")
    assert list(tmp_path.glob("none*")) == []


def test_what_is_no_store_is_bad(tmp_path: Path) -> None:
    (tmp_path / "lab.sqlite").write_bytes(b"no database at all" * 100)
    assert findings("--store", str(tmp_path / "lab.sqlite"))["store"][0] == "bad"
    assert findings("--store", "lab.txt")["store"][0] == "bad"


def test_a_schema_of_a_later_release_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    assert run_here("store", "init", "--store", str(path)).code == 0
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO schema_migrations SELECT 999, 'later', applied_at FROM schema_migrations LIMIT 1"
        )
    connection.close()
    state, finding = findings("--store", str(path))["store"]
    assert state == "bad"
    assert finding.endswith("(schema_newer)")


def test_a_place_of_blobs_that_is_none_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENLAB_BLOBS", "ftp://far/away")
    assert findings("--store", str(tmp_path / "lab.sqlite"))["blobs"][0] == "bad"
    monkeypatch.setenv("PROVENLAB_BLOBS", "s3://lab/blobs")
    found = findings("--store", str(tmp_path / "lab.sqlite"))
    assert found["blobs"] == ("ok", "s3://lab/blobs, in object storage")


def test_a_held_duckdb_store_names_its_holder(tmp_path: Path) -> None:
    import os

    url = str(tmp_path / "lab.duckdb")
    assert run_here("store", "init", "--store", url).code == 0
    assert findings("--store", url)["lock"] == ("ok", "free")
    lab = open_parts(url)
    try:
        with lab.store.snapshot():
            found = findings("--store", url, "--wait", "0")
    finally:
        lab.close()
    assert found["lock"] == ("note", f"held by process {os.getpid()} now")


def test_calls_that_wait_are_told(tmp_path: Path) -> None:
    url = str(tmp_path / "lab.sqlite")
    assert run_here("store", "init", "--store", url).code == 0
    (tmp_path / "lab.sqlite.outbox").mkdir()
    waiting = tmp_path / "lab.sqlite.outbox" / "00000000000000000001-1.jsonl"
    waiting.write_bytes(b"{}\n" * 700)
    state, finding = findings("--store", url)["outbox"]
    assert state == "note"
    assert f"{waiting} holds 2.1 KiB" in finding
    assert waiting.stat().st_size == 2100
