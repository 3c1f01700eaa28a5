"""How the state of a store reads on a terminal."""

from collections.abc import Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column
from provenlab.tools.cli.words import size

_FINDINGS = (
    Column("SUBJECT", "subject", whole=True),
    Column("ID", "id", whole=True),
    Column("PROBLEM", "problem"),
)


def verification(value: Any, output: Output) -> Iterator[str]:
    """What was looked at, and what is not as it was recorded."""
    looked = (
        f"{value['experiments']} experiments, {value['artifacts']} artifacts, "
        f"{value['blobs']} blobs with {size(value['bytesRead'])}"
    )
    if value["sound"]:
        yield f"sound: {looked}"
        return
    yield f"NOT SOUND: {len(value['findings'])} findings in {looked}"
    yield from output.table(_FINDINGS, value["findings"])
    if value["truncated"]:
        yield "there are more; --max-findings shows them"


def sweep(value: Any, output: Output) -> Iterator[str]:
    """Blobs that no record needs, what was left unfinished, and what became of both."""
    yield from value["orphans"]
    orphans, unfinished = len(value["orphans"]), value["unfinished"]
    found = f"{orphans} orphans, {size(value['orphanBytes'])}; {unfinished} unfinished"
    if value["dryRun"]:
        yield f"{found}: " + ("kept; --apply removes them" if orphans + unfinished else "nothing to remove")
    else:
        yield f"{found}: {value['removed']} and {value['unfinishedRemoved']} removed"
