"""The journal: ideas by criteria, and an idea within its thread."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from provenlab.core.models.journal import Disposition, PromotionDecision
from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of, read_whole, whole_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.names import names_of
from provenlab.tools.pages.page import Page

_CRITERIA = ("text", "outcome", "disposition", "mutationType", "runId", "experimentId", "dateFrom", "dateTo")
_LONGEST_WAY_UP = 1_000
_COUNTED, _TOLD_APART = 10_000, 1_000
_THREADS, _LINES = 20, 200
_SIDES = ("champion", "challenger")
VIEWS = ("list", "threads")
OUTCOMES = get_args(PromotionDecision)
DISPOSITIONS = get_args(Disposition)


def journal_list(ask: Asking, address: Address) -> Page:
    """Entries that meet every criterion, the newest first."""
    criteria = _criteria(address)
    part: dict[str, Any] = {"limit": limit_of(address)}
    if address.one("cursor"):
        part["cursor"] = whole_of(address, "cursor")
    if address.one("sort"):
        part["byResult"] = {"key": address.one("sort"), "descending": address.one("direction") != "up"}
    page = ask("query_journal", **criteria, **part)
    view = address.one("view", VIEWS[0])
    count = _count(ask, criteria, page) if not address.one("cursor") else None
    values = {
        "views": VIEWS,
        "view": view if view in VIEWS else VIEWS[0],
        "threads": _threads(ask, page["items"]) if view == "threads" else [],
        "became": _became(ask, criteria, count),
        "address": address,
        "entries": page["items"],
        "next_cursor": page.get("nextCursor"),
        "count": count,
        "most": _COUNTED,
        "outcomes": OUTCOMES,
        "dispositions": DISPOSITIONS,
        "keys": sorted({key for entry in page["items"] for key in entry["results"]}),
    }
    return Page("journal.html", "Journal", values)


def _count(ask: Asking, criteria: dict[str, Any], page: Mapping[str, Any]) -> int:
    """How many entries there are; one more than `_COUNTED` stands for any more."""
    if "nextCursor" not in page:
        return len(page["items"])
    found: int = ask("count_journal", **criteria, atMost=_COUNTED + 1)["count"]
    return found


def _criteria(address: Address) -> dict[str, Any]:
    criteria: dict[str, Any] = address.given(*_CRITERIA)
    if address.many("tag"):
        criteria["tags"] = address.many("tag")
    return criteria


def _became(ask: Asking, criteria: Mapping[str, Any], count: int | None) -> list[tuple[str, str, int]]:
    """(criterion, word, count) of what came of the ideas that meet the criteria; none where they are many."""
    if not count or count > _TOLD_APART:
        return []
    entries = ask("query_journal", **criteria, limit=count)["items"]
    decided = Counter(each["promotionDecision"] for each in entries)
    happened = Counter(each["disposition"] for each in entries)
    asked = [("outcome", word, decided[word]) for word in OUTCOMES]
    asked += [("disposition", word, happened[word]) for word in DISPOSITIONS if word != "evaluated"]
    return [each for each in asked if each[2] and each[0] not in criteria]


def _threads(ask: Asking, entries: Sequence[Mapping[str, Any]]) -> list[list[tuple[int, Any]]]:
    """The threads that these entries belong to, whole, in the order in which they show up."""
    threads: dict[int, list[tuple[int, Any]]] = {}
    seen: set[int] = set()
    for entry in entries:
        if entry["entryId"] in seen or len(threads) == _THREADS:
            continue
        root = _root(ask, entry)
        lines = _tree(root, ask("get_journal_thread", entryId=root["entryId"]))[:_LINES]
        threads[root["entryId"]] = lines
        seen |= {line["entryId"] for _, line in lines}
    return list(threads.values())


def entry_page(ask: Asking, _address: Address, entry_id: str) -> Page:
    """An entry, what was decided on it, the thread it belongs to, and who tried the same."""
    entry = ask("get_journal_entry", entryId=read_whole(entry_id))
    root = _root(ask, entry)
    thread = ask("get_journal_thread", entryId=root["entryId"])
    tried = ask("find_trial", trialKey=entry["trialKey"])["entries"] if "trialKey" in entry else []
    decisions = ask("get_journal_decisions", entryId=entry["entryId"])
    sides = [each["comparison"][side] for each in decisions if "comparison" in each for side in _SIDES]
    compared = [side["runId"] for side in sides if side != "nobody"]
    values = {
        "entry": entry,
        "decisions": decisions,
        "thread": _tree(root, thread),
        "names": names_of(
            ask,
            runs=[*([entry["runId"]] if "runId" in entry else []), *compared],
            experiments=[entry["experimentId"]] if "experimentId" in entry else [],
        ),
        "tried": [each for each in tried if each["entryId"] != entry["entryId"]],
        "tables": [
            (title, _leaves(entry.get(field)))
            for title, field in (
                ("Results", "results"),
                ("The champion then", "championMetrics"),
                ("Changed", "configDiff"),
                ("Config", "config"),
                ("Metadata", "metadata"),
            )
        ],
    }
    return Page("entry.html", f"Entry {entry['entryId']}", values)


def _root(ask: Asking, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    for _ in range(_LONGEST_WAY_UP):
        if "parentId" not in entry:
            break
        entry = ask("get_journal_entry", entryId=entry["parentId"])
    return entry


def _tree(root: Mapping[str, Any], thread: Sequence[Mapping[str, Any]]) -> list[tuple[int, Any]]:
    """(depth, entry) in the order of reading: what follows from an entry stands below it."""
    children: dict[int, list[Mapping[str, Any]]] = {}
    for entry in thread:
        children.setdefault(entry.get("parentId", -1), []).append(entry)
    lines, waiting = [], [(0, root)]
    while waiting:
        depth, entry = waiting.pop()
        lines.append((depth, entry))
        waiting += [(depth + 1, each) for each in reversed(children.get(entry["entryId"], []))]
    return lines


def _leaves(value: Any) -> list[tuple[str, Any]]:
    return sorted((path, leaf) for path, leaf in flattened(value or {}).items() if path)
