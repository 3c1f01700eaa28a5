"""Retention through every door: pins, plans, collections, and what is true of a lab afterwards."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.evaluation_labs import candidate, scenario, submission
from tests.contract.requests import Json, complete, parents, publish, start
from tests.doors import Call, refusal

POLICY: Json = {"name": "tidy", "keepLast": 1, "keepDays": 0}
NOW: Json = {"dryRun": False, "minAgeSeconds": 0}


def run(call: Call, run_id: str, *artifact_ids: str, **changes: Any) -> None:
    """A completed run that made these artifacts, each with bytes of its own."""
    begin(call, run_id, *artifact_ids, **changes)
    call("finish_run", runId=run_id, metrics={"auc": 0.5})


def begin(call: Call, run_id: str, *artifact_ids: str, **changes: Any) -> None:
    second = int(run_id[-1])
    about = {"name": "nightly", "config": {}, "origin": {"createdAt": f"2025-01-0{second + 1}T00:00:00Z"}}
    call("start_run", runId=run_id, **{**about, **changes})
    for each in artifact_ids:
        call(
            "log_artifact",
            runId=run_id,
            artifactId=each,
            kind="trades",
            name=f"trades {each}",
            textContent=f"bytes of {each}",
        )


def orphans(call: Call) -> set[str]:
    """A server's blobs may lie beside those of another test, so none of these is alone."""
    return set(call("sweep_blobs", minAgeSeconds=0)["orphans"])


def verdicts(report: Json) -> dict[str, str]:
    return {each["artifactId"]: each["rule"] for each in (*report["kept"], *report["outlived"])}


def test_a_dry_run_tells_all_and_changes_nothing(call: Call) -> None:
    for n in range(3):
        run(call, f"r{n}", f"a{n}")
    planned = call("collect_garbage", policy=POLICY, listKept=True)
    assert verdicts(planned) == {
        "a0": "outlived",
        "a1": "outlived",
        "a2": "last",
        **{f"r{n}:metrics": "in_store" for n in range(3)},
    }
    assert (planned["dryRun"], planned["freedBlobs"], planned["freedBytes"]) == (
        True,
        2,
        2 * len("bytes of a0"),
    )
    assert (planned["removedBlobs"], planned["removedBytes"]) == (0, 0)
    totals = {each["rule"]: each["artifacts"] for each in planned["totals"]}
    assert totals == {"outlived": 2, "last": 1, "in_store": 3}
    assert call("get_artifact", artifactId="a0")["status"] == "active"
    assert call("get_artifact_expiry", artifactId="a0") == {"artifactId": "a0"}
    assert not orphans(call) & {each["storageUri"] for each in call("list_artifacts")["items"]}
    short = call("collect_garbage", policy=POLICY, maxListed=1)
    assert ([each["artifactId"] for each in short["outlived"]], short["truncated"]) == (["a0"], True)
    assert (short["kept"], short["freedBlobs"]) == ([], 2)


def test_what_a_policy_does_not_keep_expires_and_everything_else_stays_true(call: Call) -> None:
    for n in range(2):
        run(call, f"r{n}", f"a{n}")
    before = call("get_artifact", artifactId="a0")
    done = call("collect_garbage", policy=POLICY, **NOW, actor="nightly", reason="the disk is full")
    assert [each["artifactId"] for each in done["outlived"]] == ["a0"]
    assert (done["removedBlobs"], done["removedBytes"], done["waitingBlobs"]) == (1, len("bytes of a0"), 0)
    after = call("get_artifact", artifactId="a0")
    assert after.pop("expiredAt") == done["collection"]["at"]
    assert after == {**before, "status": "tombstoned"}
    expiry = call("get_artifact_expiry", artifactId="a0")["expiry"]
    assert expiry["collection"] == done["collection"]
    assert expiry["because"] == done["outlived"][0]["because"]
    (event,) = call("get_artifact_history", artifactId="a0")
    assert (event["status"], event["actor"]) == ("tombstoned", "nightly")
    assert "tidy" in event["reason"]
    verified = call("verify_store")
    assert (verified["findings"], verified["blobs"]) == ([], 3)
    assert before["storageUri"] not in orphans(call)
    assert "a0" in call("get_run_card", runId="r0")["content"]
    again = call("collect_garbage", policy=POLICY, **NOW)
    assert (again["outlived"], again["freedBlobs"], again["removedBlobs"]) == ([], 0, 0)


def test_an_expired_artifact_stays_in_the_lineage_and_is_used_for_nothing_new(call: Call) -> None:
    publish(call, "source")
    begin(call, "r0", "a0")
    publish(call, "b0", producer={"kind": "run", "id": "r0"}, parents=parents("source", "a0"))
    call("finish_run", runId="r0", metrics={})
    run(call, "r1", "a1")
    call("collect_garbage", policy=POLICY, **NOW)
    walked = call("get_lineage", artifactId="b0", direction="upstream")
    shown = {each["id"]: each["status"] for each in walked["nodes"]}
    assert shown == {"b0": "tombstoned", "a0": "tombstoned", "source": "active"}
    refused = refusal(call, "publish_artifact", kind="x", name="x", textContent="x", parents=parents("a0"))
    assert refused.code == "immutable"


def test_a_pin_holds_until_it_is_taken_out(call: Call) -> None:
    publish(call, "source")
    run(call, "r0", "a0")
    run(call, "r1", "a1")
    pinned = call("pin_artifact", artifactId="a0", actor="ada", reason="figure 3")
    assert (pinned["pinned"], pinned["changed"], pinned["actor"]) == (True, True, "ada")
    again = call("pin_artifact", artifactId="a0", actor="bob")
    assert (again["pinned"], again["changed"], again["actor"]) == (True, False, "ada")
    assert [(each["artifactId"], each["reason"]) for each in call("list_pins")] == [("a0", "figure 3")]
    assert call("collect_garbage", policy=POLICY)["outlived"] == []
    freed = call("unpin_artifact", artifactId="a0")
    assert (freed["pinned"], freed["changed"]) == (False, True)
    assert call("unpin_artifact", artifactId="source") == {
        "artifactId": "source",
        "pinned": False,
        "changed": False,
    }
    assert call("list_pins") == []
    call("collect_garbage", policy=POLICY, **NOW)
    refused = refusal(call, "pin_artifact", artifactId="a0")
    assert (refused.code, refused.details["policy"]) == ("expired", "tidy")
    for operation in ("pin_artifact", "unpin_artifact", "get_artifact_expiry"):
        assert refusal(call, operation, artifactId="nobody").code == "not_found"


def test_what_is_in_use_never_goes(call: Call, tmp_path: Path) -> None:
    (tmp_path / "model.txt").write_text("a model")
    for n, name in enumerate(("read", "made", "journaled", "modelled", "parent", "old")):
        run(call, f"r{n}", name)
    run(call, "r6", "newest")
    begin(call, "r7", "living", name="other", datasets=[{"dataset": "d", "artifactId": "read"}])
    call("log_journal_entry", hypothesis="h", mutationType="m", configDiff={}, results={}, runId="r2")
    call("log_model_version", config={}, inputArtifacts=["modelled"], path=str(tmp_path / "model.txt"))
    publish(call, "child", parents=parents("parent"))
    start(call, "e", inputs={"x": ["made"]})
    rules = verdicts(call("collect_garbage", policy=POLICY, listKept=True))
    metrics = {f"r{n}:metrics": "in_store" for n in range(7)}
    assert rules == {
        **metrics,
        "read": "referenced",
        "made": "referenced",
        "journaled": "journal",
        "modelled": "referenced",
        "parent": "referenced",
        "old": "outlived",
        "newest": "last",
        "living": "running",
        "child": "source",
        "model:provenlab-model:1": "model",
    }


@pytest.mark.requirement("EVALS-10")
def test_what_evaluations_stand_on_never_goes(call: Call) -> None:
    for n, name in enumerate(("read", "origin", "upstream", "old", "newest")):
        run(call, f"r{n}", name)
    place = scenario(call, inputs={"prices": "read"})
    made = call("create_cohort", name="one", scenarioIds=[place])
    source: Json = {"source": "generated", "strategy": "greedy", "runId": "r2", "artifactId": "origin"}
    one = candidate(call, place, **source)
    call("submit_evaluation", **submission({**made, "candidateIds": [one]}))
    rules = verdicts(call("collect_garbage", policy=POLICY, listKept=True))
    assert {name: rules[name] for name in ("read", "origin", "upstream", "old", "newest")} == {
        "read": "referenced",
        "origin": "referenced",
        "upstream": "referenced",
        "old": "outlived",
        "newest": "last",
    }


def test_outputs_of_experiments_are_theirs_whoever_published_them(call: Call) -> None:
    for n in range(2):
        publish(call, f"trades-{n}", kind="trades")
        start(call, f"e{n}", second=n, inputs={})
        complete(call, f"e{n}", metrics=f"trades-{n}")
    by_name = {**POLICY, "lastOf": "name"}
    assert verdicts(call("collect_garbage", policy=POLICY, listKept=True)) == {
        "trades-0": "last",
        "trades-1": "last",
    }
    assert verdicts(call("collect_garbage", policy=by_name, listKept=True)) == {
        "trades-0": "outlived",
        "trades-1": "last",
    }


def test_bytes_that_two_artifacts_share_go_with_the_last(call: Call) -> None:
    for n in range(3):
        begin(call, f"r{n}")
        call("log_artifact", runId=f"r{n}", artifactId=f"a{n}", kind="t", name="t", textContent="the same")
        call("finish_run", runId=f"r{n}", metrics={})
    first = call("collect_garbage", policy={**POLICY, "keepLast": 2}, **NOW)
    assert ([each["artifactId"] for each in first["outlived"]], first["freedBlobs"]) == (["a0"], 0)
    assert call("verify_store")["findings"] == []
    run(call, "r3", "a3")
    last = call("collect_garbage", policy=POLICY, **NOW)
    assert [each["artifactId"] for each in last["outlived"]] == ["a1", "a2"]
    assert (last["removedBlobs"], last["removedBytes"]) == (1, len("the same"))
    assert call("verify_store")["findings"] == []


def test_bytes_put_a_moment_ago_wait_and_are_published_anew(call: Call) -> None:
    run(call, "r0", "a0")
    run(call, "r1", "a1")
    done = call("collect_garbage", policy=POLICY, dryRun=False)
    assert (done["removedBlobs"], done["waitingBlobs"], done["freedBlobs"]) == (0, 1, 1)
    assert call("verify_store")["findings"] == []
    publish(call, "anew", textContent="bytes of a0")
    assert call("get_artifact", artifactId="a0")["storageUri"] not in orphans(call)
    assert call("collect_garbage", policy=POLICY, **NOW)["freedBlobs"] == 0
    verified = call("verify_store")
    assert (verified["findings"], call("get_artifact", artifactId="anew")["status"]) == ([], "active")


def test_a_sweep_finishes_what_a_collection_left(call: Call) -> None:
    run(call, "r0", "a0")
    run(call, "r1", "a1")
    call("collect_garbage", policy=POLICY, dryRun=False)
    uri = call("get_artifact", artifactId="a0")["storageUri"]
    assert uri in orphans(call)
    swept = call("sweep_blobs", minAgeSeconds=0, dryRun=False)
    assert (swept["removed"], swept["unfinished"], swept["unfinishedRemoved"]) == (
        len(swept["orphans"]),
        0,
        0,
    )
    assert uri not in orphans(call)
    assert call("verify_store")["findings"] == []


def test_a_policy_that_means_nothing_is_refused_by_the_field(call: Call) -> None:
    for policy, path in (
        ({"keepLast": 0}, "policy.keepLast"),
        ({"keepDays": -1}, "policy.keepDays"),
        ({"keep": 3}, "policy.keep"),
        ({"lastOf": "week"}, "policy.lastOf"),
    ):
        refused = refusal(call, "collect_garbage", policy=policy)
        assert (refused.code, refused.paths) == ("validation_failed", [path])
