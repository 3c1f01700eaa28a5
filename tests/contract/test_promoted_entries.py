"""The runs that a promotion of a journal entry names, on every store and through every door."""

from typing import Any

import pytest

from tests.contract.test_journal import TRIAL, log
from tests.contract.test_retention import POLICY, verdicts
from tests.contract.test_retention import run as finished_run
from tests.doors import Call, refusal

Json = dict[str, Any]
SAME = "a" * 64
TRIED: Json = {"config": {"lr": 1}, "trial": TRIAL, "runId": "run-1"}


def run(run_id: str, cohort: str = "spring", **more: str) -> Json:
    return {"runId": run_id, "cohort": cohort, **more}


def compared(champion: Any, challenger: Json) -> Json:
    return {"champion": champion, "challenger": challenger}


@pytest.mark.requirement("JOURNAL-07")
def test_what_was_tried_on_a_cohort_is_promoted_by_two_runs_on_it(call: Call) -> None:
    entry_id = log(call, **TRIED)["entryId"]
    promotion = {"entryId": entry_id, "decision": "promoted", "reason": "better"}
    missing = refusal(call, "record_decision", **promotion)
    assert (missing.code, missing.paths) == ("validation_failed", ["comparison"])
    assert "cohort spring" in missing.message
    assert '"nobody"' in missing.message
    evidence = compared(run("run-0"), run("run-1"))
    assert call("record_decision", **promotion, comparison=evidence)["changed"] is True
    assert call("get_journal_decisions", entryId=entry_id)[-1]["comparison"] == evidence
    assert call("record_decision", **promotion)["changed"] is False


@pytest.mark.requirement("JOURNAL-07")
def test_the_first_champion_beats_nobody(call: Call) -> None:
    entry_id = log(call, **TRIED)["entryId"]
    evidence = compared("nobody", run("run-1"))
    call("record_decision", entryId=entry_id, decision="promoted", comparison=evidence)
    assert call("get_journal_decisions", entryId=entry_id)[-1]["comparison"] == evidence


@pytest.mark.requirement("JOURNAL-07")
@pytest.mark.parametrize(
    ("champion", "challenger", "path"),
    [
        (run("run-0"), run("run-1", "autumn"), "comparison.challenger.cohort"),
        (run("run-0", "autumn"), run("run-1", "autumn"), "comparison.challenger.cohort"),
        ("nobody", run("run-1", "autumn"), "comparison.challenger.cohort"),
        (run("run-0"), run("run-2"), "comparison.challenger.runId"),
        (run("run-1"), run("run-1"), "comparison.challenger.runId"),
        (run("run-1"), run("run-1", candidateId=SAME), "comparison.challenger.runId"),
        (
            run("run-1", candidateId="a" * 64),
            run("run-1", candidateId="a" * 64),
            "comparison.challenger.runId",
        ),
        ("none", run("run-1"), "comparison.champion"),
        (None, run("run-1"), "comparison.champion"),
        ({"runId": "run-0"}, run("run-1"), "comparison.champion.cohort"),
    ],
)
def test_a_promotion_on_other_evidence_is_refused_and_leaves_the_entry_pending(
    call: Call, champion: Any, challenger: Json, path: str
) -> None:
    entry_id = log(call, **TRIED)["entryId"]
    promotion = {"entryId": entry_id, "decision": "promoted", "comparison": compared(champion, challenger)}
    refused = refusal(call, "record_decision", **promotion)
    assert (refused.code, refused.paths) == ("validation_failed", [path])
    assert len(call("get_journal_decisions", entryId=entry_id)) == 1
    rejected = {"entryId": entry_id, "decision": "rejected"}
    assert call("record_decision", **rejected)["promotionDecision"] == "rejected"


@pytest.mark.requirement("JOURNAL-07")
def test_two_candidates_that_one_run_evaluated_are_compared_by_their_ids(call: Call) -> None:
    entry_id = log(call, **TRIED)["entryId"]
    evidence = compared(run("run-1", candidateId="a" * 64), run("run-1", candidateId="b" * 64))
    call("record_decision", entryId=entry_id, decision="promoted", comparison=evidence)
    assert call("get_journal_decisions", entryId=entry_id)[-1]["comparison"] == evidence


@pytest.mark.requirement("JOURNAL-07")
def test_what_was_tried_on_no_cohort_is_promoted_as_its_author_says(call: Call) -> None:
    at_once = log(call, promotionDecision="promoted")
    assert at_once["promotionDecision"] == "promoted"
    trial = {"evaluator": TRIAL["evaluator"]}
    for fields in ({}, {"config": {"lr": 1}, "trial": trial, "runId": "run-1"}):
        entry_id = log(call, **fields)["entryId"]
        assert call("record_decision", entryId=entry_id, decision="promoted")["changed"] is True
    entry_id = log(call)["entryId"]
    for challenger, path in (
        (run("run-1", "autumn"), "comparison.challenger.cohort"),
        (run("run-0"), "comparison.challenger.runId"),
    ):
        promotion = {"entryId": entry_id, "decision": "promoted"}
        evidence = compared(run("run-0"), challenger)
        assert refusal(call, "record_decision", **promotion, comparison=evidence).paths == [path]


@pytest.mark.requirement("JOURNAL-07")
def test_what_was_tried_on_a_cohort_is_not_logged_as_promoted(call: Call) -> None:
    note = {"hypothesis": "h", "mutationType": "m", "configDiff": {}, "results": {}, **TRIED}
    refused = refusal(call, "log_journal_entry", **note, promotionDecision="promoted")
    assert refused.paths == ["promotionDecision"]
    assert call("log_journal_entry", **note, promotionDecision="rejected")["entryId"]


@pytest.mark.requirement("JOURNAL-07")
def test_a_promotion_compares_runs_that_are_known_on_the_cohort_they_were_tried_on(call: Call) -> None:
    origin = {"createdAt": "2025-01-31T09:30:00.000Z"}
    call("start_run", runId="run-0", name="n", config={}, origin=origin)
    log(call, config={"lr": 2}, trial={**TRIAL, "cohort": "autumn"}, runId="run-2")
    entry_id = log(call, **TRIED)["entryId"]
    promotion = {"entryId": entry_id, "decision": "promoted"}
    unknown = refusal(call, "record_decision", **promotion, comparison=compared(run("run-9"), run("run-1")))
    assert (unknown.code, unknown.details["runId"]) == ("not_found", "run-9")
    elsewhere = refusal(call, "record_decision", **promotion, comparison=compared(run("run-2"), run("run-1")))
    assert elsewhere.paths == ["comparison.champion.cohort"]
    assert len(call("get_journal_decisions", entryId=entry_id)) == 1
    # The run of the entry is another tracker's: the journal knows it.
    evidence = compared(run("run-0"), run("run-1"))
    assert call("record_decision", **promotion, comparison=evidence)["changed"] is True


def promoted_version(call: Call, entry_id: int, version: int, **more: Any) -> Json:
    promotion = {"modelName": "ranker", "version": version, "journalEntryId": entry_id}
    reply: Json = call("promote_to_champion", **promotion, **more)
    return reply


@pytest.mark.requirement("JOURNAL-07")
def test_the_registry_says_that_a_first_champion_beats_nobody_and_asks_for_the_runs_of_later_ones(
    call: Call,
) -> None:
    for _ in range(2):
        call("log_model_version", modelName="ranker", config={"lr": 1})
    first = log(call, **TRIED)["entryId"]
    promoted_version(call, first, 1)
    assert call("get_journal_decisions", entryId=first)[-1]["comparison"] == compared("nobody", run("run-1"))
    second = log(call, **{**TRIED, "runId": "run-2"})["entryId"]
    again = {"modelName": "ranker", "version": 2, "journalEntryId": second}
    assert refusal(call, "promote_to_champion", **again).paths == ["comparison"]
    nobody = refusal(call, "promote_to_champion", **again, comparison=compared("nobody", run("run-2")))
    assert nobody.paths == ["comparison.champion"]
    assert "version 1" in nobody.message
    assert call("get_champion_info", modelName="ranker")["version"] == 1
    evidence = compared(run("run-1"), run("run-2"))
    assert promoted_version(call, second, 2, comparison=evidence)["champion"] == 2
    assert call("get_journal_decisions", entryId=second)[-1]["comparison"] == evidence


@pytest.mark.requirement("JOURNAL-07")
def test_a_comparison_of_models_needs_an_entry_to_belong_to(call: Call) -> None:
    call("log_model_version", modelName="ranker", config={"lr": 1})
    promotion = {"modelName": "ranker", "version": 1, "comparison": compared("nobody", run("run-1"))}
    assert refusal(call, "promote_to_champion", **promotion).paths == ["comparison"]
    unnamed = log(call, config={"lr": 1}, trial=TRIAL)["entryId"]
    promotion = {"modelName": "ranker", "version": 1, "journalEntryId": unnamed}
    assert refusal(call, "promote_to_champion", **promotion).paths == ["comparison"]


@pytest.mark.requirement("JOURNAL-07")
@pytest.mark.parametrize(("champion", "held"), [("nobody", {"a1"}), (run("run-0"), {"a0", "a1"})])
def test_what_the_compared_runs_left_is_kept(call: Call, champion: Any, held: set[str]) -> None:
    for n in range(4):
        finished_run(call, f"run-{n}", f"a{n}")
    entry_id = log(call, config={"lr": 1}, trial=TRIAL)["entryId"]
    evidence = compared(champion, run("run-1"))
    call("record_decision", entryId=entry_id, decision="promoted", comparison=evidence)
    told = verdicts(call("collect_garbage", policy=POLICY, listKept=True))
    outlived = {each for each, rule in told.items() if rule == "outlived"}
    assert outlived == {"a0", "a1", "a2"} - held
