"""A model registry that takes nothing, for operations that read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn

from provenlab.core.errors import StoreReadOnly
from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.model_registry import ModelRegistryPort


class ReadOnlyModels:
    """ModelRegistryPort over another, which may be one that no transaction of ours holds back."""

    def __init__(self, inner: ModelRegistryPort) -> None:
        self._inner = inner

    def add_version(self, draft: ModelDraft, content: Iterable[bytes] | None = None) -> ModelVersion:
        _refuse()

    def get_version(self, model_name: str, version: int) -> ModelVersion:
        return self._inner.get_version(model_name, version)

    def list_versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[ModelVersion]:
        return self._inner.list_versions(model_name, limit, cursor)

    def open_file(self, model_name: str, version: int) -> Iterator[bytes]:
        return self._inner.open_file(model_name, version)

    def list_models(self) -> tuple[str, ...]:
        return self._inner.list_models()

    def aliases(self, model_name: str) -> Mapping[str, int]:
        return self._inner.aliases(model_name)

    def set_alias(self, model_name: str, alias: str, version: int) -> None:
        _refuse()

    def delete_alias(self, model_name: str, alias: str) -> None:
        _refuse()


def _refuse() -> NoReturn:
    raise StoreReadOnly("this model registry is open for reading only")
