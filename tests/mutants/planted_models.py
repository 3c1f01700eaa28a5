"""Bugs of registries of models, to be planted one at a time."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from provenlab.adapters._sql.model_history import SqlModelHistory
from provenlab.core.rules import model_lifecycle, model_steps
from provenlab.core.rules.model_aliases import AliasCheck
from provenlab.core.rules.model_lifecycle import Standing
from provenlab.core.rules.model_steps import Step
from provenlab.core.services.models import ModelService


def quarantined_versions_come_back(patch: pytest.MonkeyPatch) -> None:
    honest = Standing.rollback_target
    patch.setattr(
        Standing,
        "rollback_target",
        lambda self, *barred: honest(replace(self, quarantined=set()), *barred),
    )


def rollbacks_go_to_and_fro(patch: pytest.MonkeyPatch) -> None:
    def swapped(self: Standing, *barred: int) -> int | None:
        others = [each for each in self.trail if each not in {self.champion, *self.quarantined, *barred}]
        return max([*others, *self.withdrawn], default=None)

    patch.setattr(Standing, "rollback_target", swapped)


def rollbacks_withdraw_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(model_lifecycle, "_withdrawn", lambda left, event: set())


def moved_aliases_are_overwritten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(AliasCheck, "require_no_drift", lambda self: None)


def projections_are_not_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SqlModelHistory, "record_projection", lambda self, model_name, seq: None)


def the_champion_is_promoted_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(model_steps, "promoted", lambda standing, version: Step("promoted", version, version))


def nobody_looks_at_the_expected_champion(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(model_steps, "require_expected", lambda standing, expected: None)


def journal_entries_stay_pending(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ModelService, "_decide", lambda self, event: None)


def aliases_never_follow(patch: pytest.MonkeyPatch) -> None:
    def followed(self: ModelService, model_name: str, event: Any, overrule: bool) -> Any:
        from provenlab.core.services.models import Promoted

        return Promoted(event, self.standing(model_name).champion, in_step=True)

    patch.setattr(ModelService, "_followed", followed)


_OPERATIONS = "tests/contract/test_models.py"
_HISTORY = "tests/contract/test_model_history.py"
_MACHINE = "tests/property/test_model_machine.py"
PLANTED_IN_MODELS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "quarantined versions come back": (quarantined_versions_come_back, _OPERATIONS),
    "rollbacks go to and fro": (rollbacks_go_to_and_fro, _OPERATIONS),
    "rollbacks withdraw nothing": (rollbacks_withdraw_nothing, _MACHINE),
    "moved aliases are overwritten": (moved_aliases_are_overwritten, _HISTORY),
    "projections are not noted": (projections_are_not_noted, _HISTORY),
    "the champion is promoted again": (the_champion_is_promoted_again, _OPERATIONS),
    "nobody looks at the expected champion": (nobody_looks_at_the_expected_champion, _OPERATIONS),
    "journal entries stay pending": (journal_entries_stay_pending, _OPERATIONS),
    "aliases never follow": (aliases_never_follow, _OPERATIONS),
}
"""Each with the tests that have to find it."""
