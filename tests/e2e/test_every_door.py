"""One scenario through every door leaves the same store, to the byte."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.contract.evaluation_labs import submitted
from tests.doors import Call, refusal
from tests.e2e.all_doors import DOORS, Place, new_place
from tests.integration.cli.laboratory import fill_through
from tests.integration.sqlite.stores import dump

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


def stored_through(door: str, folder: Path) -> tuple[list[str], list[str]]:
    """What the scenario left, and how it was refused what must not be."""
    with pytest.MonkeyPatch.context() as patched:
        place = new_place(folder, patched)
        with place.opened() as bench, DOORS[door](place, patched) as call:
            dated = DatedCall(call, place)
            dated("init_store")
            fill_through(dated, bench)
            submitted(dated)
            codes = [refusal(dated, operation, **params).code for operation, params, _ in REFUSED]
            assert dated("verify_store")["findings"] == []
    return dump(place.store), codes


@pytest.fixture(scope="module")
def in_process(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], list[str]]:
    return cache(lambda: stored_through("in-process", tmp_path_factory.mktemp("in-process") / "it")[0])


@pytest.mark.parametrize("door", DOORS)
def test_the_scenario_leaves_the_same_store_through_every_door(
    door: str, in_process: Callable[[], list[str]], tmp_path: Path
) -> None:
    stored, codes = stored_through(door, tmp_path / "it")
    assert codes == [code for _, _, code in REFUSED]
    assert len(stored) > 100
    assert stored == in_process()
