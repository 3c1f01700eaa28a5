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
    freed = f"{value['freedBlobs']} blobs with {size(value['freedBytes'])}"
    policy = f"policy {value['collection']['policy']['name']}:"
    if not going and not value["freedBlobs"]:
        return f"{policy} every artifact keeps its bytes"
    if not value["dryRun"]:
        removed = f"{value['removedBlobs']} blobs with {size(value['removedBytes'])}"
        return f"{policy} {going} artifacts expired; removed {removed}{_waiting(value['waitingBlobs'])}"
    if not going:
        return f"{policy} nothing would expire; {freed} are left of what expired before; --apply removes them"
    return f"{policy} {going} artifacts would expire, and free {freed}; --apply lets them go"


def _waiting(blobs: int) -> str:
    if not blobs:
        return ""
    return f", {blobs} were put too recently (--min-age-seconds); a later gc or sweep removes them"
