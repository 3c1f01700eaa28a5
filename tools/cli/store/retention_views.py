"""How a collection reads on a terminal."""

from collections.abc import Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column
from provenlab.tools.cli.words import size

_TOTALS = (
    Column("RULE", "rule", whole=True),
    Column("ARTIFACTS", "artifacts", whole=True, right=True),
    Column("SIZE", "sizeBytes", size, whole=True, right=True),
)
_VERDICTS = (
    Column("ARTIFACT", "artifactId", whole=True),
    Column("KIND", "kind"),
    Column("SIZE", "sizeBytes", size, whole=True, right=True),
    Column("BECAUSE", "because"),
)
_KEPT = (*_VERDICTS[:3], Column("RULE", "rule", whole=True), _VERDICTS[3])


def collection(value: Any, output: Output) -> Iterator[str]:
    """What goes and why, what stays by which rule, and what became of the bytes."""
    outlived, kept = value["outlived"], value["kept"]
    if kept:
        yield from output.table(_KEPT, kept)
        yield ""
    if outlived:
        yield from output.table(_VERDICTS, outlived)
        yield ""
    if value["totals"]:
        yield from output.table(_TOTALS, value["totals"])
        yield ""
    if value["truncated"]:
        yield "there are more; --max-listed shows them"
    yield _outcome(value)


def _outcome(value: Any) -> str:
    going = sum(each["artifacts"] for each in value["totals"] if each["rule"] == "outlived")
    policy = value["collection"]["policy"]["name"]
    freed = f"{value['freedBlobs']} blobs with {size(value['freedBytes'])}"
    if value["dryRun"]:
        offer = "; --apply lets them go" if going or value["freedBlobs"] else ""
        return f"policy {policy}: {going} artifacts would expire, and free {freed}{offer}"
    waiting = f", {value['waitingBlobs']} wait for their age" if value["waitingBlobs"] else ""
    removed = f"{value['removedBlobs']} blobs with {size(value['removedBytes'])}"
    return f"policy {policy}: {going} artifacts expired; removed {removed}{waiting}"
