"""The model registry: versions of named models, their files, and aliases that point to them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.page import DEFAULT_LIMIT, Page


class ModelRegistryPort(Protocol):
    """Keeps versions; which of them is the champion is decided by `ModelHistoryPort`, not here.

    Versions of a name count 1, 2, 3, ... in the order they were added; they never change and are never
    removed. Aliases are pointers that other tools may move as well. Errors of a driver or a server come
    as a StoreError; StoreUnavailable when it may be tried again.
    """

    def add_version(self, draft: ModelDraft, content: Iterable[bytes] | None = None) -> ModelVersion:
        """Keeps a version, with the bytes of its file when there are any.

        Atomic: the version is there whole, with its bytes, or not at all. A registry that runs belong
        to may fill in a `run_id` that was left out. Input artifacts need not be known.
        """
        ...

    def get_version(self, model_name: str, version: int) -> ModelVersion:
        """NotFound when there is none."""
        ...

    def list_versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[ModelVersion]:
        """Newest first, those below version `cursor`; empty for a name without versions."""
        ...

    def open_file(self, model_name: str, version: int) -> Iterator[bytes]:
        """The bytes of its file, in chunks.

        NotFound without the version or its file, BlobMissing when the bytes are gone; both come from
        the call itself. DigestMismatch comes in place of the end when the bytes are not those that
        were added: what was read is then void, so nothing may be made of it before the end.
        """
        ...

    def list_models(self) -> tuple[str, ...]:
        """The names that have versions, sorted."""
        ...

    def aliases(self, model_name: str) -> Mapping[str, int]:
        """Which version each alias points to; empty for a name without versions."""
        ...

    def set_alias(self, model_name: str, alias: str, version: int) -> None:
        """Points an alias to a version, from wherever it pointed; NotFound without the version."""
        ...

    def delete_alias(self, model_name: str, alias: str) -> None:
        """Removes an alias; no effect when there is none."""
        ...
