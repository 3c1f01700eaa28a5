"""`provenlab runs lineage`: what a run stands on, and what came of it."""

from collections.abc import Iterable
from typing import Any

import click

from provenlab.core.errors import NotFound
from provenlab.tools.cli.commands import command
from provenlab.tools.cli.known_ids import known_ids
from provenlab.tools.cli.lineage_views import tree
from provenlab.tools.cli.output import Output
from provenlab.tools.cli.session import Session
from provenlab.tools.run_sources import RunSource, run_sources

_NODES = 500
_FOLLOWED = ("artifact", "experiment")


class _Graph:
    """Nodes and edges as `get_lineage` answers them, with the run at one end."""

    def __init__(self, run: Any, direction: str) -> None:
        self.run, self.direction = run, direction
        self.nodes: dict[tuple[str, str], Any] = {}
        self.edges: dict[tuple[str, ...], Any] = {}
        self.truncated = False
        self.add("run", run["runId"], run["name"], run["status"])

    def add(self, kind: str, id_: str, label: str | None, status: str | None, known: bool = True) -> None:
        node = {"kind": kind, "id": id_, "label": label, "status": status, "known": known}
        self.nodes.setdefault((kind, id_), node)

    def join(self, source: tuple[str, str], target: tuple[str, str], role: str) -> None:
        ends = dict(
            zip(("sourceKind", "sourceId", "targetKind", "targetId"), (*source, *target), strict=True)
        )
        self.edges.setdefault((*source, *target, role), {**ends, "role": role})

    def join_run(self, place: tuple[str, str], role: str) -> None:
        run = ("run", str(self.run["runId"]))
        source, target = (place, run) if self.direction == "upstream" else (run, place)
        self.join(source, target, role)

    def take(self, lineage: Any) -> None:
        for node in lineage["nodes"]:
            self.nodes.setdefault((node["kind"], node["id"]), node)
        for edge in lineage["edges"]:
            ends = (edge["sourceKind"], edge["sourceId"]), (edge["targetKind"], edge["targetId"])
            self.join(*ends, edge["role"])
        self.truncated |= lineage["truncated"]

    def document(self) -> dict[str, Any]:
        return {
            "startKind": "run",
            "startId": self.run["runId"],
            "direction": self.direction,
            "nodes": list(self.nodes.values()),
            "edges": list(self.edges.values()),
            "truncated": self.truncated,
        }


def _lineage(session: Session, output: Output, run_id: str, direction: str, max_nodes: int) -> None:
    with session.snapshot():
        graph = _Graph(session.ask("get_run", {"runId": run_id}), direction)
        for source in _ends(session, graph):
            graph.join_run((source.kind, source.id), source.role)
            _follow(session, graph, source, max_nodes - len(graph.nodes))
    output.tell(graph.document(), tree)


def _ends(session: Session, graph: _Graph) -> Iterable[RunSource]:
    asked = {"filter": {"producerId": graph.run["runId"], "limit": None}}
    outputs = session.ask("list_artifacts", asked)["items"][::-1]
    made = [RunSource("artifact", each["artifactId"], each["kind"]) for each in outputs]
    if graph.direction == "downstream":
        return made
    evaluation = _if_there(session, "get_evaluation", runId=graph.run["runId"])
    parents = (parent for each in outputs for parent in each["parents"])
    read = (RunSource("artifact", each["artifactId"], each["role"]) for each in parents)
    own = {each.id for each in made}
    return dict.fromkeys(each for each in (*run_sources(graph.run, evaluation), *read) if each.id not in own)


def _follow(session: Session, graph: _Graph, source: RunSource, room: int) -> None:
    if source.kind == "run":
        found = _if_there(session, "get_run", runId=source.id)
        graph.add("run", source.id, found and found["name"], found and found["status"], found is not None)
    elif source.kind not in _FOLLOWED:
        graph.add(source.kind, source.id, None, None)
    elif (source.kind, source.id) not in graph.nodes and room > 0:
        asked = {f"{source.kind}Id": source.id, "direction": graph.direction, "maxNodes": room}
        lineage = _if_there(session, "get_lineage", **asked)
        if lineage is None:
            graph.add(source.kind, source.id, None, None, known=False)
        else:
            graph.take(lineage)
    graph.truncated |= room <= 0


def _if_there(session: Session, operation: str, **asked: Any) -> Any:
    try:
        return session.ask(operation, asked)
    except NotFound:
        return None


lineage = command(
    "lineage",
    "Draw what it came from, or what came of it.",
    "Draws what a run stands on: its datasets, experiment, the run it is part of, what its evaluation and "
    "artifacts were made from, and where that came from; or, downstream, its artifacts and what came of it.",
    [
        click.Argument(["run_id"], shell_complete=known_ids("run_id")),
        click.Option(
            ["--direction"],
            type=click.Choice(["upstream", "downstream"]),
            default="upstream",
            show_default=True,
        ),
        click.Option(
            ["--max-nodes"],
            type=click.IntRange(1),
            default=_NODES,
            show_default=True,
            help="How much may be drawn.",
        ),
    ],
    _lineage,
)
