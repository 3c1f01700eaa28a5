"""The model registry in MLflow: a run and a model version for each version of ours."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mlflow.entities import Run
from mlflow.entities.model_registry import ModelVersion as MlflowVersion
from mlflow.exceptions import MlflowException

from provenlab.adapters.files.os_errors import os_errors_as_store_errors
from provenlab.adapters.files.reading import chunks_of
from provenlab.adapters.mlflow import MlflowClient, versions
from provenlab.adapters.mlflow.errors import already_exists, is_absent, mlflow_errors
from provenlab.core.errors import BlobMissing, StoreCorrupt
from provenlab.core.models.model_version import ModelDraft, ModelVersion
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.model_records import missing_file, missing_version

EXPERIMENT = "provenlab"
_AT_ONCE = 500


class MlflowModelRegistry:
    """Implements `ModelRegistryPort`; several of them in one process do not know of each other.

    The record of a version is a tag of MLflow's version, beside its database and not among its files, so
    that changing the files changes no digest; a record too long for a tag is a file whose digest is the tag.
    """

    def __init__(self, tracking_uri: str, artifact_root: str | None = None) -> None:
        self._location = _without_user(tracking_uri)
        self._artifact_root = artifact_root
        with mlflow_errors(self._location):
            self._client = MlflowClient(tracking_uri=tracking_uri, registry_uri=tracking_uri)
        self._experiment: str | None = None

    def add_version(self, draft: ModelDraft, content: Iterable[bytes] | None = None) -> ModelVersion:
        with TemporaryDirectory() as folder:
            place = Path(folder)
            file_hash, size = (None, None) if content is None else _written(place / draft.file_name, content)
            with mlflow_errors(self._location):
                return self._added(draft, place, file_hash, size)

    def get_version(self, model_name: str, version: int) -> ModelVersion:
        return self._version_of(self._found(model_name, version))

    def list_versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[ModelVersion]:
        with mlflow_errors(self._location):
            every = sorted(self._every_version(model_name), key=lambda each: -int(each.version))
        below = [each for each in every if cursor is None or int(each.version) < cursor]
        wanted = below if limit is None else below[: limit + 1]
        items = [self._version_of(each) for each in wanted]
        return Page.cut(items, [str(each.version) for each in items], limit)

    def open_file(self, model_name: str, version: int) -> Iterator[bytes]:
        found = self._found(model_name, version)
        record = self._version_of(found)
        if record.file_hash is None:
            raise missing_file(model_name, version)
        with TemporaryDirectory() as folder:
            path = self._downloaded(found, f"{versions.MODEL_FOLDER}/{record.file_name}", folder)
            # The folder goes, an open file stays.
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        return chunks_of(descriptor, record.file_hash, self._location)

    def list_models(self) -> tuple[str, ...]:
        with mlflow_errors(self._location):
            names = [each.name for each in self._pages(self._client.search_registered_models)]
            return tuple(sorted(name for name in names if self._has_versions(name)))

    def aliases(self, model_name: str) -> Mapping[str, int]:
        with mlflow_errors(self._location):
            try:
                found = self._client.get_registered_model(model_name).aliases
            except MlflowException as error:
                if is_absent(error):
                    return {}
                raise
        return {alias: int(version) for alias, version in found.items()}

    def set_alias(self, model_name: str, alias: str, version: int) -> None:
        with mlflow_errors(self._location):
            try:
                self._client.set_registered_model_alias(model_name, alias, str(version))
            except MlflowException as error:
                if is_absent(error):
                    # MLflow has looked for the version; this tells whether that is what it missed.
                    self._found(model_name, version)
                raise

    def delete_alias(self, model_name: str, alias: str) -> None:
        with mlflow_errors(self._location):
            try:
                self._client.delete_registered_model_alias(model_name, alias)
            except MlflowException as error:
                if not is_absent(error):
                    raise

    def _added(self, draft: ModelDraft, place: Path, file_hash: str | None, size: int | None) -> ModelVersion:
        run = self._new_run(draft)
        run_id = run.info.run_id
        try:
            version = ModelVersion.model_construct(
                **{**dict(draft), "run_id": draft.run_id or run_id},
                file_hash=file_hash,
                size_bytes=size,
                storage_uri=f"runs:/{run_id}/{versions.MODEL_FOLDER}/{draft.file_name}"
                if file_hash
                else None,
            )
            document = versions.document_of(version)
            self._log_files(run_id, draft, place, document, file_hash is not None)
            self._client.set_terminated(run_id)
            return versions.version_of(self._new_version(draft.model_name, run, document), document)
        except BaseException:
            with suppress(Exception):
                self._client.set_terminated(run_id, "FAILED")
            raise

    def _new_run(self, draft: ModelDraft) -> Run:
        at = versions.milliseconds(draft.created_at)
        run = self._client.create_run(self._experiment_id(), start_time=at, run_name=draft.run_name)
        run_id = run.info.run_id
        self._client.log_batch(run_id, tags=versions.run_tags(draft))
        for params in versions.parameters_of(draft):
            self._client.log_batch(run_id, params=params)
        for metrics in versions.metrics_of(draft, at):
            self._client.log_batch(run_id, metrics=metrics)
        return run

    def _log_files(
        self, run_id: str, draft: ModelDraft, place: Path, document: bytes, has_model: bool
    ) -> None:
        self._log_bytes(run_id, place / versions.DOCUMENT_FILE, document)
        self._log_bytes(run_id, place / versions.CONFIG_FILE, canonical_json(draft.config))
        if not has_model:
            return
        self._client.log_artifact(run_id, str(place / draft.file_name), versions.MODEL_FOLDER)
        described = versions.mlmodel_of(draft)
        if described is not None:
            self._log_bytes(run_id, place / "MLmodel", described, versions.MODEL_FOLDER)

    def _log_bytes(self, run_id: str, path: Path, content: bytes, folder: str | None = None) -> None:
        path.write_bytes(content)
        self._client.log_artifact(run_id, str(path), folder)

    def _new_version(self, model_name: str, run: Run, document: bytes) -> MlflowVersion:
        self._register(model_name)
        tags = {versions.DIGEST_TAG: hashlib.sha256(document).hexdigest()}
        if versions.fits_into_a_tag(document):
            tags[versions.DOCUMENT_TAG] = document.decode()
        # A source by its location: `runs:/` and `models:/` are looked up in the process's global store.
        return self._client.create_model_version(
            model_name,
            source=f"{run.info.artifact_uri}/{versions.MODEL_FOLDER}",
            run_id=run.info.run_id,
            tags=tags,
            await_creation_for=0,
        )

    def _register(self, model_name: str) -> None:
        try:
            self._client.create_registered_model(model_name)
        except MlflowException as error:
            if not already_exists(error):
                raise

    def _experiment_id(self) -> str:
        if self._experiment is None:
            found = self._client.get_experiment_by_name(EXPERIMENT)
            self._experiment = found.experiment_id if found is not None else self._new_experiment()
        return self._experiment

    def _new_experiment(self) -> str:
        try:
            made: str = self._client.create_experiment(EXPERIMENT, artifact_location=self._artifact_root)
            return made
        except MlflowException as error:
            found = self._client.get_experiment_by_name(EXPERIMENT) if already_exists(error) else None
            if found is None:
                raise
            return str(found.experiment_id)

    def _found(self, model_name: str, version: int) -> MlflowVersion:
        with mlflow_errors(self._location):
            try:
                return self._client.get_model_version(model_name, str(version))
            except MlflowException as error:
                if is_absent(error):
                    raise missing_version(model_name, version) from None
                raise

    def _version_of(self, found: MlflowVersion) -> ModelVersion:
        digest = found.tags.get(versions.DIGEST_TAG)
        if digest is None:
            return versions.foreign_version(found, self._run_of(found))
        document = found.tags.get(versions.DOCUMENT_TAG)
        text = document.encode() if document is not None else self._document(found)
        if hashlib.sha256(text).hexdigest() != digest:
            details = {"modelName": found.name, "version": int(found.version)}
            raise StoreCorrupt(f"the record of {found.name} version {found.version} was changed", details)
        return versions.version_of(found, text)

    def _document(self, found: MlflowVersion) -> bytes:
        with TemporaryDirectory() as folder:
            return self._downloaded(found, versions.DOCUMENT_FILE, folder).read_bytes()

    def _downloaded(self, found: MlflowVersion, path: str, folder: str) -> Path:
        try:
            return Path(self._client.download_artifacts(str(found.run_id), path, folder))
        except (MlflowException, OSError) as error:
            details = {"modelName": found.name, "version": int(found.version)}
            raise BlobMissing(f"{path} of {found.name} version {found.version} is gone", details) from error

    def _run_of(self, found: MlflowVersion) -> Run | None:
        if not found.run_id:
            return None
        with mlflow_errors(self._location):
            try:
                return self._client.get_run(found.run_id)
            except MlflowException as error:
                if is_absent(error):
                    return None
                raise

    def _has_versions(self, model_name: str) -> bool:
        return bool(self._client.search_model_versions(f"name='{model_name}'", max_results=1))

    def _every_version(self, model_name: str) -> Iterator[MlflowVersion]:
        yield from self._pages(self._client.search_model_versions, filter_string=f"name='{model_name}'")

    def _pages(self, search: Any, **given: Any) -> Iterator[Any]:
        token = None
        while True:
            page = search(max_results=_AT_ONCE, page_token=token, **given)
            yield from page
            token = page.token
            if not token:
                return


def _written(path: Path, content: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in content:
            digest.update(chunk)
            with os_errors_as_store_errors(path.parent):
                size += file.write(chunk)
    return digest.hexdigest(), size


def _without_user(uri: str) -> str:
    scheme, separator, rest = uri.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
