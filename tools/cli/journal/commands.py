"""The journal command that asks more than one question."""

from collections.abc import Iterator
from typing import Any

import click

from provenlab.tools.cli.commands import command
from provenlab.tools.cli.journal.views import decisions, entry, outcome
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session
from provenlab.tools.cli.text import cut, one_line
from provenlab.tools.cli.trees import branches
from provenlab.tools.cli.words import metrics

_FEW = 3


def _show(session: Session, output: Output, entry_id: int) -> None:
    with session.snapshot():
        asked = session.ask("get_journal_entry", {"entryId": entry_id})
        ancestors = _ancestors(session, asked)
        thread = session.ask("get_journal_thread", {"entryId": entry_id})
        decided = session.ask("get_journal_decisions", {"entryId": entry_id})
    if output.form is not None:
        output.tell({"entry": asked, "ancestors": ancestors, "thread": thread, "decisions": decided})
        return
    output.print(entry(asked, output))
    if len(decided) > 1:
        output.print(["", *decisions(decided, output)])
    if ancestors or len(thread) > 1:
        output.print(["", "thread", *_tree(asked, ancestors, thread, output)])


def _ancestors(session: Session, asked: Any) -> list[Any]:
    """From the first entry of the idea down to the parent of this one."""
    found: list[Any] = []
    parent = asked.get("parentId")
    while parent is not None:
        above = session.ask("get_journal_entry", {"entryId": parent})
        found.append(above)
        parent = above.get("parentId")
    return found[::-1]


def _tree(asked: Any, ancestors: list[Any], thread: list[Any], output: Output) -> Iterator[str]:
    children: dict[int, list[Any]] = {}
    for each in [*ancestors[1:], *([asked] if ancestors else []), *thread]:
        if each is not asked and each["entryId"] == asked["entryId"]:
            continue
        children.setdefault(each.get("parentId") or 0, []).append(each)
    top = ancestors[0] if ancestors else asked

    def label(each: Any) -> str:
        mark = " ◀" if each["entryId"] == asked["entryId"] else ""
        results = metrics(each["results"], _FEW)
        said = [outcome(each), one_line(each["hypothesis"]), *([one_line(results)] if results != "-" else [])]
        return f"{each['entryId']}{mark} {' · '.join(said)}"

    for line in [label(top), *branches(top, lambda each: children.get(each["entryId"], []), label)]:
        yield line if output.width is None else cut(line, output.width)


show = command(
    "show",
    "Show an entry within the thread of its idea.",
    "Shows an entry, and as a tree the entries it came from and those that came of it.",
    [click.Argument(["entry_id"], type=click.INT, shell_complete=known_ids("entry_id"))],
    _show,
)
