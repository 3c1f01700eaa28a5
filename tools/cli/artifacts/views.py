"""How artifact records read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, short_hash, when
from provenlab.tools.cli.words import size


def _producer(value: Any) -> str:
    return "-" if value is None else f"{value['kind']} {value['id']}"


_COLUMNS = (
    Column("ARTIFACT", "artifactId", whole=True),
    Column("KIND", "kind"),
    Column("STATUS", "status", whole=True, coloured=True),
    Column("SIZE", "sizeBytes", size, whole=True, right=True),
    Column("CREATED", "createdAt", when, whole=True, extra=True),
    Column("NAME", "name"),
    Column("FORMAT", "format", extra=True),
    Column("PRODUCER", "producer", _producer, extra=True),
    Column("SHA256", "fileHash", short_hash, extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Artifacts, one a line."""
    return output.table(_COLUMNS, page["items"], "no artifacts")


def artifact(value: Any, output: Output) -> Iterator[str]:
    """One artifact: what it is, where it is, what it was made from."""
    head = [
        ("artifact", value["artifactId"]),
        ("name", value["name"]),
        ("kind", f"{value['kind']}, schema {value['schemaVersion']}, {value['format']}"),
        ("status", value["status"] + (f" by {value['successorId']}" if value.get("successorId") else "")),
        ("size", size(value["sizeBytes"])),
        ("created", when(value["createdAt"])),
        ("producer", value.get("producer") and _producer(value["producer"])),
        ("represents", value.get("logicalKey")),
        ("supersedes", value.get("supersedes")),
        ("sha256", value["fileHash"]),
        ("content", value.get("contentHash")),
        ("where", value["storageUri"]),
    ]
    yield from facts([(name, text) for name, text in head if text], output.width)
    made_from = [(each["role"], each["artifactId"]) for each in value["parents"]]
    summary = [(name, plain(each)) for name, each in value["summary"].items()]
    for title, pairs in (("made from", made_from), ("summary", summary)):
        if pairs:
            yield ""
            yield title
            yield from facts(pairs, output.width, "  ")
