"""Artifacts: what they hold, where they came from, and who used them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from provenlab.core.models.artifact import ArtifactStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.graph import drawn_lineage
from provenlab.tools.pages.contents import SHAPES, contents_of
from provenlab.tools.pages.names import Names, names_of
from provenlab.tools.pages.page import Page

_CRITERIA = (
    "kind",
    "name",
    "status",
    "logicalKey",
    "fileHash",
    "contentHash",
    "producerId",
    "minCreatedAt",
    "maxCreatedAt",
)
_RELATED = 50
_NODES = 80


def artifact_list(ask: Asking, address: Address) -> Page:
    """Records, the newest first."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_artifacts", filter=criteria)
    values = {
        "address": address,
        "artifacts": page["items"],
        "names": _producers(ask, page["items"]),
        "next_cursor": page.get("nextCursor"),
        "statuses": get_args(ArtifactStatus),
    }
    return Page("artifacts.html", "Artifacts", values)


def artifact_page(ask: Asking, address: Address, artifact_id: str) -> Page:
    """A record with its history, the experiments that read it, and its lineage both ways."""
    artifact = ask("get_artifact", artifactId=artifact_id)
    used = ask("find_by_input_artifacts", artifactIds=[artifact_id], limit=_RELATED)
    values = {
        "artifact": artifact,
        "address": address,
        "names": _related(ask, artifact),
        "runs": _runs_over(ask, artifact),
        "evaluations": ask("list_evaluations", filter={"upstreamId": artifact_id, "limit": _RELATED})[
            "items"
        ],
        "scenarios": ask("list_scenarios", filter={"artifactId": artifact_id, "limit": _RELATED})["items"],
        "contents": contents_of(ask, address, artifact_id),
        "shapes": SHAPES,
        "history": ask("get_artifact_history", artifactId=artifact_id),
        "used_by": used,
        "graphs_shown": [
            (title, drawn_lineage(_lineage(ask, artifact_id, direction)))
            for title, direction in _directions(len(used))
        ],
        "is_popular": len(used) == _RELATED,
    }
    return Page("artifact.html", artifact["name"], values)


def _directions(n_used: int) -> Iterator[tuple[str, str]]:
    yield "Where it came from", "upstream"
    # What everybody reads has a graph that takes long to walk, and shows nobody anything.
    if n_used < _RELATED:
        yield "What came of it", "downstream"


def _producers(ask: Asking, artifacts: Sequence[Mapping[str, Any]]) -> Names:
    made = [each["producer"] for each in artifacts if "producer" in each]
    runs, experiments = (
        [each["id"] for each in made if each["kind"] == kind] for kind in ("run", "experiment")
    )
    return names_of(ask, runs=runs, experiments=experiments)


def _related(ask: Asking, artifact: Mapping[str, Any]) -> Names:
    ids = [each["artifactId"] for each in artifact["parents"]]
    ids += [artifact[name] for name in ("successorId", "supersedes") if name in artifact]
    return _producers(ask, [artifact])._replace(artifacts=names_of(ask, artifacts=ids).artifacts)


def _runs_over(ask: Asking, artifact: Mapping[str, Any]) -> list[Any]:
    """Runs that read it; they know it by the name that it had."""
    named = ask("list_runs", filter={"dataset": artifact["name"], "limit": _RELATED})["items"]
    return [
        run
        for run in named
        if any(each.get("artifactId") == artifact["artifactId"] for each in run["datasets"])
    ]


def _lineage(ask: Asking, artifact_id: str, direction: str) -> Any:
    return ask("get_lineage", artifactId=artifact_id, direction=direction, maxNodes=_NODES)
