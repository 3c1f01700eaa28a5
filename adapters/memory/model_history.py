"""The history of champions in memory."""

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.models.promotion import PromotionDraft, PromotionEvent
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.model_records import ahead, sequenced, stale


class MemoryModelHistory:
    """Implements `ModelHistoryPort`; a transaction of the store keeps all others waiting."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def hold(self, model_name: str) -> int:
        with self._store.atomic():
            return self.projected(model_name)

    def append(self, draft: PromotionDraft, after_seq: int) -> PromotionEvent:
        with self._store.atomic():
            known = self._tables.model_events.get(draft.model_name, [])
            if len(known) != after_seq:
                raise stale(draft.model_name, after_seq, len(known))
            event = sequenced(draft, known[-1] if known else None, self._clock.now())
            self._store.append(self._tables.model_events, draft.model_name, event.model_copy(deep=True))
            return event

    def events(self, model_name: str) -> tuple[PromotionEvent, ...]:
        with self._store.snapshot():
            known = self._tables.model_events.get(model_name, [])
            return tuple(each.model_copy(deep=True) for each in known)

    def projected(self, model_name: str) -> int:
        with self._store.snapshot():
            return self._tables.model_projections.get(model_name, 0)

    def record_projection(self, model_name: str, seq: int) -> None:
        with self._store.atomic():
            last = len(self._tables.model_events.get(model_name, []))
            if seq > last:
                raise ahead(model_name, seq, last)
            if seq > self.projected(model_name):
                self._store.put(self._tables.model_projections, model_name, seq)
