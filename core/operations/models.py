"""Operations on versions of models."""

from typing import Annotated, Any

from pydantic import Field

from provenlab.core.errors import LimitExceeded, NotFound, ValidationFailed
from provenlab.core.models.instant import Instant
from provenlab.core.models.metric import number_on_the_wire
from provenlab.core.models.model_version import (
    DEFAULT_MODEL,
    ModelName,
    ModelNote,
    ModelVersion,
    VersionNumber,
    VersionStanding,
)
from provenlab.core.models.page import DEFAULT_LIMIT, Limit
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.rules.run_comparison import Difference


class LogModelVersion(ModelNote):
    """A note. `path` is the model's file, read where the store is; its bytes never go over the wire."""

    created_at: Instant | None = None  # type: ignore[assignment]
    path: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None

    def note(self, lab: Lab) -> ModelNote:
        fields = {name: value for name, value in self if name in ModelNote.model_fields}
        return ModelNote.model_construct(**{**fields, "created_at": self.created_at or lab.clock.now()})


@operation(effect=Effect.WRITE, errors=(LimitExceeded, ValidationFailed, NotFound))
def log_model_version(lab: Lab, request: LogModelVersion) -> ModelVersion:
    """Adds a candidate with its whole config, metrics and links, secrets taken out; the numbered version.

    With `path`, the file becomes an artifact of kind `model`, made from the input artifacts that are
    known and not tombstoned. Metrics may be `NaN`, `Infinity` and `-Infinity`.
    """
    content = None if request.path is None else lab.files.read_chunks(request.path)
    return lab.models.log(request.note(lab), content)


class GetModelVersion(Value):
    """Which version of which model."""

    model_name: ModelName = DEFAULT_MODEL
    version: VersionNumber


@operation(effect=Effect.READ, errors=(NotFound,))
def get_model_version(lab: Lab, request: GetModelVersion) -> VersionStanding:
    """Returns one version, with its state by the history and the aliases that point to it."""
    return lab.models.version(request.model_name, request.version)


class ListModels(Value):
    """Nothing to say."""


@operation(effect=Effect.READ)
def list_models(lab: Lab, request: ListModels) -> list[ModelName]:
    """Lists the names of the models that have versions, sorted."""
    return list(lab.models.names())


class ListVersions(Value):
    """Which model, and which part of the list: at most `limit`, below the version `cursor`."""

    model_name: ModelName = DEFAULT_MODEL
    limit: Limit = DEFAULT_LIMIT
    cursor: VersionNumber | None = None


class VersionPage(Value):
    """`nextCursor` is there when more may follow; send it as `cursor`."""

    items: tuple[VersionStanding, ...]
    next_cursor: VersionNumber | None = None


@operation(effect=Effect.READ)
def list_versions(lab: Lab, request: ListVersions) -> VersionPage:
    """Lists the versions of a model, newest first, each with its state and aliases."""
    page = lab.models.versions(request.model_name, request.limit, request.cursor)
    cursor = None if page.next_cursor is None else int(page.next_cursor)
    return VersionPage.model_construct(items=page.items, next_cursor=cursor)


class CompareVersions(Value):
    """Two versions of a model."""

    model_name: ModelName = DEFAULT_MODEL
    a: VersionNumber
    b: VersionNumber


class VersionDifference(Value):
    """A path, and what each version has there; left out where it has nothing."""

    path: str
    a: Any = None
    b: Any = None


class VersionComparison(Value):
    """Only what differs, by path."""

    model_name: ModelName
    a: VersionNumber
    b: VersionNumber
    config: tuple[VersionDifference, ...]
    metrics: tuple[VersionDifference, ...]
    tags: tuple[VersionDifference, ...]


@operation(effect=Effect.READ, errors=(NotFound,))
def compare_versions(lab: Lab, request: CompareVersions) -> VersionComparison:
    """Returns what differs between two versions in config, metrics and tags."""
    found = lab.models.compare(request.model_name, request.a, request.b)
    return VersionComparison(
        model_name=request.model_name,
        a=request.a,
        b=request.b,
        config=_shown(found["config"]),
        metrics=_shown(found["metrics"]),
        tags=_shown(found["tags"]),
    )


def _shown(differences: tuple[Difference, ...]) -> tuple[VersionDifference, ...]:
    return tuple(
        VersionDifference(
            path=each.path, **{side: _on_the_wire(value) for side, value in each.values.items()}
        )
        for each in differences
    )


def _on_the_wire(value: Any) -> Any:
    return number_on_the_wire(value) if isinstance(value, float) else value
