"""Who is champion: a fold over the events of a model."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from provenlab.core.models.model_version import ARCHIVED_ALIAS, CHAMPION_ALIAS, ModelState
from provenlab.core.models.promotion import PromotionEvent


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events up to `seq` amount to.

    `trail` holds the champions in order, cut back by every rollback; `withdrawn` those that were rolled
    back or demoted and not promoted since; `retired` all that ever left the champion's place or were
    archived.
    """

    model_name: str
    seq: int = 0
    champion: int | None = None
    champion_seq: int | None = None
    trail: tuple[int, ...] = ()
    withdrawn: frozenset[int] = frozenset()
    quarantined: frozenset[int] = frozenset()
    retired: frozenset[int] = frozenset()

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
        out = self.withdrawn | self.quarantined | {self.champion, *barred}
        return next((each for each in reversed(self.trail) if each not in out), None)


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
        standing = followed(standing, event)
    return standing


def followed(before: Standing, event: PromotionEvent) -> Standing:
    """The standing after one more event."""
    after = replace(
        before,
        seq=event.seq,
        champion=event.champion,
        withdrawn=before.withdrawn | _withdrawn(before, event),
        quarantined=_quarantined(before, event),
        retired=before.retired | _left(before, event) | _archived(event),
    )
    if event.champion == before.champion:
        return after
    return _crowned(after, event)


def _left(before: Standing, event: PromotionEvent) -> frozenset[int]:
    if before.champion is None or before.champion == event.champion:
        return frozenset()
    return frozenset({before.champion})


def _withdrawn(before: Standing, event: PromotionEvent) -> frozenset[int]:
    stays = event.kind in ("promoted", "adopted")
    return frozenset() if stays else _left(before, event)


def _archived(event: PromotionEvent) -> frozenset[int]:
    return frozenset({event.version} if event.kind == "archived" else ())


def _quarantined(before: Standing, event: PromotionEvent) -> frozenset[int]:
    if event.kind == "quarantined":
        return before.quarantined | {event.version}
    return before.quarantined - {event.version} if event.kind == "released" else before.quarantined


def _crowned(after: Standing, event: PromotionEvent) -> Standing:
    champion = event.champion
    if champion is None:
        return replace(after, champion_seq=None)
    trail = (*after.trail, champion)
    if event.kind in ("rolled_back", "quarantined"):
        # Going back shortens the way: what came after the target is never reached again.
        trail = after.trail[: len(after.trail) - after.trail[::-1].index(champion)]
    return replace(after, champion_seq=event.seq, trail=trail, withdrawn=after.withdrawn - {champion})


def last_promotion(events: Iterable[PromotionEvent], version: int) -> PromotionEvent | None:
    """The last event by which somebody chose that version, not fell back to it."""
    chosen = [each for each in events if each.version == version and each.kind in ("promoted", "adopted")]
    return chosen[-1] if chosen else None
