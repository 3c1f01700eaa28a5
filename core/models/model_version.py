"""Versions of named models: what each was made from, how it did, and where its bytes are."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.metric import MetricKey, MetricValue
from provenlab.core.models.number import Count
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.text import Hash, Label, Name, Note, RecordId, RecordIds
from provenlab.core.models.value import Value

DEFAULT_MODEL = "provenlab-model"
CHAMPION_ALIAS = "champion"
ARCHIVED_ALIAS = "archived"

ModelState = Literal["candidate", "champion", "archived"]
# No colon and no slash, which separate a name from a version in the addresses of registries.
ModelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
AliasName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
LARGEST_VERSION = 2**53 - 1
VersionNumber = Annotated[int, Field(ge=1, le=LARGEST_VERSION)]
ModelTags = Annotated[dict[Label, Note], Field(max_length=1_000)]


class Column(Value):
    """One column that goes into a model, or comes out of it; `dtype` as NumPy names it."""

    name: Name
    dtype: Label


class ModelSignature(Value):
    """What a model is called with, in order, and what it answers."""

    inputs: Annotated[tuple[Column, ...], Strict(False), Field(max_length=100_000)]
    outputs: Annotated[tuple[Column, ...], Strict(False), Field(max_length=100_000)] = ()


class ModelNote(Value):
    """What the author of a version says.

    `flavour` says how the file is read (`lightgbm`, `sklearn`, ...), `flavour_details` what the reader
    needs beside it; `pickled` that loading it runs code of the file. `model_digest` is the model's
    identity, which may leave out what does not change its predictions; `prediction_digest` is of its
    predictions on a pinned sample. `requirements` are packages with versions, one a line.
    """

    model_name: ModelName = DEFAULT_MODEL
    config: dict[str, Any]
    metrics: Annotated[dict[MetricKey, MetricValue], Field(default_factory=dict)]
    tags: Annotated[ModelTags, Field(default_factory=dict)]
    flavour: Label | None = None
    flavour_details: Annotated[dict[str, Any], Field(default_factory=dict)]
    pickled: bool = False
    signature: ModelSignature | None = None
    model_digest: Hash | None = None
    prediction_digest: Hash | None = None
    requirements: Annotated[tuple[Name, ...], Strict(False), Field(max_length=5_000)] = ()
    run_id: Label | None = None
    run_name: Name | None = None
    experiment_id: RecordId | None = None
    input_artifacts: Annotated[RecordIds, Field(max_length=10_000)] = ()
    file_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")] = "model"
    created_at: Instant


class ModelDraft(ModelNote):
    """A note with what follows from it, ready to be kept."""

    config_hash: Hash
    redactions: Annotated[tuple[RedactedPlace, ...], Strict(False), Field(max_length=10_000)] = ()


class ModelVersion(ModelDraft):
    """A version as the registry holds it; it never changes.

    `file_hash` and `size_bytes` are of the model's file, None when only its description was logged.
    """

    version: VersionNumber
    recorded_at: Instant
    file_hash: Hash | None = None
    size_bytes: Count | None = None
    storage_uri: Annotated[str, Field(min_length=1, max_length=2_048)] | None = None


class VersionStanding(ModelVersion):
    """A version with where it stands: by the history, and by the aliases that point to it now."""

    state: ModelState
    quarantined: bool
    aliases: tuple[AliasName, ...]
