"""A history that the rules could not have made is told from one they made."""

from datetime import timedelta
from typing import Any

import pytest

from provenlab.core.models.promotion import PromotionEvent
from provenlab.core.rules.model_audit import history_problems
from tests.unit.core.test_model_lifecycle import history

HONEST = (
    "promoted 1",
    "promoted 2",
    "promoted 3",
    "rolled_back",
    "archived 4",
    "quarantined 2",
    "released 2",
    "demoted",
    "adopted 5",
    "promoted 2",
)


def problems(events: list[PromotionEvent]) -> list[str]:
    return list(history_problems("m", events))


def test_whatever_the_rules_allow_is_sound() -> None:
    assert len(history(*HONEST)) == len(HONEST)
    for length in range(len(HONEST) + 1):
        assert problems(history(*HONEST[:length])) == []


@pytest.mark.parametrize("seq", range(1, len(HONEST)))
def test_an_event_that_was_taken_out_is_found_unless_it_was_the_last(seq: int) -> None:
    events = history(*HONEST)
    del events[seq - 1]
    assert problems(events) == [f"event {seq + 1} comes after event {seq - 1}"]


@pytest.mark.parametrize(
    ("seq", "change", "problem"),
    [
        (2, {"previous_champion": 3}, "event 2 names a champion before it that was not champion"),
        (1, {"previous_champion": 1}, "event 1 names a champion before it that was not champion"),
        (3, {"champion": 2}, "event 3 is no step that was allowed then"),
        (3, {"version": 2, "champion": 2}, "event 3 is no step that was allowed then"),
        (4, {"version": 1, "champion": 1}, "event 4 is no step that was allowed then"),
        (5, {"version": 2}, "event 5 is no step that was allowed then"),
        (7, {"version": 3}, "event 7 is no step that was allowed then"),
        (8, {"kind": "rolled_back"}, "event 8 is no step that was allowed then"),
        (10, {"kind": "crowned"}, "event 10 is no step that was allowed then"),
    ],
)
def test_an_event_that_tells_otherwise_is_found(seq: int, change: dict[str, Any], problem: str) -> None:
    events = history(*HONEST)
    events[seq - 1] = events[seq - 1].model_copy(update=change)
    assert problem in problems(events)


def test_time_that_goes_back_is_found() -> None:
    events = history(*HONEST)
    events[4] = events[4].model_copy(update={"at": events[3].at - timedelta(seconds=1)})
    assert problems(events) == ["event 5 is earlier than the one before it"]


def test_a_rollback_to_a_quarantined_version_is_found() -> None:
    events = history("promoted 1", "promoted 2", "quarantined 1")
    forged = events[1].model_copy(
        update={"seq": 4, "kind": "rolled_back", "version": 1, "champion": 1, "previous_champion": 2}
    )
    later = forged.model_copy(update={"at": events[2].at})
    assert problems([*events, later]) == ["event 4 is no step that was allowed then"]
