"""The model registry in memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from provenlab.adapters.memory.store import MemoryStore
from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
from provenlab.core.ports.blob_store import BlobStorePort
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.model_records import (
    missing_file,
    missing_version,
    model_artifact,
    numbered_version,
    usable_inputs,
)


class MemoryModelRegistry:
    """Implements `ModelRegistryPort`; a version's file is an artifact of kind `model`."""

    def __init__(
        self,
        store: MemoryStore,
        catalog: Callable[[], ArtifactCatalogPort],
        open_blobs: Callable[[], BlobStorePort],
        clock: Clock,
    ) -> None:
        self._store = store
        self._tables = store.tables
        self._catalog = catalog
        self._open_blobs = open_blobs
        self._clock = clock

    def add_version(self, draft: ModelDraft, content: Iterable[bytes] | None = None) -> ModelVersion:
        blob = None if content is None else self._open_blobs().put_stream(content)
        with self._store.atomic():
            known = self._tables.model_versions.get(draft.model_name, [])
            version = numbered_version(draft, len(known) + 1, self._clock.now(), blob)
            if blob is not None:
                catalog = self._catalog()
                usable = usable_inputs(catalog.get_artifacts(draft.input_artifacts))
                catalog.register_artifact(model_artifact(version, blob, usable))
            self._store.append(self._tables.model_versions, draft.model_name, _detached(version))
            return version

    def get_version(self, model_name: str, version: int) -> ModelVersion:
        with self._store.snapshot():
            known = self._tables.model_versions.get(model_name, [])
            if not 1 <= version <= len(known):
                raise missing_version(model_name, version)
            return _detached(known[version - 1])

    def list_versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[ModelVersion]:
        with self._store.snapshot():
            known = self._tables.model_versions.get(model_name, [])
        found = [_detached(each) for each in reversed(known) if cursor is None or each.version < cursor]
        return Page.cut(found, [str(each.version) for each in found], limit)

    def open_file(self, model_name: str, version: int) -> Iterator[bytes]:
        uri = self.get_version(model_name, version).storage_uri
        if uri is None:
            raise missing_file(model_name, version)
        return self._open_blobs().open_stream(uri)

    def list_models(self) -> tuple[str, ...]:
        with self._store.snapshot():
            return tuple(sorted(self._tables.model_versions))

    def aliases(self, model_name: str) -> Mapping[str, int]:
        with self._store.snapshot():
            return dict(self._tables.model_aliases.get(model_name, {}))

    def set_alias(self, model_name: str, alias: str, version: int) -> None:
        with self._store.atomic():
            self.get_version(model_name, version)
            self._put_aliases(model_name, {**self.aliases(model_name), alias: version})

    def delete_alias(self, model_name: str, alias: str) -> None:
        with self._store.atomic():
            left = {name: each for name, each in self.aliases(model_name).items() if name != alias}
            self._put_aliases(model_name, left)

    def _put_aliases(self, model_name: str, aliases: dict[str, int]) -> None:
        self._store.put(self._tables.model_aliases, model_name, aliases)


def _detached(version: ModelVersion) -> ModelVersion:
    # Dictionaries inside a frozen value can still be changed; those of the store must not be.
    return version.model_copy(deep=True)
