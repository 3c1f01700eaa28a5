"""The experiment journal over named queries."""

import json
from collections.abc import Iterator
from typing import Any

from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.journal_rows import (
    decision_of,
    decision_row,
    entry_of,
    filter_params,
    new_row,
    result_rows,
    tag_rows,
)
from provenlab.adapters._sql.journal_words import index_words, rare_trigrams
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import Conflict, InternalError, NotFound
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.journal import (
    Decision,
    DecisionNote,
    JournalDraft,
    JournalEntry,
    JournalFilter,
    JournalOrder,
    ResultOrder,
)
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.journal_changes import decided, first_decision, require_same_note

_CONFIGS_AT_ONCE = 5_000


class SqlExperimentJournal:
    """Implements `ExperimentJournalPort`; every rule comes from the core."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def log_experiment(self, draft: JournalDraft) -> JournalEntry:
        row = new_row(draft, to_microseconds(self._clock.now()))
        with self._store.writing() as session:
            logged = _logged_before(session, draft)
            if logged is not None:
                return logged
            if draft.parent_id is not None:
                _required(session, draft.parent_id)
            inserted = session.row("journal.insert", **row)
            if inserted is None:
                return _logged_by_another(session, draft)
            return _with_parts(session, draft, {**row, "id": inserted["id"]})

    def get_experiment(self, entry_id: int) -> JournalEntry | None:
        with self._store.reading() as session:
            row = session.row("journal.by_id", entry_id=entry_id)
        return None if row is None else entry_of(row)

    def query(
        self,
        criteria: JournalFilter,
        order: JournalOrder | ResultOrder = "newest",
        limit: int | None = DEFAULT_LIMIT,
        cursor: int | None = None,
    ) -> Page[JournalEntry]:
        wanted = None if limit is None else limit + 1
        with self._store.reading() as session:
            position = None if cursor is None else _required(session, cursor)
            params = _searched(session, criteria)
            if isinstance(order, ResultOrder):
                rows = _by_result(session, order, params, wanted, position)
            else:
                after = _after(position)
                rows = session.rows(f"journal.{order}", **params, **after, without_result=None, limit=wanted)
        return Page.cut([entry_of(row) for row in rows], [str(row["id"]) for row in rows], limit)

    def count(self, criteria: JournalFilter, at_most: int | None = None) -> int:
        with self._store.reading() as session:
            return _count(session, "journal.count", {**_searched(session, criteria), "limit": at_most})

    def record_decision(self, entry_id: int, note: DecisionNote) -> tuple[JournalEntry, bool]:
        with self._store.writing() as session:
            entry = entry_of(_required(session, entry_id, "journal.for_update"))
            taken = session.rows("journal.decisions", entry_id=entry_id)
            change = decided(entry, note, self._clock.now(), len(taken) + 1)
            if change is None:
                return entry, False
            changed = session.run(
                "journal.decide", entry_id=entry_id, decision=note.decision, reason=note.reason
            )
            if changed != 1:
                raise Conflict(f"entry {entry_id} was decided by another writer; read it again")
            before = taken[-1]["record_hash"] if taken else None
            session.run("journal.insert_decision", **decision_row(change.decision, entry_id, before))
            return change.entry, True

    def decisions(self, entry_id: int) -> tuple[Decision, ...]:
        with self._store.reading() as session:
            _required(session, entry_id)
            rows = session.rows("journal.decisions", entry_id=entry_id)
        return tuple(decision_of(row) for row in rows)

    def find_trial(self, trial_key: str) -> tuple[JournalEntry, ...]:
        return self._entries("journal.by_trial", trial_key=trial_key)

    def thread(self, entry_id: int) -> tuple[JournalEntry, ...]:
        found = self._entries("journal.thread", entry_id=entry_id)
        if not found:
            raise _missing(entry_id)
        return found

    def configs(self, after: int = 0) -> Iterator[tuple[int, str, dict[str, Any]]]:
        with self._store.reading() as session:
            while True:
                rows = session.rows("journal.configs", after=after, limit=_CONFIGS_AT_ONCE)
                for row in rows:
                    # A number is compared by its size, so that how it was written may be lost.
                    yield row["k"], row["config_hash"], json.loads(row["config"])
                if len(rows) < _CONFIGS_AT_ONCE:
                    return
                after = rows[-1]["k"]

    def count_configs(self) -> int:
        with self._store.reading() as session:
            row = session.row("journal.count_configs")
        return 0 if row is None else int(row["n"])

    def entries_of_config(self, config_hash: str) -> tuple[JournalEntry, ...]:
        return self._entries("journal.by_config", config_hash=config_hash)

    def _entries(self, query: str, **params: Any) -> tuple[JournalEntry, ...]:
        with self._store.reading() as session:
            return tuple(entry_of(row) for row in session.rows(query, **params))


# What more entries have than these is tried on each entry on the way; with fewer a search begins.
_FEW = 500


def _searched(session: Session, criteria: JournalFilter) -> dict[str, Any]:
    """The criteria, with the rarest of the tags as rare or common among the entries."""
    params = filter_params(criteria)
    params["trigrams"] = rare_trigrams(session, params["text"])
    counts = [_count(session, "journal.count_tag", {"tag": tag, "limit": _FEW + 1}) for tag in params["tags"]]
    is_rare = min(counts) <= _FEW if counts else None
    params["rare_tags"] = True if is_rare else None
    params["common_tags"] = None if is_rare is None or is_rare else True
    return params


def _count(session: Session, query: str, params: dict[str, Any]) -> int:
    row = session.row(query, **params)
    return 0 if row is None else int(row["n"])


def _after(position: Row | None) -> dict[str, Any]:
    if position is None:
        return {"cursor_created_at": None, "cursor_id": None}
    return {"cursor_created_at": position["created_at"], "cursor_id": position["id"]}


def _by_result(
    session: Session, order: ResultOrder, params: dict[str, Any], limit: int | None, position: Row | None
) -> list[Row]:
    """First the entries that have the number, in its order, then the others, newest first."""
    value = None
    if position is not None:
        found = session.row("journal.result_of", entry_id=position["id"], key=order.key)
        value = None if found is None else found["value"]
    rows: list[Row] = []
    after = _after(position)
    if position is None or value is not None:
        query = "journal.by_highest" if order.descending else "journal.by_lowest"
        rows = session.rows(query, **params, **after, cursor_value=value, order_key=order.key, limit=limit)
        after = _after(None)
    if limit is None or len(rows) < limit:
        rest = None if limit is None else limit - len(rows)
        rows += session.rows("journal.newest", **params, **after, without_result=order.key, limit=rest)
    return rows


def _logged_before(session: Session, draft: JournalDraft) -> JournalEntry | None:
    """The entry of the draft's idempotency key; Conflict when it was logged from another draft."""
    if draft.idempotency_key is None:
        return None
    row = session.row("journal.by_idempotency_key", idempotency_key=draft.idempotency_key)
    if row is None:
        return None
    entry = entry_of(row)
    first = session.rows("journal.decisions", entry_id=entry.entry_id)[0]
    require_same_note(entry, decision_of(first), draft)
    return entry


def _logged_by_another(session: Session, draft: JournalDraft) -> JournalEntry:
    logged = _logged_before(session, draft)
    if logged is None:
        raise InternalError("a journal entry was neither inserted nor found")
    return logged


def _with_parts(session: Session, draft: JournalDraft, row: Row) -> JournalEntry:
    """The entry of a new row, once what belongs to it is there too."""
    entry_id = row["id"]
    session.run_many("journal.insert_tag", tag_rows(draft, entry_id))
    session.run_many("journal.insert_result", result_rows(draft, entry_id))
    index_words(session, entry_id, row["hypothesis_folded"])
    config = None
    if draft.config is not None:
        config = canonical_json(draft.config).decode()
        session.run("journal.insert_config", config_hash=draft.config_hash, config=config)
    entry = entry_of({**row, "config": config})
    first = decision_row(first_decision(entry), entry_id, row["record_hash"])
    session.run("journal.insert_decision", **first)
    return entry


def _required(session: Session, entry_id: int, query: str = "journal.by_id") -> Row:
    row = session.row(query, entry_id=entry_id)
    if row is None:
        raise _missing(entry_id)
    return row


def _missing(entry_id: int) -> NotFound:
    return NotFound(f"no journal entry {entry_id}", {"entryId": entry_id})
