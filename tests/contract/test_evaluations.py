"""Evaluations from submission to leaderboard, on every store."""

import math
from typing import Any

import pytest

from provenlab.core.errors import Conflict, LeaseLost, ValidationFailed
from provenlab.core.models.run import RunError
from tests.contract.evaluation_labs import (
    candidate,
    cohort,
    computed,
    scenario,
    submission,
    without,
    worked_off,
)
from tests.contract.requests import parents, publish
from tests.contract.test_runs import begin
from tests.doors import Call, DirectDoor, refusal
from tests.labs import Bench

NOBODY = "0" * 64


@pytest.fixture
def ask(bench: Bench) -> Call:
    return DirectDoor(bench.lab)


def test_submitting_queues_a_run_a_job_and_the_evaluation_as_one(ask: Call) -> None:
    made = cohort(ask)
    one, two = sorted(made["candidateIds"])
    state = ask("submit_evaluation", **submission(made, evaluationId="ev-1", focusCandidateId=two))
    assert (state["created"], state["status"], state["runId"]) == (True, "pending", "ev-1")
    assert (state["candidateIds"], state["nSims"], state["seed"]) == ([one, two], 40, 1)
    assert [each["key"] for each in state["metrics"] if each["primary"]] == ["mean_payout_cents"]
    job = ask("get_job", jobId="ev-1")
    assert (job["kind"], job["status"], job["runId"]) == ("evaluation", "queued", "ev-1")
    run = ask("get_run", runId="ev-1")
    assert (run["kind"], run["config"]["scenarioIds"], run["seed"]) == ("evaluation", made["scenarioIds"], 1)
    stored = ask("get_evaluation", evaluationId="ev-1")
    assert stored == {name: value for name, value in state.items() if name != "created"}
    assert ask("get_evaluation", runId="ev-1") == stored
    assert ask("list_evaluations")["items"] == [stored]


@pytest.mark.requirement("EVALS-05")
def test_the_same_plan_is_evaluated_once_unless_a_repetition_is_asked_for(bench: Bench, ask: Call) -> None:
    made = cohort(ask)
    first = ask("submit_evaluation", **submission(made))
    turned = submission(
        {**made, "candidateIds": made["candidateIds"][::-1]}, focusCandidateId=made["candidateIds"][0]
    )
    again = ask("submit_evaluation", **turned)
    assert (again["created"], again["evaluationId"]) == (False, first["evaluationId"])
    assert ask("submit_evaluation", **submission(made, repeat=True))["created"] is False
    worked_off(bench.lab)
    assert ask("submit_evaluation", **submission(made))["status"] == "completed"
    repeated = ask("submit_evaluation", **submission(made, repeat=True))
    assert (repeated["created"], repeated["status"]) == (True, "pending")
    assert ask("submit_evaluation", **submission(made, seed=2))["created"] is True
    assert ask("count_jobs")["byStatus"] == {"queued": 2, "succeeded": 1}


def test_a_cancelled_evaluation_can_be_submitted_again(ask: Call) -> None:
    made = cohort(ask)
    first = ask("submit_evaluation", **submission(made))
    ask("cancel_job", jobId=first["evaluationId"])
    assert ask("get_evaluation", evaluationId=first["evaluationId"])["status"] == "cancelled"
    again = ask("submit_evaluation", **submission(made))
    assert (again["created"], again["planHash"]) == (True, first["planHash"])
    assert again["evaluationId"] != first["evaluationId"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"nSims": None}, "nSims"),
        ({"seed": None}, "seed"),
        ({"seed": 2**53}, "seed"),
        ({"nSims": 0}, "nSims"),
        ({"focusCandidateId": NOBODY}, "focusCandidateId"),
        ({"overrides": {"payouts": {"1": 7}}}, "overrides"),
        ({"overrides": {"colour": 1}}, "colour"),
        ({"candidateIds": []}, "candidateIds"),
    ],
)
def test_a_submission_that_cannot_be_computed_leaves_nothing(ask: Call, changes: Any, path: str) -> None:
    made = cohort(ask)
    given = {name: value for name, value in submission(made, **changes).items() if value is not None}
    assert refusal(ask, "submit_evaluation", **given).paths == [path]
    assert ask("list_evaluations")["items"] == []
    assert ask("count_jobs")["byStatus"] == {}


def test_what_is_missing_or_does_not_fit_is_named(ask: Call) -> None:
    made = cohort(ask)
    missing = refusal(ask, "submit_evaluation", **submission({**made, "cohortId": NOBODY}))
    assert (missing.code, missing.details["path"]) == ("not_found", "cohortId")
    ids = [made["candidateIds"][0], NOBODY]
    missing = refusal(ask, "submit_evaluation", **submission({**made, "candidateIds": ids}))
    assert (missing.code, missing.details["path"]) == ("not_found", "candidateIds[1]")
    twice = [made["candidateIds"][0]] * 2
    assert refusal(ask, "submit_evaluation", **submission({**made, "candidateIds": twice})).paths == [
        "candidateIds[1]"
    ]
    strict = scenario(ask, constraints={"budget": 50}, field={})
    narrow = ask("create_cohort", name="narrow", scenarioIds=[strict])
    refused = refusal(ask, "submit_evaluation", **submission({**made, "cohortId": narrow["cohortId"]}))
    assert refused.paths == ["candidateIds[0].bids"]
    assert refused.details["faults"][0]["scenarioId"] == strict
    for name in ("evaluation_id", "run_id"):
        assert refusal(ask, "get_evaluation", **{name: "none"}).code == "not_found"
    assert refusal(ask, "get_evaluation").paths == ["evaluationId"]


@pytest.mark.requirement("EVALS-14")
def test_a_leaderboard_has_both_errors_and_says_who_may_lead(bench: Bench, ask: Call) -> None:
    made = cohort(ask, 3)
    focus = made["candidateIds"][1]
    state = ask("submit_evaluation", **submission(made, focusCandidateId=focus))
    name = state["evaluationId"]
    early = refusal(ask, "get_leaderboard", evaluationId=name)
    assert (early.code, early.details["status"]) == ("conflict", "pending")
    results = worked_off(bench.lab)
    board = ask("get_leaderboard", evaluationId=name)
    assert (board["metric"], board["scenarios"], board["resultHash"]) == (
        "mean_payout_cents",
        3,
        results.result_hash,
    )
    leader, second = board["entries"]
    assert (leader["place"], leader["behind"], second["place"]) == (1, 0.0, 2)
    assert second["behind"] == pytest.approx(leader["value"] - second["value"])
    assert leader["seMc"] > 0
    assert leader["seScenario"] > 0
    assert [each["isFocus"] for each in board["entries"]] == [
        each["candidateId"] == focus for each in board["entries"]
    ]
    mine = [
        each.value
        for each in results.results
        if each.candidate_id == leader["candidateId"] and each.metric == "mean_payout_cents"
    ]
    assert leader["value"] == pytest.approx(math.fsum(each or 0.0 for each in mine) / 3)
    rank = ask("get_leaderboard", evaluationId=name, metric="mean_rank")
    assert rank["direction"] == "minimise"
    assert rank["entries"][0]["value"] <= rank["entries"][1]["value"]
    assert refusal(ask, "get_leaderboard", evaluationId=name, metric="beauty").paths == ["metric"]


@pytest.mark.requirement("EVALS-14")
def test_a_candidate_whose_metric_is_not_defined_somewhere_is_listed_without_a_place(
    bench: Bench, ask: Call
) -> None:
    made = cohort(ask, 3)
    lacking, ranked = made["candidateIds"]
    name = ask("submit_evaluation", **submission(made, focusCandidateId=lacking))["evaluationId"]
    worlds = made["scenarioIds"][1:]
    worked_off(bench.lab, change=lambda found: without(found, lacking, "mean_rank", worlds))
    board = ask("get_leaderboard", evaluationId=name, metric="mean_rank")
    assert [(each["place"], each["candidateId"]) for each in board["entries"]] == [(1, ranked)]
    (unranked,) = board["unranked"]
    assert (unranked["candidateId"], unranked["lacking"]) == (lacking, worlds)
    assert (unranked["isFocus"], board["scenarios"]) == (True, 3)
    assert ask("get_leaderboard", evaluationId=name)["unranked"] == []
    for limit, shown in ((0, (0, 0)), (1, (1, 0)), (2, (1, 1)), (9, (1, 1))):
        part = ask("get_leaderboard", evaluationId=name, metric="mean_rank", limit=limit)
        assert (len(part["entries"]), len(part["unranked"])) == shown
        assert part["candidates"] == 2
    found = ask("get_candidate_results", candidateId=lacking, metric="mean_rank")["results"]
    assert [("value" in each, "place" in each) for each in found] == [
        (True, True),
        (False, False),
        (False, False),
    ]


def test_a_candidate_is_followed_across_scenarios_and_evaluations(bench: Bench, ask: Call) -> None:
    made = cohort(ask)
    one = made["candidateIds"][0]
    first = ask("submit_evaluation", **submission(made))
    worked_off(bench.lab)
    second = ask("submit_evaluation", **submission(made, seed=9))
    worked_off(bench.lab)
    found = ask("get_candidate_results", candidateId=one, metric="mean_points")["results"]
    assert [(each["evaluationId"], each["scenarioId"]) for each in found] == [
        (each["evaluationId"], place) for each in (second, first) for place in made["scenarioIds"]
    ]
    assert all(each["n"] == 40 and each["place"] in (1, 2) and len(each["digest"]) == 64 for each in found)
    here = {"candidateId": one, "scenarioId": made["scenarioIds"][0], "limit": 1}
    assert len(ask("get_candidate_results", **here)["results"]) == 1
    assert ask("get_candidate_results", candidateId=one, cohortId=NOBODY)["results"] == []
    assert refusal(ask, "get_candidate_results", candidateId=NOBODY).code == "not_found"


@pytest.mark.requirement("EVALS-04")
def test_results_are_recorded_once_by_the_attempt_that_runs(bench: Bench, ask: Call) -> None:
    evaluations, jobs = bench.lab.evaluations, bench.lab.jobs
    made = cohort(ask)
    run_id = ask("submit_evaluation", **submission(made))["runId"]
    claimed = jobs.claim("w", ["evaluation"])
    assert claimed is not None
    results = computed(bench.lab, run_id)
    with pytest.raises(LeaseLost):
        evaluations.record_results(run_id, 2, results)
    lacking = results.model_copy(update={"results": results.results[1:]})
    with pytest.raises(ValidationFailed, match="missing"):
        evaluations.record_results(run_id, 1, lacking)
    doubled = results.model_copy(update={"results": (*results.results, results.results[0])})
    with pytest.raises(ValidationFailed, match="twice"):
        evaluations.record_results(run_id, 1, doubled)
    with pytest.raises(ValidationFailed, match="digest"):
        evaluations.record_results(run_id, 1, results.model_copy(update={"result_hash": NOBODY}))
    assert evaluations.port.results(run_id) == ()
    with pytest.raises(ZeroDivisionError), bench.lab.store.atomic():
        evaluations.record_results(run_id, 1, results)
        raise ZeroDivisionError
    assert evaluations.port.results(run_id) == ()
    assert evaluations.record_results(run_id, 1, results) is True
    assert evaluations.record_results(run_id, 1, results) is False
    jobs.complete(run_id, 1, {"n": 1.0})
    assert evaluations.record_results(run_id, 1, results) is False
    changed = results.results[0].model_copy(update={"n": 41})
    with pytest.raises(Conflict, match="other results"):
        evaluations.record_results(
            run_id, 1, results.model_copy(update={"result_hash": NOBODY, "results": (changed,)})
        )
    assert evaluations.port.results(run_id) == results.results
    assert ask("get_evaluation", runId=run_id)["resultHash"] == results.result_hash


def test_a_requeued_evaluation_is_followed_to_its_new_run(bench: Bench, ask: Call) -> None:
    made = cohort(ask)
    name = ask("submit_evaluation", **submission(made, maxAttempts=1))["evaluationId"]
    bench.lab.jobs.claim("w", ["evaluation"])
    bench.lab.jobs.fail(name, 1, RunError(kind="exception", message="boom"))
    assert ask("get_evaluation", evaluationId=name)["status"] == "failed"
    assert ask("list_evaluations", filter={"status": "failed"})["items"] != []
    requeued = ask("requeue_job", jobId=name)
    assert requeued["runId"] != name
    state = ask("get_evaluation", evaluationId=name)
    assert (state["status"], state["runId"]) == ("pending", requeued["runId"])
    assert ask("get_evaluation", runId=requeued["runId"]) == state == ask("get_evaluation", runId=name)
    results = worked_off(bench.lab, expected_attempt=2)
    assert ask("get_evaluation", evaluationId=name)["resultHash"] == results.result_hash
    assert ask("list_evaluations", filter={"status": "failed"})["items"] == []


def test_evaluations_are_found_by_whatever_they_stand_on(ask: Call) -> None:
    publish(ask, "p-1")
    publish(ask, "market")
    begin(ask, "r-1")
    place = scenario(ask, inputs={"p": "p-1"})
    one = candidate(ask, place, 0, source="generated", strategy="dp", runId="r-1", artifactId="market")
    made = ask("create_cohort", name="n", scenarioIds=[place])
    state = ask("submit_evaluation", **submission({**made, "candidateIds": [one]}))
    assert [(each["kind"], each["id"], each["role"]) for each in state["upstreams"]] == [
        ("artifact", "market", "candidate"),
        ("artifact", "p-1", "p"),
        ("run", "r-1", "candidate"),
    ]
    for criteria in (
        {"upstreamId": "p-1"},
        {"upstreamId": "market"},
        {"upstreamId": "r-1"},
        {"scenarioId": place},
        {"candidateId": one},
        {"cohortId": made["cohortId"], "kind": "calcutta"},
        {"planHash": state["planHash"], "status": "pending"},
    ):
        assert [each["evaluationId"] for each in ask("list_evaluations", filter=criteria)["items"]] == [
            state["evaluationId"]
        ], criteria
    for criteria in ({"upstreamId": "p-2"}, {"candidateId": NOBODY}, {"status": "completed"}):
        assert ask("list_evaluations", filter=criteria)["items"] == []
    assert ask("get_run", runId=state["runId"])["datasets"][0]["artifactId"] == "p-1"
    ask("tombstone_artifact", artifactId="p-1")
    again = refusal(ask, "submit_evaluation", **submission({**made, "candidateIds": [one]}, seed=5))
    assert again.code == "immutable"


def test_the_work_of_an_evaluation_is_refused_when_the_kind_has_another_version(
    bench: Bench, ask: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = cohort(ask)
    run_id = ask("submit_evaluation", **submission(made))["runId"]
    kind = bench.lab.evaluations.work(run_id).kind
    monkeypatch.setattr(type(kind), "version", "2")
    with pytest.raises(ValidationFailed, match="installed is 2"):
        bench.lab.evaluations.work(run_id)


@pytest.mark.requirement("EVALS-13")
def test_from_any_run_to_its_datasets_through_artifacts_and_upstream_runs(ask: Call) -> None:
    season = {"dataset": "season", "version": "2025", "role": "games"}
    publish(ask, "raw", logicalKey="results/2025")
    begin(ask, "model", datasets=[season])
    publish(ask, "p-1", producer={"kind": "run", "id": "model"}, parents=parents("raw"))
    begin(ask, "strategy", datasets=[{"dataset": "market", "artifactId": "market"}])
    publish(ask, "market")
    place = scenario(ask, inputs={"p": "p-1"})
    one = candidate(ask, place, source="generated", strategy="dp", runId="strategy", artifactId="market")
    made = ask("create_cohort", name="n", scenarioIds=[place])
    run_id = ask("submit_evaluation", **submission({**made, "candidateIds": [one]}))["runId"]
    found = ask("get_run_datasets", runId=run_id)
    assert {each["dataset"]: each["through"] for each in found["datasets"]} == {
        "slice p-1": [f"run:{run_id}"],
        "slice market": [f"run:{run_id}", "artifact:market"],
        "results/2025": [f"run:{run_id}", "artifact:p-1", "artifact:raw"],
        "season": [f"run:{run_id}", "artifact:p-1", "run:model"],
    }
    assert found["runIds"] == [run_id, "strategy", "model"]
    assert set(found["artifactIds"]) == {"p-1", "raw", "market"}
    assert found["truncated"] is False
    assert ask("get_run_datasets", runId=run_id, maxNodes=2)["truncated"] is True
    alone = ask("get_run_datasets", runId="model")
    assert [each["version"] for each in alone["datasets"] if each["dataset"] == "season"] == ["2025"]
    assert refusal(ask, "get_run_datasets", runId="none").code == "not_found"
