"""Why a champion is champion, through every door of every store."""

import pytest

from tests.contract.requests import declare, parents, publish
from tests.contract.test_models import entry, log, log_many, promote
from tests.doors import Call


@pytest.mark.requirement("MODELS-12")
def test_why_leads_from_the_champion_to_the_roots(call: Call) -> None:
    publish(call, "raw")
    publish(call, "clean", 1, parents=parents("raw"))
    declare(call, "exp-1", inputs={"ohlcv": ["clean"]}, validateInputs=True)
    call("start_run", runId="run-1", name="night", config={"lr": 1}, experimentId="exp-1")
    log_many(call, 1)
    log(call, runId="run-1", inputArtifacts=["clean"])
    promote(call, 1)
    number = entry(call)
    call("promote_to_champion", version=2, evidence={"auc": 1}, journalEntryId=number)
    why = call("why_champion")
    assert why["event"] == why["promotion"] == call("get_model_history")[1]
    assert why["promotion"]["evidence"] == {"auc": 1}
    assert (why["run"]["runId"], why["experiment"]["experimentId"]) == ("run-1", "exp-1")
    assert why["journalEntry"]["entryId"] == number
    reached = {node["id"] for each in why["lineages"] for node in each["nodes"]}
    assert reached == {"exp-1", "clean", "raw"}
    assert [(each["version"], each["state"]) for each in why["beaten"]] == [(1, "archived")]
    assert why["nBeaten"] == 1
    assert (why["gaps"], why["inStep"], why["drift"]) == ([], True, [])


def test_why_names_every_link_that_leads_nowhere(call: Call) -> None:
    log(call, runId="gone-run", experimentId="gone-exp", inputArtifacts=["gone-art"])
    promote(call, 1)
    assert call("why_champion")["gaps"] == [
        "run gone-run is not in this store",
        "experiment gone-exp is not in this store",
        "artifact gone-art is not in this store",
        "no input artifact could be followed to its roots",
    ]


def test_after_a_rollback_why_still_tells_the_decision(call: Call) -> None:
    log_many(call, 2)
    promote(call, 1, reason="first")
    promote(call, 2)
    call("rollback", reason="worse live")
    why = call("why_champion")
    assert (why["event"]["kind"], why["event"]["reason"]) == ("rolled_back", "worse live")
    assert (why["promotion"]["kind"], why["promotion"]["reason"]) == ("promoted", "first")


def test_why_counts_all_that_were_beaten_and_tells_the_newest(call: Call) -> None:
    log_many(call, 5)
    promote(call, 4)
    found = {limit: call("why_champion", limit=limit) for limit in (None, 2, 1, 0)}
    beaten = {limit: [each["version"] for each in why["beaten"]] for limit, why in found.items()}
    assert beaten == {None: [5, 3, 2, 1], 2: [5, 3], 1: [5], 0: []}
    assert {why["nBeaten"] for why in found.values()} == {4}
