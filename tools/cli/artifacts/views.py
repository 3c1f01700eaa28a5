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
        ("expired", value.get("expiredAt") and when(value["expiredAt"])),
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


_PINS = (
    Column("ARTIFACT", "artifactId", whole=True),
    Column("SINCE", "at", when, whole=True),
    Column("BY", "actor"),
    Column("REASON", "reason"),
)


def pins(value: Any, output: Output) -> Iterable[str]:
    """Pinned artifacts, one a line."""
    return output.table(_PINS, value, "nothing is pinned")


def pin(value: Any, output: Output) -> Iterator[str]:
    """How an artifact stands now."""
    state = "pinned" if value["pinned"] else "not pinned"
    yield f"{value['artifactId']} is {state}" + ("" if value["changed"] else ", as before")


def expiry(value: Any, output: Output) -> Iterator[str]:
    """When, by whom, under which policy and why; or that the bytes are kept."""
    found = value.get("expiry")
    if found is None:
        yield f"the bytes of {value['artifactId']} are kept"
        return
    collection = found["collection"]
    about = [
        ("artifact", value["artifactId"]),
        ("expired", when(collection["at"])),
        ("policy", collection["policy"]["name"]),
        ("by", collection.get("actor")),
        ("reason", collection.get("reason")),
        ("because", found["because"]),
        ("collection", collection["collectionId"]),
    ]
    yield from facts([(name, text) for name, text in about if text], output.width)
