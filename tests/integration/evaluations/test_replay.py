"""Runs that are executed again: identical, or the first thing that is not and why."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from provenlab import open_lab
from provenlab.adapters.compute.scenario_kinds import InstalledKinds
from provenlab.adapters.tables import outcome_file
from provenlab.core.errors import NotFound, ValidationFailed
from provenlab.core.evaluation.calcutta import kind as calcutta_kind
from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.calcutta.tally import tally
from provenlab.core.evaluation.kind import Partial
from provenlab.tools.cli.main import run_command
from provenlab.tools.evaluations import execution, replay
from provenlab.tools.evaluations.replay import Difference
from tests.integration.evaluations.tournaments import Tournaments, world


@pytest.fixture
def url(new_url: Callable[[str], str]) -> str:
    return new_url("sqlite")


@pytest.fixture
def done(url: str) -> Iterator[Tournaments]:
    """A lab with a completed run of strategies, `night`, and a completed evaluation, `e`."""
    with open_lab(url) as lab:
        found = Tournaments(lab, world(), world(payouts={"1": 90_000, "2": 10_000}))
        found.generate("night", strategies=["dp", "proportional"])
        found.work()
        found.evaluate("e", n_sims=300)
        found.work()
        yield found


def difference_of(done: Tournaments, run_id: str) -> Difference:
    report = done.lab.replay(run_id)
    assert report.difference is not None
    assert not report.identical
    return report.difference


@pytest.mark.requirement("EVALS-15")
def test_a_completed_run_is_identical_whoever_computes_it(
    done: Tournaments, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = tuple(f"outcomes of {each}" for each in done.scenario_ids)
    for compute in (None, "processes:2"):
        report = done.lab.replay("e", compute)
        assert (report.identical, report.remarks) == (True, ())
        assert report.compared == ("results", "leaderboard", *tables, "metrics")
    assert done.lab.replay("night").compared == ("candidates", "metrics")


@pytest.mark.requirement("EVALS-07")
def test_a_replay_writes_nothing(done: Tournaments, url: str, tmp_path: Path) -> None:
    done.lab.close()
    before = contents(tmp_path)
    with open_lab(url, read_only=True) as lab:
        assert lab.replay("e").identical
        assert lab.replay("night").identical
    assert contents(tmp_path) == before


def contents(folder: Path) -> dict[str, bytes]:
    """All files but those that SQLite keeps while a store is open."""
    return {
        str(each): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and not each.name.endswith(("-wal", "-shm"))
    }


def test_a_file_that_was_changed_or_is_gone_is_named(done: Tournaments, url: str) -> None:
    for name, run_id in (("leaderboard", "e"), ("candidates", "night")):
        artifact = done.outputs(run_id)[name]
        path = Path(f"{url}.blobs") / artifact.storage_uri
        content = path.read_bytes()
        path.chmod(0o600)
        path.write_bytes(content.replace(b"1", b"2"))
        found = difference_of(done, run_id)
        assert (found.cause, found.stored) == ("changed_output", artifact.file_hash)
        assert artifact.artifact_id in found.where
        path.unlink()
        assert difference_of(done, run_id).cause == "missing_output"


def test_a_run_whose_outputs_a_policy_let_go_is_compared_by_their_digests(done: Tournaments) -> None:
    done.evaluate("e-2", n_sims=301)
    done.work()
    policy = {"keepLast": 1, "keepDays": 0, "lastOf": "name"}
    report = done.lab.collect_garbage(policy, dry_run=False, min_age_seconds=0)
    tables = tuple(f"outcomes of {each}" for each in done.scenario_ids)
    assert len(report.outlived) == len(tables) > 0
    replayed = done.lab.replay("e")
    assert (replayed.identical, len(replayed.remarks)) == (True, len(tables))
    assert all("compared by its digest" in each for each in replayed.remarks)
    assert done.lab.replay("e-2").remarks == ()
    assert done.lab.verify().sound


def test_an_input_that_was_changed_or_is_gone_is_named(done: Tournaments, url: str) -> None:
    pin = done.run("night").config["inputs"]["market_shares"]
    artifact = done.lab.artifacts.get(pin)
    path = Path(f"{url}.blobs") / artifact.storage_uri
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"0", b"1"))
    found = difference_of(done, "night")
    assert (found.cause, found.where) == ("changed_input", pin)
    path.unlink()
    assert difference_of(done, "night").cause == "missing_input"


@pytest.mark.parametrize("table", ["scenarios", "candidates"])
def test_a_spec_that_was_changed_behind_the_stores_back_is_named(table: str) -> None:
    with open_lab("memory:") as lab:
        lab.initialise()
        done = Tournaments(lab, world())
        done.candidate(0, 34, 33, 33)
        done.evaluate("e", n_sims=100)
        done.work()
        done.evaluate("again", n_sims=100)
        rows = getattr(done.parts.store.tables, table)  # type: ignore[attr-defined]
        (key,) = rows
        rows[key] = changed(rows[key])
        found = difference_of(done, "e")
        assert (found.cause, found.where) == (f"other_{table[:-1]}", key)
        done.work()
        assert done.error_of("again")[:2] == ("dead", "determinism_violation")


def changed(row: Any) -> Any:
    if hasattr(row, "world"):
        return row.model_copy(update={"world": row.world | {"payouts": {"1": 5}}})
    return row.model_copy(update={"payload": {"bids": {"T00": 30, "T01": 30, "T02": 30}}})


@pytest.mark.requirement("EVALS-15")
def test_other_numbers_are_found_with_their_place_and_their_reason(
    done: Tournaments, monkeypatch: pytest.MonkeyPatch
) -> None:
    def luckier(*given: Any) -> Partial:
        return {name: {**tree, "top1": tree["top1"] + 1} for name, tree in tally(*given).items()}

    monkeypatch.setattr(calcutta_kind, "tally", luckier)
    found = difference_of(done, "e")
    assert found.cause == "other_result"
    assert "results (artifact" in found.where
    assert "scenarios[0].digest" in found.explanation
    assert "determinism is violated" in found.explanation
    assert found.stored != found.found
    monkeypatch.setattr(replay, "__version__", "9.9")
    found = difference_of(done, "e")
    assert found.cause == "other_code"
    assert "is 9.9" in found.explanation


def test_another_version_of_the_kind_is_named(done: Tournaments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Calcutta, "version", property(lambda self: "2"))
    for run_id in ("e", "night"):
        found = difference_of(done, run_id)
        assert found.cause == "other_code"
        assert "2" in found.explanation


def test_the_same_content_in_other_bytes_is_identical_with_a_remark(
    done: Tournaments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome_file, "ROWS_PER_GROUP", 50)
    report = done.lab.replay("e")
    assert report.identical
    assert len(report.remarks) == 2
    assert "the same content in other bytes" in report.remarks[0]


def test_an_artifact_that_only_one_of_both_made_is_named(
    done: Tournaments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "MOST_OUTCOME_ROWS", 10)
    report = done.lab.replay("e")
    assert report.difference is not None
    assert (report.difference.cause, report.difference.where) == ("other_result", report.compared[-1])
    assert "does not now" in report.difference.explanation
    assert report.document()["identicalArtifacts"] == ["results", "leaderboard", "metrics"]
    done.evaluate("short", n_sims=50)
    done.work()
    monkeypatch.undo()
    found = difference_of(done, "short")
    assert (found.cause, found.where) == ("missing_output", f"outcomes of {done.scenario_ids[0]}")


def test_a_kind_that_is_not_installed_is_other_code_and_no_lost_input(
    done: Tournaments, monkeypatch: pytest.MonkeyPatch
) -> None:
    done.evaluate("waiting", n_sims=60)
    monkeypatch.setattr(InstalledKinds, "_entry_points", lambda self: {})
    for run_id in ("e", "night"):
        found = difference_of(done, run_id)
        assert found.cause == "other_code"
        assert "no scenario kind of this name is installed" in found.explanation
    done.work()
    assert done.error_of("waiting")[:2] == ("dead", "unknown_kind")


def test_what_cannot_be_replayed_says_why(done: Tournaments) -> None:
    run_id = done.lab.jobs.submit("train", {}).run_id
    with pytest.raises(ValidationFailed, match="is a run of kind train: only evaluation"):
        done.lab.replay(run_id)
    done.evaluate("waiting")
    with pytest.raises(ValidationFailed, match="is pending: only a completed run"):
        done.lab.replay("waiting")
    with pytest.raises(NotFound):
        done.lab.replay("nothing")


def test_the_command_tells_people_scripts_and_the_exit_code(
    done: Tournaments, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["replay", "e", "--store", url]) == 0
    assert "identical: run e gave the same 5 artifacts again" in capsys.readouterr().out
    monkeypatch.setattr(Calcutta, "version", property(lambda self: "2"))
    assert run_command(["replay", "e", "--store", url, "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert (told["identical"], told["difference"]["cause"]) == (False, "other_code")
    assert run_command(["replay", "e", "--store", url]) == 3
    assert "other code: evaluation" in capsys.readouterr().out
    assert run_command(["replay", "e", "--store", url, "--compute", "moon"]) == 2
