"""The experiment journal in memory."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.errors import NotFound
from provenlab.core.models.journal import (
    Decision,
    DecisionNote,
    JournalDraft,
    JournalEntry,
    JournalFilter,
    JournalOrder,
    ResultOrder,
    earliest_instant,
)
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.journal_changes import decided, first_decision, require_same_note
from provenlab.core.rules.journal_search import meets, rank


class MemoryExperimentJournal:
    """Implements `ExperimentJournalPort`."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._tables = store.tables
        self._clock = clock

    def log_experiment(self, draft: JournalDraft) -> JournalEntry:
        with self._store.atomic():
            logged = self._logged_before(draft)
            if logged is not None:
                return logged
            if draft.parent_id is not None:
                self._required(draft.parent_id)
            number = len(self._tables.journal) + 1
            fields = {**dict(draft), "entry_id": number, "recorded_at": self._clock.now()}
            entry = _detached(JournalEntry.model_construct(**fields))
            self._store.put(self._tables.journal, number, entry)
            self._store.append(self._tables.journal_decisions, number, first_decision(entry))
            if entry.idempotency_key is not None:
                self._store.put(self._tables.journal_keys, entry.idempotency_key, number)
            if entry.trial_key is not None:
                self._store.append(self._tables.journal_trials, entry.trial_key, number)
            if entry.config_hash is not None:
                self._store.append(self._tables.journal_configs, entry.config_hash, number)
            return _detached(entry)

    def _logged_before(self, draft: JournalDraft) -> JournalEntry | None:
        number = (
            None if draft.idempotency_key is None else self._tables.journal_keys.get(draft.idempotency_key)
        )
        if number is None:
            return None
        stored = self._tables.journal[number]
        require_same_note(stored, self._tables.journal_decisions[number][0], draft)
        return _detached(stored)

    def get_experiment(self, entry_id: int) -> JournalEntry | None:
        with self._store.snapshot():
            entry = self._tables.journal.get(entry_id)
            return None if entry is None else _detached(entry)

    def query(
        self,
        criteria: JournalFilter,
        order: JournalOrder | ResultOrder = "newest",
        limit: int | None = DEFAULT_LIMIT,
        cursor: int | None = None,
    ) -> Page[JournalEntry]:
        backwards = order != "oldest"

        def place(entry: JournalEntry) -> tuple[object, ...]:
            ranked = rank(entry, order) if isinstance(order, ResultOrder) else ()
            return *ranked, earliest_instant(entry.created_at), entry.entry_id

        with self._store.snapshot():
            found = [each for each in self._tables.journal.values() if meets(each, criteria)]
            after = None if cursor is None else place(self._required(cursor))
        if after is not None:
            found = [each for each in found if place(each) != after and (place(each) < after) == backwards]
        in_order = [_detached(each) for each in sorted(found, key=place, reverse=backwards)]
        return Page.cut(in_order, [str(each.entry_id) for each in in_order], limit)

    def count(self, criteria: JournalFilter, at_most: int | None = None) -> int:
        with self._store.snapshot():
            found = (each for each in self._tables.journal.values() if meets(each, criteria))
            return sum(1 for _ in islice(found, at_most))

    def record_decision(self, entry_id: int, note: DecisionNote) -> tuple[JournalEntry, bool]:
        with self._store.atomic():
            entry = self._required(entry_id)
            taken = len(self._tables.journal_decisions[entry_id])
            change = decided(entry, note, self._clock.now(), taken + 1)
            if change is None:
                return _detached(entry), False
            self._store.put(self._tables.journal, entry_id, change.entry)
            self._store.append(self._tables.journal_decisions, entry_id, change.decision)
            return _detached(change.entry), True

    def decisions(self, entry_id: int) -> tuple[Decision, ...]:
        with self._store.snapshot():
            self._required(entry_id)
            return tuple(self._tables.journal_decisions[entry_id])

    def find_trial(self, trial_key: str) -> tuple[JournalEntry, ...]:
        return self._numbered(self._tables.journal_trials, trial_key)

    def thread(self, entry_id: int) -> tuple[JournalEntry, ...]:
        with self._store.snapshot():
            self._required(entry_id)
            members = {entry_id}
            # A parent has a lower number, so one pass in order meets it first.
            for number in sorted(self._tables.journal):
                if self._tables.journal[number].parent_id in members:
                    members.add(number)
            return tuple(_detached(self._tables.journal[number]) for number in sorted(members))

    def configs(self, after: int = 0) -> Iterator[tuple[int, str, dict[str, Any]]]:
        with self._store.snapshot():
            tried = list(islice(self._tables.journal_configs.items(), after, None))
            found = [
                (number, config_hash, _detached(self._tables.journal[entries[0]]).config or {})
                for number, (config_hash, entries) in enumerate(tried, after + 1)
            ]
        return iter(found)

    def count_configs(self) -> int:
        with self._store.snapshot():
            return len(self._tables.journal_configs)

    def entries_of_config(self, config_hash: str) -> tuple[JournalEntry, ...]:
        return self._numbered(self._tables.journal_configs, config_hash)

    def _numbered(self, index: Mapping[str, list[int]], key: str) -> tuple[JournalEntry, ...]:
        """The entries that an index names, newest number first."""
        with self._store.snapshot():
            return tuple(_detached(self._tables.journal[number]) for number in reversed(index.get(key, [])))

    def _required(self, entry_id: int) -> JournalEntry:
        entry = self._tables.journal.get(entry_id)
        if entry is None:
            raise NotFound(f"no journal entry {entry_id}", {"entryId": entry_id})
        return entry


def _detached(entry: JournalEntry) -> JournalEntry:
    # Dictionaries inside a frozen value can still be changed; those of the store must not be.
    return entry.model_copy(deep=True)
