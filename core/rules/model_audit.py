"""Whether the history of a model could have come about: every event is decided again."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from provenlab.core.errors import ProvenlabError
from provenlab.core.models.promotion import PromotionEvent
from provenlab.core.rules import model_steps
from provenlab.core.rules.model_lifecycle import Standing
from provenlab.core.rules.model_steps import Step

Decide = Callable[[Standing, PromotionEvent], Step | None]
_DECIDED: Mapping[str, Decide] = {
    "promoted": lambda standing, event: model_steps.promoted(standing, event.version),
    "rolled_back": lambda standing, event: model_steps.rolled_back(standing),
    "demoted": lambda standing, event: model_steps.demoted(standing),
    "archived": lambda standing, event: model_steps.archived(standing, event.version),
    "quarantined": lambda standing, event: model_steps.quarantined(standing, event.version),
    "released": lambda standing, event: model_steps.released(standing, event.version),
    "adopted": lambda standing, event: model_steps.adopted(standing, event.version),
}


def history_problems(model_name: str, events: Iterable[PromotionEvent]) -> Iterator[str]:
    """What is wrong with a history, oldest first; nothing after an event that could not have come.

    Each event has to count on from the one before, not be earlier, name the champion it found, and be
    the step that the rules allowed then.
    """
    standing, last = Standing(model_name), None
    for event in events:
        if event.seq != standing.seq + 1:
            yield f"event {event.seq} comes after event {standing.seq}"
            return
        if last is not None and event.at < last.at:
            yield f"event {event.seq} is earlier than the one before it"
        if event.previous_champion != standing.champion:
            yield f"event {event.seq} names a champion before it that was not champion"
        if not _is_allowed(standing, event):
            yield f"event {event.seq} is no step that was allowed then"
            return
        standing.follow(event)
        last = event


def _is_allowed(standing: Standing, event: PromotionEvent) -> bool:
    decide = _DECIDED.get(event.kind)
    if decide is None:
        return False
    try:
        return decide(standing, event) == Step(event.kind, event.version, event.champion)
    except ProvenlabError:
        return False
