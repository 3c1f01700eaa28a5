"""The ports: what the core asks of the outside, one protocol a file; the docstrings are the contract."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.blob_store import BlobStorePort
    from provenlab.core.ports.clock import Clock
    from provenlab.core.ports.evaluation_store import EvaluationStorePort
    from provenlab.core.ports.evaluation_subjects import EvaluationSubjectsPort
    from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
    from provenlab.core.ports.id_generator import IdGenerator
    from provenlab.core.ports.job_queue import JobQueuePort, JobRecordsPort
    from provenlab.core.ports.lineage import LineagePort
    from provenlab.core.ports.model_history import ModelHistoryPort
    from provenlab.core.ports.model_registry import ModelRegistryPort
    from provenlab.core.ports.queued_runs import QueuedRunsPort
    from provenlab.core.ports.retention import RetentionPort
    from provenlab.core.ports.store import StorePort

_HOMES = {
    "ArtifactCatalogPort": "artifact_catalog",
    "BlobStorePort": "blob_store",
    "Clock": "clock",
    "EvaluationStorePort": "evaluation_store",
    "EvaluationSubjectsPort": "evaluation_subjects",
    "ExperimentTrackerPort": "experiment_tracker",
    "IdGenerator": "id_generator",
    "JobQueuePort": "job_queue",
    "JobRecordsPort": "job_queue",
    "LineagePort": "lineage",
    "ModelHistoryPort": "model_history",
    "ModelRegistryPort": "model_registry",
    "QueuedRunsPort": "queued_runs",
    "RetentionPort": "retention",
    "StorePort": "store",
}

__all__ = [
    "ArtifactCatalogPort",
    "BlobStorePort",
    "Clock",
    "EvaluationStorePort",
    "EvaluationSubjectsPort",
    "ExperimentTrackerPort",
    "IdGenerator",
    "JobQueuePort",
    "JobRecordsPort",
    "LineagePort",
    "ModelHistoryPort",
    "ModelRegistryPort",
    "QueuedRunsPort",
    "RetentionPort",
    "StorePort",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
