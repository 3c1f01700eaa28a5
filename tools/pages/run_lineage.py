"""A run within its lineage: what it read and stands on, what it made, and what came of that."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from provenlab.tools.pages.address import path_to
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.graph import Graph, drawn_lineage
from provenlab.tools.pages.rendering import shortened
from provenlab.tools.run_sources import run_sources

_INPUTS, _OUTPUTS, _FOLLOWED, _NODES = 12, 12, 4, 30
_Edge = dict[str, str]


class _Picture:
    """Nodes and edges as `get_lineage` tells them, put together from several answers."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        self.start = ("run", run["runId"])
        self.nodes: dict[tuple[str, str], dict[str, Any]] = {}
        self.edges: dict[tuple[str, ...], _Edge] = {}
        self.truncated = False
        self.add("run", run["runId"], run["name"])

    def add(
        self, kind: str, id_: str, label: str | None, known: bool = True, link: str | None = None
    ) -> None:
        self.nodes.setdefault(
            (kind, id_), {"kind": kind, "id": id_, "label": label, "known": known, "link": link}
        )

    def join(self, source: tuple[str, str], target: tuple[str, str], role: str) -> None:
        ends = {
            "sourceKind": source[0],
            "sourceId": source[1],
            "targetKind": target[0],
            "targetId": target[1],
        }
        self.edges.setdefault((*source, *target, role), {**ends, "role": role})

    def take(self, lineage: Mapping[str, Any]) -> None:
        for node in lineage["nodes"]:
            self.add(node["kind"], node["id"], node.get("label"), node["known"])
        for edge in lineage["edges"]:
            ends = ((edge["sourceKind"], edge["sourceId"]), (edge["targetKind"], edge["targetId"]))
            self.join(*ends, edge["role"])
        self.truncated = self.truncated or lineage["truncated"]

    def drawn(self) -> Graph:
        return drawn_lineage(
            {
                "nodes": list(self.nodes.values()),
                "edges": list(self.edges.values()),
                "startKind": self.start[0],
                "startId": self.start[1],
                "direction": "both",
                "truncated": self.truncated,
            }
        )


def run_lineage(
    ask: Asking, run: Mapping[str, Any], evaluation: Mapping[str, Any] | None, artifacts: Sequence[Any]
) -> Graph:
    """Both ways from the run, as far as a picture holds; the run stands in the middle."""
    picture = _Picture(run)
    sources = list(dict.fromkeys(run_sources(run, evaluation)))
    for kind, id_, role in sources[:_INPUTS]:
        _draw_source(ask, picture, kind, id_, role)
    for artifact in artifacts[:_OUTPUTS]:
        picture.add("artifact", artifact["artifactId"], shortened(artifact["name"]))
        picture.join(picture.start, ("artifact", artifact["artifactId"]), "output")
    for artifact in artifacts[:_FOLLOWED]:
        picture.take(_lineage(ask, "downstream", artifactId=artifact["artifactId"]))
    picture.truncated |= len(sources) > _INPUTS or len(artifacts) > _OUTPUTS
    return picture.drawn()


def _draw_source(ask: Asking, picture: _Picture, kind: str, id_: str, role: str) -> None:
    if kind == "dataset":
        picture.add("dataset", id_, id_, link=f"{path_to('runs')}?{urlencode({'dataset': id_})}")
    elif kind == "run":
        found = ask.if_there("get_run", runId=id_)
        picture.add("run", id_, found["name"] if found else id_, found is not None)
    else:
        lineage = _lineage(ask, "upstream", **{f"{kind}Id": id_})
        if lineage is None:
            picture.add(kind, id_, id_, known=False)
        else:
            picture.take(lineage)
    picture.join((kind, id_), picture.start, role)


def _lineage(ask: Asking, direction: str, **start: str) -> Any:
    return ask.if_there("get_lineage", direction=direction, maxNodes=_NODES, **start)
