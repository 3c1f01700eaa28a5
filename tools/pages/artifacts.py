"""Artifacts: what they hold, where they came from, and who used them."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from provenlab.core.models.artifact import ArtifactStatus
from provenlab.tools.pages.address import Address
from provenlab.tools.pages.address_numbers import limit_of
from provenlab.tools.pages.artifact_users import RELATED, users_of
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
    """A record with who used it, what it holds, its lineage both ways and its history."""
    artifact = ask("get_artifact", artifactId=artifact_id)
    expiry = ask("get_artifact_expiry", artifactId=artifact_id).get("expiry")
    # What everybody reads has a graph that takes long to walk, and shows nobody anything.
    readers = ask("find_by_input_artifacts", artifactIds=[artifact_id], limit=RELATED)
    came = _lineage(ask, artifact_id, "downstream") if len(readers) < RELATED else None
    graphs = [("Where it came from", _lineage(ask, artifact_id, "upstream")), ("What came of it", came)]
    values = {
        "artifact": artifact,
        "address": address,
        "expiry": expiry,
        "names": _related(ask, artifact),
        "users": users_of(ask, artifact, readers, came),
        "contents": contents_of(ask, address, artifact_id) if expiry is None else None,
        "shapes": SHAPES,
        "history": ask("get_artifact_history", artifactId=artifact_id),
        "graphs_shown": [(title, drawn_lineage(each)) for title, each in graphs if each is not None],
    }
    return Page("artifact.html", artifact["name"], values)


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


def _lineage(ask: Asking, artifact_id: str, direction: str) -> Any:
    return ask("get_lineage", artifactId=artifact_id, direction=direction, maxNodes=_NODES)
