"""The history of a model's champion: append-only events, and how far the aliases have followed."""

from typing import Protocol

from provenlab.core.models.promotion import PromotionDraft, PromotionEvent


class ModelHistoryPort(Protocol):
    """Keeps what happened to the champion of each model; it alone says who is champion.

    Each method is one transaction, or joins that of `StorePort`. Events are never changed or removed.
    """

    def hold(self, model_name: str) -> int:
        """The sequence of the last event that the aliases have followed, 0 for none.

        Inside `StorePort.atomic` it keeps every other `hold` and `append` of that model waiting until
        the transaction ends, so that what is read after it stays true until then.
        """
        ...

    def append(self, draft: PromotionDraft, after_seq: int) -> PromotionEvent:
        """Adds the event with the next sequence; its time is that of the store, never before the last.

        Conflict, and no effect, unless `after_seq` is the sequence of the last event (0 for none).
        """
        ...

    def events(self, model_name: str) -> tuple[PromotionEvent, ...]:
        """All events of a model, oldest first."""
        ...

    def projected(self, model_name: str) -> int:
        """As `hold`, without waiting or keeping anybody waiting. Reads only."""
        ...

    def record_projection(self, model_name: str, seq: int) -> None:
        """The aliases have followed up to that event; no effect when they had gone further.

        Conflict for a sequence that no event has.
        """
        ...
