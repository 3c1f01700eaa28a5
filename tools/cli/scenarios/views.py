"""How scenarios read on a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, facts, plain, when
from provenlab.tools.cli.text import cut

_LONGEST = 60
_COLUMNS = (
    Column("NAME", "name"),
    Column("KIND", "kind", extra=True),
    Column("SCENARIO", "scenarioId", whole=True),
    Column("CREATED", "createdAt", when, whole=True, extra=True),
    Column("INPUTS", "inputs", extra=True),
)


def listing(page: Any, output: Output) -> Iterable[str]:
    """Scenarios, one a line."""
    return output.table(_COLUMNS, page["items"], "no scenarios")


def scenario(value: Any, output: Output) -> Iterator[str]:
    """One scenario, with the beginning of each part of its world."""
    head = [
        ("scenario", value["scenarioId"]),
        ("name", value["name"]),
        ("kind", value["kind"]),
        ("world", value["worldHash"]),
        ("created", when(value["createdAt"])),
        *((f"input {role}", artifact_id) for role, artifact_id in value["inputs"].items()),
    ]
    yield from facts(head, output.width)
    yield ""
    world = [(name, cut(plain(each), _LONGEST)) for name, each in value["world"].items()]
    yield from facts(world, output.width)


def brief(value: Any, output: Output) -> Iterator[str]:
    """One scenario in one line: what became of it."""
    word = "new" if value["created"] else "known"
    yield f"scenario {value['scenarioId']} is {word}: {plain(value['name'])}"
