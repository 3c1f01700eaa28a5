"""The retention service of a lab."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenlab.core.services.retention import RetentionService
    from provenlab.tools.compose import Backend, LabParts


def retention_service(lab: "LabParts", backend: "Backend") -> "RetentionService":
    """Policies over everything a lab holds, its models among them."""
    from provenlab.core.services.retention import RetentionService

    return RetentionService(
        backend.retention(), lab.catalog, lab.blobs, lab.models, lab.store, lab.clock, lab.ids
    )
