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
    """Blobs that no record names, and what became of them."""
    yield from value["orphans"]
    found = f"{len(value['orphans'])} orphans, {size(value['orphanBytes'])}"
    kept = "kept; --no-dry-run removes them" if value["orphans"] else "nothing to remove"
    yield f"{found}: " + (kept if value["dryRun"] else f"{value['removed']} removed")
