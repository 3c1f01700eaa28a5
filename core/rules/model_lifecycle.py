"""Who is champion: a fold over the events of a model."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from provenlab.core.models.model_version import ARCHIVED_ALIAS, CHAMPION_ALIAS, ModelState
from provenlab.core.models.promotion import PromotionEvent


@dataclass(slots=True)
class Standing:
    """What the events up to `seq` amount to; `follow` goes on by one, in a time that does not grow.

    `trail` holds the champions in order, cut back by every rollback; `withdrawn` those that were rolled
    back or demoted and not promoted since; `retired` all that ever left the champion's place or were
    archived.
    """

    model_name: str
    seq: int = 0
    champion: int | None = None
    champion_seq: int | None = None
    trail: list[int] = field(default_factory=list)
    withdrawn: set[int] = field(default_factory=set)
    quarantined: set[int] = field(default_factory=set)
    retired: set[int] = field(default_factory=set)

    def follow(self, event: PromotionEvent) -> None:
        """One more event, the next one."""
        left = set() if self.champion in (None, event.champion) else {self.champion}
        self.withdrawn |= _withdrawn(left, event)
        self.retired |= left
        if event.kind == "archived":
            self.retired.add(event.version)
        elif event.kind == "quarantined":
            self.quarantined.add(event.version)
        elif event.kind == "released":
            self.quarantined.discard(event.version)
        if event.champion != self.champion:
            self._crown(event)
        self.seq = event.seq

    def _crown(self, event: PromotionEvent) -> None:
        champion = self.champion = event.champion
        self.champion_seq = None if champion is None else event.seq
        if champion is None:
            return
        if event.kind in ("rolled_back", "quarantined"):
            # Going back shortens the way: what came after the target is never reached again.
            while self.trail and self.trail[-1] != champion:
                self.trail.pop()
        # A target that was never champion is damage: reads still answer, verification tells it.
        if champion not in self.trail[-1:] or event.kind in ("promoted", "adopted"):
            self.trail.append(champion)
        self.withdrawn.discard(champion)

    def state(self, version: int) -> ModelState:
        if version == self.champion:
            return "champion"
        return "archived" if version in self.retired else "candidate"

    def wanted_aliases(self) -> dict[str, int]:
        """Where the aliases belong: `archived` to the version that a rollback would lead to."""
        places = {CHAMPION_ALIAS: self.champion, ARCHIVED_ALIAS: self.rollback_target()}
        return {alias: version for alias, version in places.items() if version is not None}

    def rollback_target(self, *barred: int) -> int | None:
        """The last earlier champion that is neither withdrawn nor quarantined."""
        out = (self.withdrawn, self.quarantined, {self.champion, *barred})
        return next((v for v in reversed(self.trail) if not any(v in each for each in out)), None)


def champion_at(events: Iterable[PromotionEvent], instant: datetime) -> PromotionEvent | None:
    """The last event up to an instant, which says who was champion; None before the first."""
    last = None
    for event in events:
        if event.at > instant:
            break
        last = event
    return last


def standing_of(model_name: str, events: Iterable[PromotionEvent]) -> Standing:
    """The standing after these events, which are all of a model from the first one on."""
    standing = Standing(model_name)
    for event in events:
        standing.follow(event)
    return standing


def _withdrawn(left: set[int], event: PromotionEvent) -> set[int]:
    return set() if event.kind in ("promoted", "adopted") else left


def last_promotion(events: Iterable[PromotionEvent], version: int) -> PromotionEvent | None:
    """The last event by which somebody chose that version, not fell back to it."""
    chosen = [each for each in events if each.version == version and each.kind in ("promoted", "adopted")]
    return chosen[-1] if chosen else None
