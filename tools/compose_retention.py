"""The retention service of a lab."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenlab.core.ports.model_registry import ModelRegistryPort
    from provenlab.core.services.retention import RetentionService
    from provenlab.tools.compose import Backend, LabParts


def retention_service(
    lab: "LabParts", backend: "Backend", own_models: "ModelRegistryPort"
) -> "RetentionService":
    """Policies over all that a lab holds; its own models count even when it uses another registry now."""
    from provenlab.core.services.retention import RetentionService

    registries = (own_models, lab.models.registry)
    return RetentionService(
        backend.retention(),
        lab.catalog,
        lab.blobs,
        registries,
        backend.model_history(),
        lab.store,
        lab.clock,
        lab.ids,
        lab.tell_progress,
    )
