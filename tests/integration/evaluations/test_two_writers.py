"""Two processes that write the same at the same moment get the same record, and no error."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest

from tests.calcuttas import entry
from tests.contract.evaluation_labs import submission, world
from tests.doors import DirectDoor
from tests.labs import opened

ROUNDS = int(os.environ.get("PROVENLAB_RACING_ROUNDS", "4"))
WRITERS = 2
WAIT = 60.0


def written(url: str, at_once: Barrier, rounds: int) -> list[list[tuple[str, bool]]]:
    """Ids and whether they were new, of everything from a scenario to an evaluation, round by round."""
    with opened(url) as bench:
        call = DirectDoor(bench.lab)

        def racing(operation: str, key: str, **params: Any) -> tuple[str, bool]:
            at_once.wait(WAIT)
            made = call(operation, **params)
            return made[key], made["created"]

        def one_round(number: int) -> list[tuple[str, bool]]:
            changed = world(payouts={"1": 1000 + number, "2": 100})
            place = racing(
                "create_scenario", "scenarioId", kind="calcutta", name=f"by {os.getpid()}", world=changed
            )
            other, _ = racing(
                "create_scenario",
                "scenarioId",
                kind="calcutta",
                name="o",
                world=world(payouts={"1": 2, "2": 1}),
            )
            payload = entry(0, 30, 30, 20 + number)
            one = racing(
                "create_candidate",
                "candidateId",
                scenarioId=place[0],
                name=f"by {os.getpid()}",
                payload=payload,
            )
            cohort = racing(
                "create_cohort", "cohortId", name=f"by {os.getpid()}", scenarioIds=[place[0], other]
            )
            at_once.wait(WAIT)
            pairs = call("attach_candidates", candidateIds=[one[0]], scenarioIds=[other])["attached"]
            wanted = submission({"cohortId": cohort[0], "candidateIds": [one[0]]})
            asked = racing(
                "submit_evaluation", "evaluationId", **wanted, evaluationId=f"{os.getpid()}-{number}"
            )
            named = racing(
                "submit_evaluation", "evaluationId", **wanted | {"seed": 7}, evaluationId=f"named-{number}"
            )
            return [place, one, cohort, ("attached", pairs == 1), asked, named]

        return [one_round(number) for number in range(rounds)]


def writer(url: str, at_once: Barrier, rounds: int, told: Any) -> None:
    """In a process of its own."""
    try:
        told.put(written(url, at_once, rounds))
    except Exception as error:  # noqa: BLE001  (the test tells it)
        at_once.abort()
        told.put(repr(error))


@pytest.mark.requirement("EVALS-05")
@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_the_same_is_created_once_by_one_of_two_processes(
    backend: str, new_url: Callable[[str], str]
) -> None:
    url, context = new_url(backend), multiprocessing.get_context("spawn")
    at_once, told = context.Barrier(WRITERS), context.Queue()
    processes = [context.Process(target=writer, args=(url, at_once, ROUNDS, told)) for _ in range(WRITERS)]
    for each in processes:
        each.start()
    found = [told.get(timeout=WAIT) for _ in processes]
    for each in processes:
        each.join(WAIT)
    assert all(isinstance(each, list) for each in found), found
    for rounds in zip(*found, strict=True):
        for one, other in zip(*rounds, strict=True):
            assert one[0] == other[0]
            assert {one[1], other[1]} == {True, False}, rounds
    with opened(url) as bench:
        call = DirectDoor(bench.lab)
        assert (
            len(call("list_evaluations")["items"]) == call("count_jobs")["byStatus"]["queued"] == 2 * ROUNDS
        )
        assert len(call("list_cohorts")["items"]) == len(call("list_candidates")["items"]) == ROUNDS
        assert all(len(each["sources"]) == WRITERS for each in call("list_candidates")["items"])
        assert call("verify_store", readBlobs=False)["findings"] == []
