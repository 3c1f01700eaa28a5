"""The champion as a fold over events, and the steps that may follow."""

from datetime import UTC, datetime, timedelta

import pytest

from provenlab.core.errors import Conflict, InvalidTransition, NoChampion, NoRollbackTarget
from provenlab.core.models.promotion import AliasDrift, PromotionEvent
from provenlab.core.rules import model_steps
from provenlab.core.rules.model_aliases import checked_aliases
from provenlab.core.rules.model_lifecycle import Standing, champion_at, standing_of
from provenlab.core.rules.model_steps import Step

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def history(*words: str) -> list[PromotionEvent]:
    """Events of words such as `promoted 3` and `rolled_back`, an hour apart, where they change anything."""
    events: list[PromotionEvent] = []
    standing = Standing("m")
    for word in words:
        kind, _, number = word.partition(" ")
        arguments = [int(number)] if number else []
        step: Step | None = getattr(model_steps, kind)(standing, *arguments)
        if step is None:
            continue
        event = PromotionEvent(
            model_name="m",
            kind=step.kind,
            version=step.version,
            champion=step.champion,
            previous_champion=standing.champion,
            seq=len(events) + 1,
            at=NOON + timedelta(hours=len(events)),
        )
        events.append(event)
        standing.follow(event)
    return events


def champion(*words: str) -> int | None:
    return standing_of("m", history(*words)).champion


def test_three_promotions_and_two_rollbacks_end_at_the_first() -> None:
    assert champion("promoted 1", "promoted 2", "promoted 3", "rolled_back", "rolled_back") == 1
    with pytest.raises(NoRollbackTarget, match=r"^No archived model to rollback to$"):
        champion("promoted 1", "promoted 2", "promoted 3", *["rolled_back"] * 3)


def test_a_rollback_never_returns_what_was_rolled_back_unless_it_was_promoted_again() -> None:
    once_more = ("promoted 1", "promoted 2", "rolled_back", "promoted 3", "rolled_back")
    assert champion(*once_more) == 1
    assert champion("promoted 1", "promoted 2", "promoted 1", "rolled_back") == 2
    with pytest.raises(NoRollbackTarget):
        champion("promoted 1", "promoted 2", "promoted 1", "rolled_back", "rolled_back")
    assert champion("promoted 1", "promoted 2", "rolled_back", "promoted 2", "promoted 3", "rolled_back") == 2


def test_a_rollback_passes_over_quarantined_versions() -> None:
    assert champion("promoted 1", "promoted 2", "promoted 3", "quarantined 2", "rolled_back") == 1
    released = ("promoted 1", "promoted 2", "promoted 3", "quarantined 2", "released 2", "rolled_back")
    assert champion(*released) == 2


def test_a_quarantined_champion_makes_room_for_the_one_before() -> None:
    assert champion("promoted 1", "promoted 2", "quarantined 2") == 1
    assert champion("promoted 1", "quarantined 1") is None
    with pytest.raises(InvalidTransition, match="release it first"):
        champion("promoted 1", "quarantined 1", "promoted 1")
    assert champion("promoted 1", "quarantined 1", "released 1") is None
    assert champion("promoted 1", "quarantined 1", "released 1", "promoted 1") == 1


def test_a_demoted_champion_leaves_its_place_empty_and_is_not_rolled_back_to() -> None:
    assert champion("promoted 1", "promoted 2", "demoted") is None
    assert champion("promoted 1", "promoted 2", "demoted", "rolled_back") == 1
    with pytest.raises(NoRollbackTarget):
        champion("promoted 1", "demoted", "rolled_back")
    with pytest.raises(NoChampion, match=r"^No champion model set$"):
        champion("promoted 1", "demoted", "demoted")


def test_states_follow_the_state_machine_and_quarantine_is_a_flag_beside_them() -> None:
    standing = standing_of("m", history("promoted 1", "promoted 2", "archived 4", "quarantined 5"))
    assert [standing.state(each) for each in (1, 2, 3, 4, 5)] == [
        "archived",
        "champion",
        "candidate",
        "archived",
        "candidate",
    ]
    assert standing.quarantined == {5}
    with pytest.raises(InvalidTransition, match="is the champion"):
        model_steps.archived(standing, 2)


def test_the_same_again_is_no_step() -> None:
    standing = standing_of("m", history("promoted 1", "archived 2", "quarantined 3"))
    assert model_steps.promoted(standing, 1) is None
    assert model_steps.archived(standing, 2) is None
    assert model_steps.quarantined(standing, 3) is None
    assert model_steps.released(standing, 2) is None
    assert model_steps.adopted(standing, 1) is None


def test_a_promoter_that_expects_another_champion_is_refused() -> None:
    standing = standing_of("m", history("promoted 1"))
    model_steps.require_expected(standing, 1)
    model_steps.require_expected(standing, None)
    with pytest.raises(Conflict, match="is version 1 by now"):
        model_steps.require_expected(standing, "nobody")
    with pytest.raises(Conflict, match="is nobody by now"):
        model_steps.require_expected(Standing("m"), 1)


def test_who_was_champion_is_answered_for_any_instant() -> None:
    events = history("promoted 1", "promoted 2", "demoted")
    found = [champion_at(events, NOON + timedelta(minutes=each)) for each in (-1, 0, 59, 60, 120)]
    assert [each and each.champion for each in found] == [None, 1, 1, 2, None]


@pytest.mark.parametrize(
    ("projected", "found"),
    [
        (1, {"champion": 1}),
        (1, {"champion": 2}),
        (1, {"champion": 1, "archived": 1}),
        (0, {}),
        (2, {"champion": 3, "archived": 1}),
    ],
)
def test_a_projection_that_was_cut_off_is_no_drift(projected: int, found: dict[str, int]) -> None:
    check = checked_aliases("m", history("promoted 1", "promoted 2", "promoted 3"), projected, found)
    assert check.drift == ()
    assert {**found, **check.missing} == {"champion": 3, "archived": 2}


@pytest.mark.parametrize(
    ("projected", "found", "drift"),
    [
        (2, {"champion": 1, "archived": 1}, [("champion", 2, 1)]),
        (2, {"champion": 2}, [("archived", 1, None)]),
        (2, {"champion": 7, "archived": 6}, [("champion", 2, 7), ("archived", 1, 6)]),
        (1, {"champion": 7}, [("champion", 2, 7)]),
        (0, {"champion": 7}, [("champion", 2, 7)]),
    ],
)
def test_an_alias_that_no_projection_wrote_is_drift(
    projected: int, found: dict[str, int], drift: list[tuple[str, int | None, int | None]]
) -> None:
    check = checked_aliases("m", history("promoted 1", "promoted 2"), projected, found)
    wanted = [AliasDrift(alias=alias, expected=one, found=other) for alias, one, other in drift]
    assert list(check.drift) == wanted
    assert not check.in_step


def test_aliases_of_others_are_none_of_our_business() -> None:
    found = {"champion": 1, "staging": 9}
    assert checked_aliases("m", history("promoted 1"), 1, found).in_step
