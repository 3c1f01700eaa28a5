"""How models read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.runs.views import details
from provenlab.tools.cli.tables import Column, facts, plain, when
from provenlab.tools.cli.words import metrics, number, size

_DID = {
    "promoted": "promoted",
    "rolled_back": "rolled back to",
    "demoted": "demoted",
    "archived": "archived",
    "quarantined": "quarantined",
    "released": "released",
    "adopted": "adopted from the registry",
}


def _state(row: Any) -> str:
    return f"{row['state']}, quarantined" if row.get("quarantined") else str(row["state"])


_VERSIONS = (
    Column("VERSION", "version", whole=True, right=True),
    Column("STATE", "", _state, whole=True, coloured=True),
    Column("CREATED", "createdAt", when, whole=True),
    Column("METRICS", "metrics", metrics),
    Column("ALIASES", "aliases", extra=True),
    Column("FLAVOUR", "flavour", extra=True),
    Column("RUN", "runId", extra=True),
    Column(
        "TAGS",
        "tags",
        lambda value: ", ".join(f"{k}={v}" for k, v in (value or {}).items()) or "-",
        extra=True,
    ),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Versions, one a line."""
    return output.table(_VERSIONS, page["items"], "no versions")


def names(found: Any, output: Output) -> Iterable[str]:
    """Names of models, one a line."""
    return output.table((Column("MODEL", ""),), found, "no models")


def version(value: Any, output: Output) -> Iterator[str]:
    """One version in full."""
    head = [
        ("model", value["modelName"]),
        ("version", str(value["version"])),
        ("state", _state(value) if "state" in value else None),
        ("aliases", ", ".join(value.get("aliases", ()))),
        ("created", when(value["createdAt"])),
        ("flavour", value.get("flavour") and value["flavour"] + (" (pickled)" if value["pickled"] else "")),
        ("run", value.get("runId")),
        ("experiment", value.get("experimentId")),
        ("made from", ", ".join(value["inputArtifacts"])),
        ("file", value.get("fileHash") and f"{size(value.get('sizeBytes'))}, sha256 {value['fileHash']}"),
        ("where", value.get("storageUri")),
    ]
    yield from facts([(name, text) for name, text in head if text], output.width)
    yield from details("metrics", ((key, number(each)) for key, each in value["metrics"].items()), output)
    yield from details("config", ((key, plain(each)) for key, each in value["config"].items()), output)
    yield from details("tags", value["tags"].items(), output)


def change(value: Any, output: Output) -> Iterator[str]:
    """What a change did, and who is champion after it."""
    event, champion = value.get("event"), value.get("champion")
    name = value["modelName"]
    did = "nothing changed" if event is None else happening(event)
    yield f"{name}: {did}; " + (
        "nobody is champion" if champion is None else f"version {champion} is champion"
    )
    if not value["inStep"]:
        yield f"the registry's aliases do not follow yet: {value.get('problem') or 'somebody else moved one'}"
    yield from _drift(value.get("drift", ()))


def _drift(drift: Iterable[Any]) -> Iterator[str]:
    for each in drift:
        found, expected = each.get("found", "nothing"), each.get("expected", "nothing")
        yield f"alias {each['alias']} points to {found}, the history says {expected}; reconcile --accept"


def happening(event: Any) -> str:
    """What an event did, in a few words."""
    return f"{_DID.get(event['kind'], event['kind'])} version {event['version']}"


def succession(event: Any) -> str:
    """Who was champion before an event and after it, `1 → 3`; one name when nothing changed hands."""
    before, after = (str(event.get(name, "nobody")) for name in ("previousChampion", "champion"))
    return after if before == after else f"{before} → {after}"


def timeline(events: Any, output: Output) -> Iterable[str]:
    """Every change, the oldest first: who stood after it, who did it and why."""
    columns = (
        Column("SEQ", "seq", whole=True, right=True),
        Column("AT", "at", when, whole=True),
        Column("CHAMPION", "", succession, whole=True),
        Column("WHAT", "", happening),
        Column("BY", "actor"),
        Column("WHY", "reason"),
        Column("ENTRY", "journalEntryId", extra=True, right=True),
        Column("EVIDENCE", "evidence", extra=True),
    )
    return output.table(columns, events, "no changes")


def comparison(value: Any, output: Output) -> Iterable[str]:
    """What differs, a column a version."""
    parts = ("config", "metrics", "tags")
    rows = [{**each, "path": f"{part}.{each['path']}"} for part in parts for each in value[part]]
    columns = [Column("WHAT", "path"), Column(str(value["a"]), "a"), Column(str(value["b"]), "b")]
    return output.table(columns, rows, "they differ in neither config nor metrics nor tags")


def champion(value: Any, output: Output) -> Iterator[str]:
    """Who is champion, and since when."""
    event = value["event"]
    yield f"version {value['version']} of {value['modelName']} is champion since {when(event['at'])}"
    yield from facts(_decision(event), output.width, "  ")
    yield ""
    yield from version(value, output)
    yield from _drift(value["drift"])


def champion_then(value: Any, output: Output) -> Iterator[str]:
    """Who was champion."""
    who = "nobody" if value.get("champion") is None else f"version {value['champion']}"
    yield f"{who} was champion of {value['modelName']} at {when(value['instant'])}"
    if value.get("event"):
        yield f"{when(value['event']['at'])}  {happening(value['event'])}"


def _decision(event: Any) -> list[tuple[str, str]]:
    said = [
        ("what", happening(event)),
        ("champion", succession(event)),
        ("at", when(event["at"])),
        ("by", event.get("actor")),
        ("why", event.get("reason")),
        ("evidence", plain(event["evidence"]) if event.get("evidence") else None),
    ]
    return [(name, text) for name, text in said if text]


def why(value: Any, output: Output) -> Iterator[str]:
    """From the champion back: decision, entry, run, experiment, inputs, and whom it beat."""
    found, event, promotion = value["version"], value["event"], value["promotion"]
    yield f"version {found['version']} of {found['modelName']} is champion since {when(event['at'])}"
    if event["seq"] != promotion["seq"]:
        yield f"  {happening(event)}" + (f": {event['reason']}" if event.get("reason") else "")
    yield from details("decided", _decision(promotion), output)
    yield from details("metrics", ((key, number(each)) for key, each in found["metrics"].items()), output)
    yield from details("from", _origins(value), output)
    roots = [
        (each["kind"], each["id"] + (f"  ({each['label']})" if each.get("label") else ""))
        for graph in value["lineages"]
        for each in graph["nodes"]
    ]
    yield from details("made from", dict.fromkeys(roots), output)
    if value["beaten"]:
        yield ""
        newest, n_beaten = len(value["beaten"]), value["nBeaten"]
        yield "beat" if newest == n_beaten else f"beat {n_beaten} versions, of which the newest"
        yield from output.table(_VERSIONS, value["beaten"])
    yield from details("not known", (("", gap) for gap in value["gaps"]), output)
    yield from _drift(value["drift"])


def _origins(value: Any) -> Iterator[tuple[str, str]]:
    entry, run, experiment = value.get("journalEntry"), value.get("run"), value.get("experiment")
    if entry:
        yield "journal entry", f"{entry['entryId']}: {entry['hypothesis']}"
    if run:
        yield "run", f"{run['runId']}, {run['name']}, {run['status']}, {metrics(run['metrics'])}"
    if experiment:
        yield "experiment", f"{experiment['experimentId']}, {experiment['name']}, {experiment['status']}"
