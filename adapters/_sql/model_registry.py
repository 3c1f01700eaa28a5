"""The model registry over named queries, with files as artifacts of the same store."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from provenlab.adapters._sql.model_rows import version_of, version_row
from provenlab.adapters._sql.store import SqlStore
from provenlab.core.errors import InternalError
from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.ports.clock import Clock
from provenlab.core.rules.model_records import (
    missing_file,
    missing_version,
    model_artifact,
    numbered_version,
    usable_inputs,
)

if TYPE_CHECKING:  # a version without a file needs neither
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.blob_store import BlobStorePort


class SqlModelRegistry:
    """Implements `ModelRegistryPort`; a version's file is an artifact of kind `model`."""

    def __init__(
        self,
        store: SqlStore,
        catalog: "Callable[[], ArtifactCatalogPort]",
        open_blobs: "Callable[[], BlobStorePort]",
        clock: Clock,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._open_blobs = open_blobs
        self._clock = clock

    def add_version(self, draft: ModelDraft, content: Iterable[bytes] | None = None) -> ModelVersion:
        blob = None if content is None else self._open_blobs().put_stream(content)
        with self._store.writing() as session:
            session.run("models.insert_name", model_name=draft.model_name)
            row = session.row("models.next_version", model_name=draft.model_name)
            if row is None:
                raise InternalError("a model was inserted without a row")
            version = numbered_version(draft, row["version"], self._clock.now(), blob)
            if blob is not None:
                catalog = self._catalog()
                usable = usable_inputs(catalog.get_artifacts(draft.input_artifacts))
                catalog.register_artifact(model_artifact(version, blob, usable))
            session.run("models.insert_version", **version_row(version))
        return version

    def get_version(self, model_name: str, version: int) -> ModelVersion:
        with self._store.reading() as session:
            row = session.row("models.by_version", model_name=model_name, version=version)
        if row is None:
            raise missing_version(model_name, version)
        return version_of(row)

    def list_versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[ModelVersion]:
        wanted = None if limit is None else limit + 1
        with self._store.reading() as session:
            rows = session.rows("models.newest", model_name=model_name, cursor=cursor, limit=wanted)
        return Page.cut([version_of(row) for row in rows], [str(row["version"]) for row in rows], limit)

    def open_file(self, model_name: str, version: int) -> Iterator[bytes]:
        uri = self.get_version(model_name, version).storage_uri
        if uri is None:
            raise missing_file(model_name, version)
        return self._open_blobs().open_stream(uri)

    def list_models(self) -> tuple[str, ...]:
        with self._store.reading() as session:
            return tuple(row["model_name"] for row in session.rows("models.names"))

    def aliases(self, model_name: str) -> Mapping[str, int]:
        with self._store.reading() as session:
            rows = session.rows("models.aliases", model_name=model_name)
        return {row["alias"]: row["version"] for row in rows}

    def set_alias(self, model_name: str, alias: str, version: int) -> None:
        place = {"model_name": model_name, "alias": alias, "version": version}
        with self._store.writing() as session:
            self.get_version(model_name, version)
            if session.run("models.move_alias", **place) == 0:
                session.run("models.insert_alias", **place)

    def delete_alias(self, model_name: str, alias: str) -> None:
        with self._store.writing() as session:
            session.run("models.delete_alias", model_name=model_name, alias=alias)
