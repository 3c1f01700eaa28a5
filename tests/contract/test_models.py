"""Versions, champions and their history through every door of every store."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.requests import publish
from tests.doors import Call, Refused, refusal
from tests.integration.model_stores import fill_models

Json = dict[str, Any]
CONFIG = {"learning_rate": 0.05, "leaves": 31, "nested": {"seeds": [1, 2, 3]}}


def log(call: Call, **changes: Any) -> Json:
    version: Json = call("log_model_version", **{"config": CONFIG, **changes})
    return version


def log_many(call: Call, n: int) -> None:
    for each in range(n):
        log(call, metrics={"auc": each / 10})


def promote(call: Call, *versions: int, **changes: Any) -> None:
    for version in versions:
        call("promote_to_champion", version=version, **changes)


def champion(call: Call) -> int | None:
    found: int | None = call("champion_at", instant="2999-01-01").get("champion")
    if found is None:
        assert refusal(call, "get_champion_info").code == "no_champion"
    else:
        assert call("get_champion_info")["version"] == found
    return found


def aliases(call: Call) -> dict[str, int]:
    found = call("list_versions", limit=None)["items"]
    return {alias: each["version"] for each in found for alias in each["aliases"]}


def refused_code(call: Call, operation: str, **params: Any) -> str:
    return refusal(call, operation, **params).code


WHOLE: Json = {
    "modelName": "ranker",
    "config": CONFIG,
    "metrics": {"auc": 0.91, "sharpe": "NaN", "worst": "-Infinity", "best": "Infinity", "n": 3},
    "tags": {"stage": "night", "note": ""},
    "flavour": "lightgbm",
    "flavourDetails": {"class": "LGBMClassifier", "classes": [0, 1]},
    "pickled": True,
    "signature": {
        "inputs": [{"name": "age", "dtype": "float64"}, {"name": "é", "dtype": "int64"}],
        "outputs": [],
    },
    "modelDigest": "ab" * 32,
    "predictionDigest": "cd" * 32,
    "requirements": ["lightgbm==4.7.0"],
    "runId": "run-1",
    "runName": "night 12",
    "experimentId": "exp-1",
    "inputArtifacts": ["ohlcv-1", "alerts-1"],
    "fileName": "model.txt",
    "createdAt": "2025-01-31T09:30:00.123Z",
}


@pytest.mark.requirement("MODELS-01")
def test_a_version_holds_everything_it_was_logged_with(call: Call) -> None:
    logged = log(call, **WHOLE)
    assert {key: logged[key] for key in WHOLE} == WHOLE
    assert logged["version"] == 1
    found = call("get_model_version", modelName="ranker", version=1)
    assert found == {**logged, "state": "candidate", "quarantined": False, "aliases": []}
    assert call("list_versions", modelName="ranker") == {"items": [found]}


def test_versions_of_a_name_count_from_one_and_are_listed_newest_first(call: Call) -> None:
    log_many(call, 3)
    log(call, modelName="other")
    page = call("list_versions", limit=2)
    assert [each["version"] for each in page["items"]] == [3, 2]
    rest = call("list_versions", limit=2, cursor=page["nextCursor"])
    assert [each["version"] for each in rest["items"]] == [1]
    assert "nextCursor" not in rest
    assert call("list_versions", modelName="nobody") == {"items": []}


def test_secrets_are_taken_out_of_versions_and_of_promotions(call: Call) -> None:
    secret = "ghp_" + "a1B2" * 9
    logged = log(
        call,
        config={"api_key": "hunter2hunter2", "lr": 1},
        tags={"origin": f"https://me:{secret}@example.com/x"},
        requirements=[f"x @ git+https://{secret}@example.com/x"],
    )
    promote(call, 1, reason=f"token {secret}", evidence={"password": "hunter2hunter2"})
    kept = [logged, call("get_champion_info"), call("get_model_history")]
    assert secret not in str(kept)
    assert "hunter2" not in str(kept)
    assert {each["path"] for each in logged["redactions"]} >= {"config.api_key"}
    assert [each["path"] for each in kept[2][0]["redactions"]] == ["reason", "evidence.password"]


@pytest.mark.requirement("MODELS-02")
def test_promoting_archives_the_champion_before(call: Call) -> None:
    log_many(call, 3)
    promote(call, 1, 2)
    assert champion(call) == 2
    states = {each["version"]: each["state"] for each in call("list_versions")["items"]}
    assert states == {1: "archived", 2: "champion", 3: "candidate"}
    assert aliases(call) == {"champion": 2, "archived": 1}


@pytest.mark.requirement("MODELS-07")
def test_a_promotion_tells_who_did_it_why_and_on_which_evidence(call: Call) -> None:
    log_many(call, 2)
    evidence = {"auc": 0.93, "folds": [0.9, 0.95], "runs": {"champion": "r0"}}
    promote(call, 1)
    done = call("promote_to_champion", version=2, actor="nightly", reason="better", evidence=evidence)
    event = done["event"]
    assert done == {
        "modelName": "provenlab-model",
        "changed": True,
        "event": event,
        "champion": 2,
        "inStep": True,
        "drift": [],
    }
    assert event == {
        "modelName": "provenlab-model",
        "seq": 2,
        "at": event["at"],
        "kind": "promoted",
        "version": 2,
        "champion": 2,
        "previousChampion": 1,
        "actor": "nightly",
        "reason": "better",
        "evidence": evidence,
        "redactions": [],
    }
    assert call("get_model_history")[1] == event
    assert call("get_champion_info")["event"] == event


@pytest.mark.requirement("MODELS-05")
def test_promoting_the_champion_again_changes_nothing(call: Call) -> None:
    log_many(call, 2)
    promote(call, 1, 2)
    again = call("promote_to_champion", version=2, reason="once more")
    assert (again["changed"], again["champion"], again["inStep"]) == (False, 2, True)
    assert len(call("get_model_history")) == 2
    assert call("rollback")["champion"] == 1


@pytest.mark.requirement("MODELS-03")
def test_three_promotions_and_two_rollbacks_end_at_the_first(call: Call) -> None:
    log_many(call, 3)
    promote(call, 1, 2, 3)
    assert [call("rollback")["champion"], call("rollback")["champion"]] == [2, 1]
    assert (champion(call), aliases(call)) == (1, {"champion": 1})
    with pytest.raises(Refused, match=r"^no_rollback_target: No archived model to rollback to$"):
        call("rollback")
    assert champion(call) == 1


@pytest.mark.requirement("MODELS-04")
def test_without_a_champion_there_is_an_error_that_says_so(call: Call) -> None:
    log(call)
    for operation in ("get_champion_info", "why_champion", "demote"):
        with pytest.raises(Refused, match=r"^no_champion: No champion model set$"):
            call(operation)
    with pytest.raises(Refused, match=r"^no_rollback_target: No archived model to rollback to$"):
        call("rollback", modelName="never-seen")


@pytest.mark.parametrize(
    "operation",
    ["promote_to_champion", "quarantine", "archive_version", "release_version", "get_model_version"],
)
def test_a_version_that_is_not_there_is_not_found_and_leaves_no_trace(call: Call, operation: str) -> None:
    log(call)
    assert refused_code(call, operation, version=2) == "not_found"
    assert call("get_model_history") == []


def test_a_quarantined_version_cannot_be_promoted_until_it_is_released(call: Call) -> None:
    log_many(call, 2)
    call("quarantine", version=2, reason="leaks the label")
    assert call("get_model_version", version=2)["quarantined"] is True
    assert refused_code(call, "promote_to_champion", version=2) == "invalid_transition"
    assert call("quarantine", version=2)["changed"] is False
    call("release_version", version=2)
    promote(call, 2)
    assert champion(call) == 2


@pytest.mark.requirement("MODELS-03")
def test_quarantining_the_champion_puts_the_one_before_in_its_place(call: Call) -> None:
    log_many(call, 3)
    promote(call, 1, 2, 3)
    call("quarantine", version=2)
    assert call("quarantine", version=3)["champion"] == 1
    assert aliases(call) == {"champion": 1}
    assert "champion" not in call("quarantine", version=1)
    assert (champion(call), aliases(call)) == (None, {})


def test_a_rollback_passes_over_the_quarantined(call: Call) -> None:
    log_many(call, 3)
    promote(call, 1, 2, 3)
    call("quarantine", version=2)
    assert call("rollback")["champion"] == 1


def test_a_demoted_champion_leaves_nobody(call: Call) -> None:
    log_many(call, 2)
    promote(call, 1, 2)
    assert "champion" not in call("demote", reason="retired")
    assert (champion(call), aliases(call)) == (None, {"archived": 1})
    assert call("rollback")["champion"] == 1


def test_archiving_is_for_candidates(call: Call) -> None:
    log_many(call, 2)
    promote(call, 1)
    assert refused_code(call, "archive_version", version=1) == "invalid_transition"
    assert call("archive_version", version=2)["changed"] is True
    assert call("archive_version", version=2)["changed"] is False
    assert call("get_model_version", version=2)["state"] == "archived"


@pytest.mark.requirement("MODELS-06")
def test_the_loser_of_a_race_gets_a_conflict(call: Call) -> None:
    log_many(call, 3)
    call("promote_to_champion", version=1, expectedChampion="nobody")
    call("promote_to_champion", version=2, expectedChampion=1)
    assert refused_code(call, "promote_to_champion", version=3, expectedChampion=1) == "conflict"
    assert refused_code(call, "promote_to_champion", version=3, expectedChampion="nobody") == "conflict"
    assert champion(call) == 2


@pytest.mark.requirement("MODELS-13")
def test_who_was_champion_is_answered_for_any_instant(call: Call) -> None:
    log_many(call, 2)
    assert "champion" not in call("champion_at", instant="2999-01-01")
    promote(call, 1, 2)
    first, second = (each["at"] for each in call("get_model_history"))
    assert "champion" not in call("champion_at", instant="2000-01-01")
    assert call("champion_at", instant=second)["champion"] == 2
    assert call("champion_at", instant=first)["champion"] in (1, 2)
    assert call("champion_at", instant="2999-01-01")["event"]["version"] == 2


def test_two_models_do_not_touch_each_other(call: Call) -> None:
    for name in ("a", "A"):
        log(call, modelName=name)
        log(call, modelName=name)
    call("promote_to_champion", modelName="a", version=1)
    call("promote_to_champion", modelName="A", version=2)
    assert call("get_champion_info", modelName="a")["version"] == 1
    assert call("get_champion_info", modelName="A")["version"] == 2
    assert len(call("get_model_history", modelName="a")) == 1


def test_versions_are_compared_by_what_differs(call: Call) -> None:
    log(call, config={"lr": 0.1, "same": [1, 2]}, metrics={"auc": "NaN", "loss": 1}, tags={"x": "1"})
    log(call, config={"lr": 0.2, "same": [1, 2]}, metrics={"auc": 0.5, "loss": 1})
    found = call("compare_versions", a=1, b=2)
    assert found["config"] == [{"path": "lr", "a": 0.1, "b": 0.2}]
    assert found["metrics"] == [{"path": "auc", "a": "NaN", "b": 0.5}]
    assert found["tags"] == [{"path": "x", "a": "1"}]
    same = call("compare_versions", a=1, b=1)
    assert (same["config"], same["metrics"], same["tags"]) == ([], [], [])


def entry(call: Call, **changes: Any) -> int:
    note = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}, **changes}
    number: int = call("log_journal_entry", **note)["entryId"]
    return number


@pytest.mark.requirement("MODELS-11")
def test_a_promotion_takes_the_decision_of_its_journal_entry_in_the_same_step(call: Call) -> None:
    log_many(call, 2)
    number = entry(call, modelVersion=2)
    call("promote_to_champion", version=2, journalEntryId=number, reason="better", actor="me")
    decided = call("get_journal_entry", entryId=number)
    assert (decided["promotionDecision"], decided["promotionReason"]) == ("promoted", "better")
    assert call("get_champion_info")["event"]["journalEntryId"] == number


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"promotionDecision": "rejected"}, "invalid_transition"),
        ({"disposition": "errored"}, "invalid_transition"),
        ({"modelVersion": 1}, "validation_failed"),
    ],
)
def test_a_journal_entry_that_says_otherwise_keeps_the_champion_as_it_is(
    call: Call, changes: Json, code: str
) -> None:
    log_many(call, 2)
    promote(call, 1)
    number = entry(call, **changes)
    before = call("get_journal_decisions", entryId=number)
    assert refused_code(call, "promote_to_champion", version=2, journalEntryId=number) == code
    assert refused_code(call, "promote_to_champion", version=2, journalEntryId=9_999_999) == "not_found"
    assert (champion(call), len(call("get_model_history"))) == (1, 1)
    assert call("get_journal_decisions", entryId=number) == before


WRONG: list[tuple[str, Json, str]] = [
    ("log_model_version", {"config": [1]}, "config"),
    ("log_model_version", {"config": {}, "modelName": "a/b"}, "modelName"),
    ("log_model_version", {"config": {}, "modelName": "a:b"}, "modelName"),
    ("log_model_version", {"config": {}, "metrics": {"auc": "high"}}, "metrics.auc"),
    ("log_model_version", {"config": {}, "fileName": "../x"}, "fileName"),
    ("log_model_version", {"config": {}, "tags": {"x": 1}}, "tags.x"),
    ("promote_to_champion", {"version": 0}, "version"),
    ("promote_to_champion", {"version": "1"}, "version"),
    ("reconcile_models", {"accept": "me"}, "accept"),
]


@pytest.mark.parametrize(("operation", "params", "path"), WRONG)
def test_wrong_fields_are_named(call: Call, operation: str, params: Json, path: str) -> None:
    refused = refusal(call, operation, **params)
    assert (refused.code, refused.paths) == ("validation_failed", [path])


@pytest.mark.requirement("MODELS-15")
def test_a_model_file_is_an_artifact_with_lineage_and_survives_a_sweep(call: Call, tmp_path: Path) -> None:
    publish(call, "raw")
    path = str(tmp_path / "model.txt")
    Path(path).write_bytes(b"tree\nleaves")
    logged = log(call, path=path, inputArtifacts=["raw", "unknown"])
    again = log(call, path=path)
    assert (logged["fileHash"], logged["sizeBytes"]) == (again["fileHash"], 11)
    artifact = call("get_artifact", artifactId="model:provenlab-model:1")
    assert (artifact["kind"], artifact["fileHash"]) == ("model", logged["fileHash"])
    assert artifact["parents"] == [{"artifactId": "raw", "role": "input"}]
    call("sweep_blobs", minAgeSeconds=0, dryRun=False)
    assert call("verify_store")["sound"] is True


def test_every_kind_of_promotion_and_link_is_sound(call: Call) -> None:
    fill_models(call)
    kinds = {each["kind"] for each in call("get_model_history", modelName="ranker")}
    assert kinds == {"promoted", "rolled_back", "quarantined", "released", "archived", "demoted"}
    assert call("verify_store")["findings"] == []
