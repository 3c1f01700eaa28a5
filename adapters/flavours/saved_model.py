"""A model made ready for a registry, whichever library it is of."""

from dataclasses import dataclass, field
from typing import Any

from provenlab.core.models.model_version import ModelSignature


@dataclass(frozen=True, slots=True)
class SavedModel:
    """The bytes of a model and what reading them again needs; the fields are those of `ModelNote`."""

    flavour: str
    content: bytes
    file_name: str
    details: dict[str, Any] = field(default_factory=dict)
    model_digest: str | None = None
    signature: ModelSignature | None = None
    prediction_digest: str | None = None
    requirements: tuple[str, ...] = ()
    pickled: bool = False
