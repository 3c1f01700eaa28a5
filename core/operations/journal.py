"""Operations on the experiment journal."""

from typing import Annotated, Any

from pydantic import Field

from provenlab.core.errors import Conflict, InvalidTransition, LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.instant import format_instant
from provenlab.core.models.journal import (
    Decision,
    DecisionNote,
    JournalEntry,
    JournalFilter,
    JournalNote,
    JournalOrder,
    ResultOrder,
    TimeText,
    TrialSetting,
)
from provenlab.core.models.number import EntryId
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.text import Hash
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation


class LogJournalEntry(JournalNote):
    """A note. `configDiff` is kept as given; with `baseConfig` and `config` the change is resolved too.

    `trial` says what else, beside `config`, makes two trials the same; `seed` stays apart.
    """

    created_at: TimeText | None = None  # type: ignore[assignment]
    base_config: dict[str, Any] | None = None

    def note(self, lab: Lab) -> JournalNote:
        fields = {name: value for name, value in self if name in JournalNote.model_fields}
        created_at = self.created_at or format_instant(lab.clock.now())
        return JournalNote.model_construct(**{**fields, "created_at": created_at})


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, ValidationFailed, LimitExceeded))
def log_journal_entry(lab: Lab, request: LogJournalEntry) -> JournalEntry:
    """Appends what was tried to the journal, with secrets taken out, and returns the numbered entry.

    A `parentId` must be an entry. A trial that was not `evaluated` stays `pending`: a crash is no
    rejection. A mutation that changes nothing is refused. Repeated with the same `idempotencyKey`, which
    is unique in the store, the note is kept once; another note under that key is `conflict`.
    """
    return lab.journal.log(request.note(lab), request.base_config)


class GetJournalEntry(Value):
    """Which entry."""

    entry_id: EntryId


@operation(effect=Effect.READ, errors=(NotFound,))
def get_journal_entry(lab: Lab, request: GetJournalEntry) -> JournalEntry:
    """Returns one entry."""
    entry = lab.journal_entries.get_experiment(request.entry_id)
    if entry is None:
        raise NotFound(f"no journal entry {request.entry_id}", {"entryId": request.entry_id})
    return entry


class QueryJournal(JournalFilter):
    """Criteria, order, and which part of the list: at most `limit`, after the entry `cursor`.

    With `byResult`, `order` does not count.
    """

    order: JournalOrder = "newest"
    by_result: ResultOrder | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: EntryId | None = None


class JournalPage(Value):
    """`nextCursor` is there when more may follow; send it as `cursor`."""

    items: tuple[JournalEntry, ...]
    next_cursor: EntryId | None = None


@operation(effect=Effect.READ, errors=(NotFound,))
def query_journal(lab: Lab, request: QueryJournal) -> JournalPage:
    """Lists entries that meet every criterion, newest first by `createdAt` unless asked otherwise.

    By a number of the results, entries without it come last.
    """
    page = lab.journal_entries.query(
        _criteria(request), request.by_result or request.order, request.limit, request.cursor
    )
    cursor = None if page.next_cursor is None else int(page.next_cursor)
    return JournalPage.model_construct(items=page.items, next_cursor=cursor)


class CountJournal(JournalFilter):
    """The criteria of `query_journal`, and where to stop counting, which keeps a large journal quick."""

    at_most: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None


class JournalCount(Value):
    """How many."""

    count: int


@operation(effect=Effect.READ)
def count_journal(lab: Lab, request: CountJournal) -> JournalCount:
    """Counts the entries that meet every criterion, up to `atMost` where that is given."""
    return JournalCount(count=lab.journal_entries.count(_criteria(request), request.at_most))


def _criteria(request: JournalFilter) -> JournalFilter:
    fields = {name: value for name, value in request if name in JournalFilter.model_fields}
    return JournalFilter.model_construct(**fields)


class RecordDecision(DecisionNote):
    """What was decided on which entry."""

    entry_id: EntryId

    def note(self) -> DecisionNote:
        fields = {name: value for name, value in self if name in DecisionNote.model_fields}
        return DecisionNote.model_construct(**fields)


class DecidedEntry(JournalEntry):
    """The entry; `changed` is false when it was decided so already."""

    changed: bool


@operation(effect=Effect.WRITE, errors=(NotFound, InvalidTransition, ValidationFailed))
def record_decision(lab: Lab, request: RecordDecision) -> DecidedEntry:
    """Decides on a pending entry; its history keeps every decision.

    pending -> promoted, rejected, of an evaluated trial. The same decision again changes nothing. A
    promotion of an entry that was tried on a cohort names in `comparison` the entry's own run as challenger
    and the champion's, both on that cohort, or `nobody` as champion: runs of this store, once it has any, and
    on a cohort that the journal knows them on, where it does. Two candidates of one run have a `candidateId`.
    """
    entry, changed = lab.journal.decide(request.entry_id, request.note())
    return DecidedEntry.model_construct(**dict(entry), changed=changed)


@operation(effect=Effect.READ, errors=(NotFound,))
def get_journal_decisions(lab: Lab, request: GetJournalEntry) -> list[Decision]:
    """Lists the decisions on an entry, oldest first, from the one it was logged with."""
    return list(lab.journal_entries.decisions(request.entry_id))


class FindTrial(Value):
    """A `trialKey`, or what it is made of: `config` and `trial`."""

    trial_key: Hash | None = None
    config: dict[str, Any] | None = None
    trial: TrialSetting | None = None


class FoundTrial(Value):
    """Its key, and every entry that tried it, newest first, whatever the seed."""

    trial_key: Hash
    tried: bool
    entries: tuple[JournalEntry, ...]


@operation(effect=Effect.READ, errors=(ValidationFailed, LimitExceeded))
def find_trial(lab: Lab, request: FindTrial) -> FoundTrial:
    """Says whether this was tried before, over all history, with what came of it and why."""
    key = request.trial_key
    if key is None:
        if request.config is None or request.trial is None:
            raise ValidationFailed.at("trialKey", "is missing; give it, or config and trial")
        key = lab.journal.trial_key(request.config, request.trial)
    elif request.config is not None or request.trial is not None:
        raise ValidationFailed.at("trialKey", "give it, or config and trial, not both")
    entries = lab.journal_entries.find_trial(key)
    return FoundTrial.model_construct(trial_key=key, tried=bool(entries), entries=entries)


class SimilarTrials(Value):
    """A config, and how many neighbours are wanted."""

    config: dict[str, Any]
    k: Annotated[int, Field(ge=1, le=1_000)] = 10


class SimilarTrialView(Value):
    """A distance from 0 to 1, the RFC 6902 way from the asked config, and its entries, newest first."""

    distance: float
    config_diff: tuple[dict[str, Any], ...]
    entries: tuple[JournalEntry, ...]


@operation(effect=Effect.READ, errors=(LimitExceeded, ValidationFailed))
def similar_trials(lab: Lab, request: SimilarTrials) -> list[SimilarTrialView]:
    """Lists the nearest configs that were tried, by Gower distance, with results and decisions."""
    return [
        SimilarTrialView.model_construct(
            distance=each.distance, config_diff=tuple(each.config_diff), entries=each.entries
        )
        for each in lab.journal.similar(request.config, request.k)
    ]


@operation(effect=Effect.READ, errors=(NotFound,))
def get_journal_thread(lab: Lab, request: GetJournalEntry) -> list[JournalEntry]:
    """Lists an entry and all that descends from it, by number."""
    return list(lab.journal_entries.thread(request.entry_id))
