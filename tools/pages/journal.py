"""The journal: ideas by criteria, and an idea within its thread."""

from collections.abc import Mapping, Sequence
from typing import Any

from provenlab.core.rules.run_comparison import flattened
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.runs import limit_of, whole_of

_CRITERIA = ("text", "outcome", "disposition", "mutationType", "runId", "experimentId", "dateFrom", "dateTo")
_LONGEST_WAY_UP = 1_000
_COUNTED = 10_000
OUTCOMES = ("pending", "promoted", "rejected")
DISPOSITIONS = ("evaluated", "errored", "timed_out", "skipped_duplicate", "cancelled")


def journal_list(ask: Asking, address: Address) -> Page:
    """Entries that meet every criterion, the newest first."""
    criteria = _criteria(address)
    part: dict[str, Any] = {"limit": limit_of(address)}
    if address.one("cursor"):
        part["cursor"] = whole_of(address, "cursor")
    if address.one("sort"):
        part["byResult"] = {"key": address.one("sort"), "descending": address.one("direction") != "up"}
    page = ask("query_journal", **criteria, **part)
    values = {
        "address": address,
        "entries": page["items"],
        "next_cursor": page.get("nextCursor"),
        "count": _count(ask, criteria, page) if not address.one("cursor") else None,
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


def entry_page(ask: Asking, _address: Address, entry_id: str) -> Page:
    """An entry, what was decided on it, the thread it belongs to, and who tried the same."""
    entry = ask("get_journal_entry", entryId=_number(entry_id))
    root = _root(ask, entry)
    thread = ask("get_journal_thread", entryId=root["entryId"])
    tried = ask("find_trial", trialKey=entry["trialKey"])["entries"] if "trialKey" in entry else []
    values = {
        "entry": entry,
        "decisions": ask("get_journal_decisions", entryId=entry["entryId"]),
        "thread": _tree(root, thread),
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


def _number(text: str) -> Any:
    # What is no number is refused by the operation, which says what would be right.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text


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
