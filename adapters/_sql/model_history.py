"""The history of champions over named queries."""

from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.model_rows import event_of, event_row
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import InternalError
from provenlab.core.models.promotion import PromotionDraft, PromotionEvent
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.model_records import ahead, sequenced, stale


class SqlModelHistory:
    """Implements `ModelHistoryPort`: a row for each history, which its writers lock and count up."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def hold(self, model_name: str) -> int:
        with self._store.writing() as session:
            return _held(session, model_name)[1]

    def append(self, draft: PromotionDraft, after_seq: int) -> PromotionEvent:
        name = draft.model_name
        with self._store.writing() as session:
            last_seq, _ = _held(session, name)
            if last_seq != after_seq:
                raise stale(name, after_seq, last_seq)
            last = session.row("models.last_event", model_name=name)
            event = sequenced(draft, None if last is None else event_of(last), self._clock.now())
            if session.run("models.advance", model_name=name, seq=event.seq, after_seq=after_seq) != 1:
                raise stale(name, after_seq, event.seq)
            session.run("models.insert_event", **event_row(event))
        return event

    def events(self, model_name: str) -> tuple[PromotionEvent, ...]:
        with self._store.reading() as session:
            return tuple(event_of(row) for row in session.rows("models.events", model_name=model_name))

    def projected(self, model_name: str) -> int:
        with self._store.reading() as session:
            row = session.row("models.progress", model_name=model_name)
        return 0 if row is None else int(row["projected_seq"])

    def record_projection(self, model_name: str, seq: int) -> None:
        with self._store.writing() as session:
            last_seq, _ = _held(session, model_name)
            if seq > last_seq:
                raise ahead(model_name, seq, last_seq)
            session.run("models.project", model_name=model_name, seq=seq)


def _held(session: Session, model_name: str) -> tuple[int, int]:
    session.run("models.insert_history", model_name=model_name)
    row = session.row("models.held", model_name=model_name)
    if row is None:
        raise InternalError("a history was inserted without a row")
    return row["last_seq"], row["projected_seq"]
