"""The part of the composition root that names MLflow and the libraries of models."""

import os
from typing import TYPE_CHECKING, Any

from provenlab.tools.compose import LabParts
from provenlab.tools.places import MlflowPlace, mlflow_place

if TYPE_CHECKING:
    from provenlab.adapters.flavours.saved_model import SavedModel
    from provenlab.core.models.model_version import ModelVersion
    from provenlab.core.ports.model_registry import ModelRegistryPort
    from provenlab.core.services.models import ModelService


def open_model_service(tracking_uri: str | None, history: LabParts) -> "ModelService":
    """Models in MLflow, with the history of their champions in the store of a lab."""
    registry = _mlflow_registry(mlflow_place(tracking_uri))
    if history.takes_writes:
        return history.models_in(registry)
    from provenlab.adapters.wrappers.read_only_models import ReadOnlyModels

    return history.models_in(ReadOnlyModels(registry))


def _mlflow_registry(place: MlflowPlace) -> "ModelRegistryPort":
    if place.uri.startswith("file:"):
        # MLflow asks for this word before it opens a store of files, and offers no other way to say it.
        os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    from provenlab.adapters.mlflow.model_registry import MlflowModelRegistry

    return MlflowModelRegistry(place.uri, place.artifact_root)


def save_model(model: Any, allow_pickle: bool) -> "SavedModel":
    """A model as bytes with what reading it needs."""
    from provenlab.adapters.flavours.saving import saved_model

    return saved_model(model, allow_pickle)


def load_model(found: "ModelVersion", content: bytes, allow_pickle: bool) -> Any:
    """The model of a version, from bytes that were checked against its digest."""
    from provenlab.adapters.flavours.saving import loaded_model

    return loaded_model(found, content, allow_pickle)


def model_scores(model: Any, rows: Any) -> Any:
    """What a model predicts, the same way for every library."""
    from provenlab.adapters.flavours.predictions import scores_of

    return scores_of(model, rows)
