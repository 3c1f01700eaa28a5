"""Where an engine has an index of words: every three characters of a hypothesis, in any order.

An entry that has a text has all trigrams of the text, so the index leaves few entries to look at; whether
one has the text itself is asked of the entry.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from provenlab.adapters._sql.database import Session

_LENGTH = 3
# More of them hardly leave fewer entries, and each is looked up.
_ENOUGH = 40
# What more entries have is met soon on the way from the newest to the oldest.
_FEW = 5_000
# Every trigram of a batch is looked up once.
_BATCH = 5_000


def index_words(session: Session, entry_id: int, folded_text: str) -> None:
    """Lets an entry be found by its words."""
    if session.knows("journal.index_words"):
        session.run("journal.index_words", entry_id=entry_id, hypothesis_folded=folded_text)


def rare_trigrams(session: Session, folded_text: str | None) -> str | None:
    """What the index is asked for a text that few entries may have; None where a search begins elsewhere."""
    if folded_text is None or len(folded_text) < _LENGTH or not session.knows("journal.count_words"):
        return None
    wanted = all_of(trigrams(folded_text)[:_ENOUGH])
    found = session.row("journal.count_words", trigrams=wanted, limit=_FEW + 1)
    return wanted if found is not None and found["n"] <= _FEW else None


def trigrams(folded_text: str) -> list[str]:
    """The different ones of a text, in the order they come."""
    ends = range(_LENGTH, len(folded_text) + 1)
    return list(dict.fromkeys(folded_text[end - _LENGTH : end] for end in ends))


def all_of(wanted: list[str]) -> str:
    """The question for entries that have every one of these trigrams."""
    return " AND ".join('"' + each.replace('"', '""') + '"' for each in wanted)


def unfound_by_words(session: Session, through: Callable[[int], None]) -> Iterator[int]:
    """Entries that their words do not lead to; what the index has beside them is harmless."""
    last = -1
    while batch := session.rows("audit.words_after", entry_id=last, limit=_BATCH):
        first, last = batch[0]["id"], batch[-1]["id"]
        entries: defaultdict[str, set[int]] = defaultdict(set)
        for row in batch:
            for trigram in trigrams(row["hypothesis_folded"]):
                entries[trigram].add(row["id"])
        unfound: set[int] = set()
        for trigram, ids in entries.items():
            asked = {"trigrams": all_of([trigram]), "first": first, "last": last}
            unfound |= ids - {row["id"] for row in session.rows("audit.entries_by_words", **asked)}
        yield from sorted(unfound)
        through(last)
