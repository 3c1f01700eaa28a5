"""Candidates, scenarios, cohorts and attachments, on every store."""

import pytest

from tests.calcuttas import entry
from tests.contract.evaluation_labs import candidate, cohort, scenario, world
from tests.contract.requests import publish
from tests.contract.test_runs import begin
from tests.doors import Call, DirectDoor, refusal
from tests.labs import Bench

NOBODY = "0" * 64


@pytest.fixture
def ask(bench: Bench) -> Call:
    return DirectDoor(bench.lab)


@pytest.mark.requirement("EVALS-16")
def test_the_same_content_is_the_same_record_whatever_it_is_called(ask: Call) -> None:
    first = ask("create_scenario", kind="calcutta", name="spring", world=world())
    spelt_otherwise = {**world(), "slots": [[f"T{at:02}"] for at in range(8)]}
    again = ask("create_scenario", kind="calcutta", name="other", world=spelt_otherwise)
    assert (first["created"], again["created"]) == (True, False)
    assert {**again, "created": True} == first
    place = first["scenarioId"]
    made = ask("create_candidate", scenarioId=place, name="a", payload=entry(0, 30, 30, 30))
    zero = {"bids": {**entry(0, 30, 30, 30)["bids"], "T07": 0}}
    same = ask("create_candidate", scenarioId=place, name="a", payload=zero)
    assert (made["created"], same["created"]) == (True, False)
    assert {**same, "created": True} == made
    assert ask("list_candidates")["items"] == [ask("get_candidate", candidateId=made["candidateId"])]
    assert [each["scenarioId"] for each in ask("list_scenarios")["items"]] == [place]
    assert "world" not in ask("list_scenarios")["items"][0]
    kept = ask("get_scenario", scenarioId=place)
    assert kept["world"]["payouts"] == {"1": 65000, "2": 25000, "3": 10000}
    assert "n_sims" not in kept["world"]


def test_a_world_takes_no_draws_and_faults_name_their_paths(ask: Call) -> None:
    assert refusal(
        ask, "create_scenario", kind="calcutta", name="n", world={**world(), "nSims": 9}
    ).paths == ["nSims"]
    assert refusal(ask, "create_scenario", kind="calcutta", name="n", world=world(payouts={})).paths == [
        "payouts"
    ]
    refused = refusal(ask, "create_scenario", kind="chess", name="n", world=world())
    assert (refused.code, "calcutta" in refused.message) == ("not_found", True)
    place = scenario(ask)
    refused = refusal(ask, "create_candidate", scenarioId=place, name="n", payload=entry(7, 10, 10, 10))
    assert refused.paths[0] == "bids.T08"
    assert ask("list_candidates")["items"] == []


def test_inputs_are_pinned_by_id_and_are_part_of_the_scenario(ask: Call) -> None:
    publish(ask, "p-1")
    publish(ask, "p-2")
    bare = scenario(ask)
    one = scenario(ask, inputs={"p": "p-1"})
    two = scenario(ask, inputs={"p": "p-2"})
    assert len({bare, one, two}) == 3
    assert len({ask("get_scenario", scenarioId=each)["worldHash"] for each in (bare, one, two)}) == 1
    found = ask("list_scenarios", filter={"artifactId": "p-2"})["items"]
    assert [each["scenarioId"] for each in found] == [two]
    unknown = refusal(ask, "create_scenario", kind="calcutta", name="n", world=world(), inputs={"p": "p-3"})
    assert (unknown.code, unknown.details["path"]) == ("not_found", "inputs.p")
    ask("tombstone_artifact", artifactId="p-1")
    gone = refusal(ask, "create_scenario", kind="calcutta", name="n", world=world(), inputs={"p": "p-1"})
    assert gone.code == "immutable"


def test_two_ways_to_one_candidate_are_two_sources_of_it(ask: Call) -> None:
    place = scenario(ask)
    begin(ask, "r-1")
    publish(ask, "market-1")
    generated = {"source": "generated", "runId": "r-1", "artifactId": "market-1"}
    first = ask(
        "create_candidate",
        **{**generated, "scenarioId": place, "name": "dp", "payload": entry(0, 30, 30, 30), "strategy": "dp"},
    )
    second = candidate(ask, place, 0, name="milp", strategy="milp", **generated)
    by_hand = candidate(ask, place, 0, name="mine")
    assert first["candidateId"] == second == by_hand
    kept = ask("get_candidate", candidateId=second)
    assert [(each["name"], each.get("strategy")) for each in kept["sources"]] == [
        ("dp", "dp"),
        ("milp", "milp"),
        ("mine", None),
    ]
    assert kept["name"] == "dp"
    for criteria in (
        {"strategy": "milp"},
        {"runId": "r-1"},
        {"artifactId": "market-1"},
        {"source": "manual"},
    ):
        assert len(ask("list_candidates", filter=criteria)["items"]) == 1
    # Criteria of a source hold for one of them together.
    assert ask("list_candidates", filter={"source": "manual", "strategy": "dp"})["items"] == []


def test_a_generated_candidate_says_where_it_came_from(ask: Call) -> None:
    place = scenario(ask)
    given = {"scenarioId": place, "name": "n", "payload": entry(0, 30, 30, 30), "source": "generated"}
    assert refusal(ask, "create_candidate", **given).paths == ["strategy"]
    assert refusal(ask, "create_candidate", **given, strategy="dp").paths == ["runId"]
    assert refusal(ask, "create_candidate", **given, strategy="dp", runId="none").code == "not_found"
    assert refusal(ask, "create_candidate", **{**given, "source": "manual"}, artifactId="x").details[
        "path"
    ] == ("artifactId")
    assert ask("list_candidates")["items"] == []


@pytest.mark.requirement("EVALS-16")
def test_an_edit_is_a_new_candidate_that_names_the_old_one(ask: Call) -> None:
    place = scenario(ask)
    old = candidate(ask, place, 0)
    new = candidate(ask, place, 1, derivedFrom=old)
    assert new != old
    assert ask("get_candidate", candidateId=new)["sources"][0]["derivedFrom"] == old
    assert [each["candidateId"] for each in ask("list_candidates", filter={"derivedFrom": old})["items"]] == [
        new
    ]
    unchanged = refusal(
        ask, "create_candidate", scenarioId=place, name="n", payload=entry(0, 30, 30, 30), derivedFrom=old
    )
    assert unchanged.paths == ["sources[0].derivedFrom"]
    missing = refusal(
        ask, "create_candidate", scenarioId=place, name="n", payload=entry(0, 9, 9, 9), derivedFrom=NOBODY
    )
    assert (missing.code, missing.details["path"]) == ("not_found", "derivedFrom")


def test_a_cohort_is_its_scenarios_in_their_order(ask: Call) -> None:
    one, two = scenario(ask), scenario(ask, payouts={"1": 5})
    first = ask("create_cohort", name="pair", scenarioIds=[one, two])
    again = ask("create_cohort", name="other", scenarioIds=[one, two])
    turned = ask("create_cohort", name="pair", scenarioIds=[two, one])
    assert {**again, "created": True} == first
    assert turned["cohortId"] != first["cohortId"]
    kept = ask("get_cohort", cohortId=first["cohortId"])
    assert (kept["name"], kept["scenarioIds"]) == ("pair", [one, two])
    assert refusal(ask, "create_cohort", name="n", scenarioIds=[one, one]).paths == ["scenarioIds[1]"]
    assert refusal(ask, "create_cohort", name="n", scenarioIds=[]).paths == ["scenarioIds"]
    missing = refusal(ask, "create_cohort", name="n", scenarioIds=[one, NOBODY])
    assert (missing.code, missing.details["path"]) == ("not_found", "scenarioIds[1]")
    found = ask("list_cohorts", filter={"scenarioId": two})["items"]
    assert [each["cohortId"] for each in found] == [turned["cohortId"], first["cohortId"]]
    assert len(ask("list_scenarios", filter={"cohortId": first["cohortId"]})["items"]) == 2


def test_a_world_is_in_a_cohort_once_whatever_is_pinned_for_it(ask: Call) -> None:
    publish(ask, "p-1")
    one, same = scenario(ask), scenario(ask, name="again", inputs={"p": "p-1"})
    assert one != same
    refused = refusal(ask, "create_cohort", name="n", scenarioIds=[one, same])
    assert refused.paths == ["scenarioIds[1]"]
    assert "has the world of 'spring'" in refused.message
    assert ask("list_cohorts")["items"] == []


def test_a_candidate_takes_part_in_further_scenarios_without_a_copy(ask: Call) -> None:
    made = cohort(ask)
    here, there = made["scenarioIds"]
    one, two = made["candidateIds"]
    assert ask("list_candidates", filter={"scenarioId": there})["items"] == []
    attached = ask("attach_candidates", candidateIds=[one, two], cohortId=made["cohortId"])
    assert attached == {"attached": 2}
    assert ask("attach_candidates", candidateIds=[two, one], scenarioIds=[here, there]) == {"attached": 0}
    assert [
        each["candidateId"] for each in ask("list_candidates", filter={"scenarioId": there})["items"]
    ] == [
        two,
        one,
    ]
    assert len(ask("list_scenarios", filter={"candidateId": one})["items"]) == 2


def test_attaching_what_does_not_fit_attaches_nothing(ask: Call) -> None:
    wide = scenario(ask)
    strict = scenario(ask, constraints={"budget": 50}, field={})
    poor, rich = candidate(ask, wide, 0, 10, 10, 10), candidate(ask, wide, 0, 30, 30, 30)
    refused = refusal(ask, "attach_candidates", candidateIds=[poor, rich], scenarioIds=[strict])
    assert refused.paths == ["candidateIds[1].bids"]
    missing = refusal(ask, "attach_candidates", candidateIds=[poor], scenarioIds=[strict, NOBODY])
    assert missing.details["path"] == "scenarioIds[1]"
    assert ask("list_candidates", filter={"scenarioId": strict})["items"] == []
    assert refusal(ask, "attach_candidates", candidateIds=[poor]).paths == ["scenarioIds"]


@pytest.mark.parametrize("noun", ["candidate", "scenario", "cohort"])
def test_what_is_not_there_is_not_found(ask: Call, noun: str) -> None:
    assert refusal(ask, f"get_{noun}", **{f"{noun}Id": NOBODY}).code == "not_found"
    assert refusal(ask, f"list_{noun}s", filter={"cursor": NOBODY}).code == "not_found"


def test_pages_go_on_after_the_last_item_and_miss_nothing(ask: Call) -> None:
    place = scenario(ask)
    made = [candidate(ask, place, first) for first in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = ask("list_candidates", filter={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [each["candidateId"] for each in page["items"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert seen == made[::-1]
