"""What is wrong with the journal of a store: entries against their digests, decisions and indexes."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from provenlab.adapters._sql.damage import UNREADABLE
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.journal_rows import (
    decision_digest,
    decision_of,
    entry_digest,
    entry_of,
    result_rows,
    tag_rows,
)
from provenlab.adapters._sql.journal_words import unfound_by_words
from provenlab.core.errors import ProvenlabError, ValidationFailed
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.journal import Decision, JournalEntry, earliest_instant
from provenlab.core.models.store import Finding
from provenlab.core.rules.journal_changes import config_digest, require_comparison
from provenlab.core.rules.journal_search import folded
from provenlab.core.rules.trial_keys import trial_key

_BATCH = 500
_PARTS = ("tags", "results", "decisions")
# Promotions of before this schema version named no runs, and stay.
_COMPARED = 12


def journal_findings(
    session: Session, through_words: Callable[[int], None], through: Callable[[int], None]
) -> Iterator[Finding]:
    """All findings about entries and what belongs to them, set queries first.

    Both are told the number of the last entry of each batch: first of those whose words were looked up.
    """
    for row in session.rows("audit.journal_orphans"):
        yield _finding(row["entry_id"], "its parent is no earlier entry, or rows belong to no entry")
    for row in session.rows("audit.configs_without_entry"):
        yield _finding(row["config_hash"], "a config belongs to no entry")
    for entry_id in unfound_by_words(session, through_words):
        yield _finding(entry_id, "the index of words does not find it")
    since = _compared_since(session)
    last = -1
    while batch := session.rows("audit.entries_after", entry_id=last, limit=_BATCH):
        last = batch[-1]["id"]
        parts = {name: _by_entry(session, name, batch) for name in _PARTS}
        keys = sorted({row["trial_key"] for row in batch if row["trial_key"] is not None})
        indexed = (
            {each["id"] for each in session.rows("audit.trials_by_index", trial_keys=keys)} if keys else set()
        )
        for row in batch:
            own = {name: found[row["id"]] for name, found in parts.items()}
            for problem in _problems(row, own, since):
                yield _finding(row["id"], problem)
            if row["trial_key"] is not None and row["id"] not in indexed:
                yield _finding(row["id"], "the index of trials does not find it")
        through(last)


def _finding(entry_id: object, problem: str) -> Finding:
    return Finding(subject="journal", id=str(entry_id), problem=problem)


def _by_entry(session: Session, name: str, batch: list[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in session.rows(f"audit.{name}_of_entries", entry_ids=[each["id"] for each in batch]):
        found[row["entry_id"]].append(row)
    return found


def _problems(row: Row, parts: dict[str, list[Row]], since: datetime) -> Iterator[str]:
    try:
        entry = entry_of(row)
        yield from _damage(row, parts["decisions"])
        yield from _digest_problems(entry)
        yield from _copy_problems(entry, row, parts)
        decisions = [decision_of(each) for each in parts["decisions"]]
        yield from _decision_problems(entry, decisions, since)
    except (*UNREADABLE, ProvenlabError):
        yield "the entry cannot be read"


def _damage(row: Row, decisions: list[Row]) -> Iterator[str]:
    """What the digests of whole rows show; stores of before have rows without one."""
    if row["record_hash"] not in (None, entry_digest(row)):
        yield "the entry is not the one that was hashed"
    before = row["record_hash"]
    for each in decisions:
        if each["record_hash"] not in (None, decision_digest(each, before)):
            yield f"decision {each['seq']} is not the one that was hashed"
        before = each["record_hash"]


def _digest_problems(entry: JournalEntry) -> Iterator[str]:
    if entry.config_hash is not None and (
        entry.config is None or config_digest(entry.config, "config") != entry.config_hash
    ):
        yield "the config is not the one that was hashed"
    traced = entry.config_hash is not None and entry.trial is not None
    expected = trial_key(entry.config_hash or "", entry.trial) if traced and entry.trial else None
    if entry.trial_key != expected:
        yield "the trial key is not that of its config and setting"
    if entry.mutation is not None and entry.mutation.mutated_config_hash != entry.config_hash:
        yield "the mutation leads to another config"


def _copy_problems(entry: JournalEntry, row: Row, parts: dict[str, list[Row]]) -> Iterator[str]:
    if row["created_at"] != to_microseconds(earliest_instant(entry.created_at)):
        yield "the time it is found by is not the one that was written"
    if row["hypothesis_folded"] != folded(entry.hypothesis):
        yield "the text it is found by is not its hypothesis"
    if _pairs(parts["tags"], "tag") != _pairs(tag_rows(entry, entry.entry_id), "tag"):
        yield "the tags it is found by are not those of the entry"
    numbers = result_rows(entry, entry.entry_id)
    if _pairs(parts["results"], "key", "value") != _pairs(numbers, "key", "value"):
        yield "the numbers it is found by are not its results"


def _pairs(rows: list[Row], *columns: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row[column] for column in columns) for row in rows)


def _decision_problems(entry: JournalEntry, decisions: list[Decision], since: datetime) -> Iterator[str]:
    if [each.seq for each in decisions] != list(range(1, len(decisions) + 1)) or not decisions:
        yield "its decisions are not 1, 2, ..."
        return
    first, last = decisions[0], decisions[-1]
    if (last.decision, last.reason) != (entry.promotion_decision, entry.promotion_reason):
        yield "its last decision is not the one that stands"
    if first.at != entry.recorded_at or any(each.decision != "pending" for each in decisions[:-1]):
        yield "its decisions do not follow from one another"
    if last.decision == "promoted" and last.at >= since:
        yield from _comparison_problems(entry, last)


def _comparison_problems(entry: JournalEntry, decision: Decision) -> Iterator[str]:
    try:
        require_comparison(entry, decision.comparison)
    except ValidationFailed as refused:
        yield f"it could not be promoted: {refused.message}"


def _compared_since(session: Session) -> datetime:
    row = session.row("schema.applied_at", version=_COMPARED)
    return datetime.max.replace(tzinfo=UTC) if row is None else from_microseconds(row["applied_at"])
