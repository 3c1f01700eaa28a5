"""The experiment journal: append-only notes on what was tried."""

from collections.abc import Iterator
from typing import Any, Protocol

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


class ExperimentJournalPort(Protocol):
    """Keeps entries. Each method is one transaction, or joins that of `StorePort`.

    An entry is numbered by the store, later ones higher, and never changes but for a pending decision.
    Listings are by `created_at` as an instant, ties by number.
    """

    def log_experiment(self, draft: JournalDraft) -> JournalEntry:
        """Appends an entry with its first decision; NotFound when its parent is not there.

        With the idempotency key of an entry: that entry, when it was logged from the same draft, its time
        aside; else Conflict, naming what differs.
        """
        ...

    def get_experiment(self, entry_id: int) -> JournalEntry | None:
        """None when there is none."""
        ...

    def query(
        self,
        criteria: JournalFilter,
        order: JournalOrder | ResultOrder = "newest",
        limit: int | None = DEFAULT_LIMIT,
        cursor: int | None = None,
    ) -> Page[JournalEntry]:
        """The entries that meet all criteria, after the entry `cursor`, which must be there (NotFound).

        By a result: entries without it come last whatever the direction; ties and those newest first.
        """
        ...

    def count(self, criteria: JournalFilter, at_most: int | None = None) -> int:
        """How many entries meet all criteria; counting ends at `at_most`."""
        ...

    def record_decision(self, entry_id: int, note: DecisionNote) -> tuple[JournalEntry, bool]:
        """Decides on a pending entry; the entry, and whether it changed.

        The decision that stands is a no-op, another one InvalidTransition; NotFound without the entry.
        """
        ...

    def decisions(self, entry_id: int) -> tuple[Decision, ...]:
        """Its decisions, oldest first, the one it was logged with included; NotFound without the entry."""
        ...

    def find_trial(self, trial_key: str) -> tuple[JournalEntry, ...]:
        """Every entry of that trial, whatever its seed, newest number first; by an index over all."""
        ...

    def thread(self, entry_id: int) -> tuple[JournalEntry, ...]:
        """An entry and all its descendants, by number; NotFound without the entry."""
        ...

    def configs(self, after: int = 0) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """(number, hash, config) of every different config that was tried, by ascending number.

        Numbers begin at 1; of two writers at once, the later may get the lower one. Whole numbers may
        come as integers where `JournalEntry.config` has floats.
        """
        ...

    def count_configs(self) -> int:
        """How many different configs were tried."""
        ...

    def entries_of_config(self, config_hash: str) -> tuple[JournalEntry, ...]:
        """The entries that tried a config, newest number first."""
        ...
