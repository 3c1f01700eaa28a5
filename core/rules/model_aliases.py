"""Aliases as a projection of the history: what is still to be written, and what somebody else moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenlab.core.errors import Drift
from provenlab.core.models.model_version import ARCHIVED_ALIAS, CHAMPION_ALIAS
from provenlab.core.models.promotion import AliasDrift, PromotionEvent
from provenlab.core.rules.model_lifecycle import Standing

OUR_ALIASES = (CHAMPION_ALIAS, ARCHIVED_ALIAS)


@dataclass(frozen=True, slots=True)
class AliasCheck:
    """`missing` maps an alias to where it has to be moved, None for nowhere; `drift` is not ours.

    `recorded` is false when the aliases may be right, but it was not yet noted that they followed.
    """

    standing: Standing
    recorded: bool
    missing: Mapping[str, int | None]
    drift: tuple[AliasDrift, ...]

    @property
    def in_step(self) -> bool:
        return not self.missing and not self.drift

    def require_no_drift(self) -> None:
        """Drift with the values, both as the history has them and as they were found."""
        if self.drift:
            name = self.standing.model_name
            each = self.drift[0]
            raise Drift(
                f"alias {each.alias} of {name} points to {each.found}, the history says {each.expected}; "
                "reconcile_models with accept history or aliases decides",
                {"modelName": name, "drift": [one.model_dump(mode="json") for one in self.drift]},
            )


def checked_aliases(
    model_name: str, events: Sequence[PromotionEvent], projected: int, found: Mapping[str, int]
) -> AliasCheck:
    """Compares the aliases that were found with the history.

    `projected` is the event up to which they had followed. Where an alias is as some later event, or
    that one, wanted it, a projection was cut off; anything else was written by somebody else.
    """
    standing = Standing(model_name)
    wanted = [standing.wanted_aliases()] if projected == 0 else []
    for event in events:
        standing.follow(event)
        if event.seq >= projected:
            wanted.append(standing.wanted_aliases())
    missing: dict[str, int | None] = {}
    drift: list[AliasDrift] = []
    for alias in OUR_ALIASES:
        target, value = wanted[-1].get(alias), found.get(alias)
        if value == target:
            continue
        if any(value == each.get(alias) for each in wanted):
            missing[alias] = target
        else:
            drift.append(AliasDrift(alias=alias, expected=target, found=value))
    return AliasCheck(standing, projected == standing.seq, missing, tuple(drift))
