"""One scenario through every door leaves the same store, to the byte."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.contract.evaluation_labs import submitted, worked_off
from tests.doors import Call, refusal
from tests.e2e.all_doors import DOORS, Place, new_place
from tests.integration.cli.laboratory import fill_through
from tests.integration.sqlite.stores import dump
from tests.labs import open_bench

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("update_status", {"experimentId": "exp-1", "status": "running"}, "invalid_transition"),
    ("heartbeat", {"runId": "no-such"}, "not_found"),
    ("start_run", {"runId": "run-1", "name": "another", "config": {"lr": 2}}, "conflict"),
    ("record_decision", {"entryId": 3, "decision": "promoted", "reason": "it crashed"}, "invalid_transition"),
]


@dataclass(slots=True)
class DatedCall:
    """A door, with the date of what is published: a client in another language dates by its own clock."""

    call: Call
    place: Place

    def __call__(self, operation: str, /, **params: Any) -> Any:
        if operation == "publish_artifact":
            params = {"createdAt": self.place.clock.now().isoformat(), **params}
        return self.call(operation, **params)


class Through(NamedTuple):
    """What the scenario left, how it was refused what must not be, and what it was answered at the end."""

    stored: list[str]
    codes: list[str]
    answers: dict[str, Any]


def read_at_the_end(ids: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """What a person asks when the evaluation is done."""
    evaluation = {"evaluationId": ids["evaluationId"]}
    return [
        ("get_leaderboard", evaluation),
        ("get_evaluation", evaluation),
        ("get_candidate", {"candidateId": ids["candidateId"]}),
        ("get_candidate_results", {"candidateId": ids["candidateId"]}),
        ("get_scenario", {"scenarioId": ids["scenarioId"]}),
        ("get_cohort", {"cohortId": ids["cohortId"]}),
        ("list_cohorts", {}),
        ("why_champion", {}),
    ]


def work_off_all(place: Place) -> None:
    """What a worker does, whichever door the evaluations came through."""
    worker = open_bench(str(place.store), place.clock)
    while "queued" in worker.lab.jobs.records.count_jobs().get("evaluation", {}):
        worked_off(worker.lab)
    worker.lab.close()


def through(door: str, folder: Path) -> Through:
    with pytest.MonkeyPatch.context() as patched:
        place = new_place(folder, patched)
        with place.opened() as bench, DOORS[door](place, patched) as call:
            dated = DatedCall(call, place)
            dated("init_store")
            fill_through(dated, bench)
            ids = submitted(dated)
            work_off_all(place)
            codes = [refusal(dated, operation, **params).code for operation, params, _ in REFUSED]
            answers = {each: call(each, **params) for each, params in read_at_the_end(ids)}
            assert dated("verify_store")["findings"] == []
    return Through(dump(place.store), codes, answers)


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Through]:
    return cache(lambda: through("in-process", tmp_path_factory.mktemp("in-process") / "it"))


@pytest.mark.parametrize("door", DOORS)
def test_the_scenario_leaves_the_same_store_through_every_door(
    door: str, in_process: Callable[[], Through], tmp_path: Path
) -> None:
    found = through(door, tmp_path / "it")
    assert found.codes == [code for _, _, code in REFUSED]
    assert len(found.stored) > 100
    assert found.stored == in_process().stored
    assert [each["place"] for each in found.answers["get_leaderboard"]["entries"]] == [1, 2]
    assert found.answers == in_process().answers
