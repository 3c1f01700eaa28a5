"""Artifacts: what they hold, where they came from, and who used them."""

from typing import Any

from provenlab.tools.pages.address import Address
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.charts.graph import drawn_lineage
from provenlab.tools.pages.contents import SHAPES, contents_of
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.runs import limit_of

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
STATUSES = ("active", "superseded", "tombstoned")


def artifact_list(ask: Asking, address: Address) -> Page:
    """Records, the newest first."""
    criteria: dict[str, Any] = {**address.given(*_CRITERIA, "cursor"), "limit": limit_of(address)}
    page = ask("list_artifacts", filter=criteria)
    values = {
        "address": address,
        "artifacts": page["items"],
        "next_cursor": page.get("nextCursor"),
        "statuses": STATUSES,
    }
    return Page("artifacts.html", "Artifacts", values)


def artifact_page(ask: Asking, address: Address, artifact_id: str) -> Page:
    """A record with its history, the experiments that read it, and its lineage both ways."""
    artifact = ask("get_artifact", artifactId=artifact_id)
    used = ask("find_by_input_artifacts", artifactIds=[artifact_id], limit=_RELATED)
    values = {
        "artifact": artifact,
        "address": address,
        "contents": contents_of(ask, address, artifact_id),
        "shapes": SHAPES,
        "history": ask("get_artifact_history", artifactId=artifact_id),
        "used_by": used,
        "graphs_shown": [
            (title, drawn_lineage(_lineage(ask, artifact_id, direction)))
            for title, direction in (("Where it came from", "upstream"), ("What came of it", "downstream"))
        ],
    }
    return Page("artifact.html", artifact["name"], values)


def _lineage(ask: Asking, artifact_id: str, direction: str) -> Any:
    return ask("get_lineage", artifactId=artifact_id, direction=direction, maxNodes=_NODES)
