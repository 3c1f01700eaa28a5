"""How lineage reads on a terminal."""

from collections.abc import Iterator
from typing import Any

from provenlab.tools.cli.output import Output
from provenlab.tools.cli.tables import Column, short_hash
from provenlab.tools.cli.text import cut, one_line
from provenlab.tools.cli.trees import branches

_Place = tuple[str, str]
_Node = tuple[_Place, str]


def tree(graph: Any, output: Output) -> Iterator[str]:
    """The graph as a tree from its start; what is reached by a second way is not followed again."""
    nodes = {(each["kind"], each["id"]): each for each in graph["nodes"]}
    below = _neighbours(graph)
    followed: set[_Place] = set()

    def children(node: _Node) -> list[_Node]:
        place, _ = node
        found = [] if place in followed else below.get(place, [])
        followed.add(place)
        return found

    def label(node: _Node) -> str:
        place, role = node
        again = place in followed and place in below
        return _label(nodes.get(place, {}), place, role, again)

    start: _Node = ((graph["startKind"], graph["startId"]), "")
    lines = [label(start), *branches(start, children, label)]
    yield from (line if output.width is None else cut(line, output.width) for line in lines)
    if len(lines) == 1:
        yield f"nothing {graph['direction']} of it"
    if graph["truncated"]:
        yield "a limit cut the graph off; --max-nodes and --max-depth raise it"


def datasets(value: Any, output: Output) -> Iterator[str]:
    """Datasets, the nearest first, each with the way to it."""
    yield from output.table(_DATASETS, value["datasets"], "no datasets")
    if value["truncated"]:
        yield "a limit cut the walk off; --max-nodes raises it"


def _way(steps: Any) -> str:
    return " > ".join(steps[1:]) or "itself"


_DATASETS = (
    Column("DATASET", "dataset"),
    Column("VERSION", "version", extra=True),
    Column("ROLE", "role", extra=True),
    Column("ARTIFACT", "artifactId"),
    Column("CONTENT", "contentHash", short_hash, whole=True, extra=True),
    Column("THROUGH", "through", _way, comfort=40),
)


def _neighbours(graph: Any) -> dict[_Place, list[_Node]]:
    near, far = ("target", "source") if graph["direction"] == "upstream" else ("source", "target")
    below: dict[_Place, list[_Node]] = {}
    for edge in graph["edges"]:
        place = (edge[f"{near}Kind"], edge[f"{near}Id"])
        below.setdefault(place, []).append(((edge[f"{far}Kind"], edge[f"{far}Id"]), edge["role"]))
    return below


def _label(about: Any, place: _Place, role: str, again: bool) -> str:
    kind, name = place
    said = [about.get("label"), about.get("status"), "see above" if again else None]
    said += [] if about.get("known", True) else ["never registered"]
    words = " · ".join(one_line(each) for each in said if each)
    head = f"{role}: {kind}" if role else kind
    return f"{head} {one_line(name)}" + (f"  ({words})" if words else "")
