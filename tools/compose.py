"""The composition root: the only place that names engines.

Everything is imported when it is first needed, so that a process that reads one experiment from
SQLite loads nothing else.
"""

import os
import time
from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

from provenlab.core.ports.progress import Progress, silent
from provenlab.tools.compose_blobs import lab_blobs, open_blobs, read_only_blobs
from provenlab.tools.compose_evaluations import (
    evaluation_service,
    run_datasets_service,
    sql_evaluation_ports,
    subjects_service,
)
from provenlab.tools.compose_experiments import experiment_metrics, experiment_service, sql_experiments
from provenlab.tools.later import Later
from provenlab.tools.places import StorePlace, store_place

if TYPE_CHECKING:
    from provenlab.adapters._sql.database import Database
    from provenlab.adapters._sql.job_queue import SqlJobQueue
    from provenlab.adapters._sql.run_registry import SqlRunRegistry
    from provenlab.adapters.memory.job_queue import MemoryJobQueue
    from provenlab.adapters.memory.run_registry import MemoryRunRegistry
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.blob_store import BlobStorePort
    from provenlab.core.ports.clock import Clock
    from provenlab.core.ports.content_reader import ContentReaderPort
    from provenlab.core.ports.evaluation_store import EvaluationStorePort
    from provenlab.core.ports.evaluation_subjects import EvaluationSubjectsPort
    from provenlab.core.ports.experiment_journal import ExperimentJournalPort
    from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
    from provenlab.core.ports.id_generator import IdGenerator
    from provenlab.core.ports.lineage import LineagePort
    from provenlab.core.ports.model_history import ModelHistoryPort
    from provenlab.core.ports.model_registry import ModelRegistryPort
    from provenlab.core.ports.nearest_configs import NearestConfigsPort
    from provenlab.core.ports.retention import RetentionPort
    from provenlab.core.ports.run_registry import RunRegistryPort
    from provenlab.core.ports.source_files import SourceFilesPort
    from provenlab.core.ports.store import StorePort
    from provenlab.core.services.artifacts import ArtifactService
    from provenlab.core.services.evaluation_subjects import EvaluationSubjects
    from provenlab.core.services.evaluations import EvaluationService
    from provenlab.core.services.experiments import ExperimentService
    from provenlab.core.services.jobs import JobService
    from provenlab.core.services.journal import JournalService
    from provenlab.core.services.lineage import LineageService
    from provenlab.core.services.model_reasons import ModelReasons
    from provenlab.core.services.models import ModelService
    from provenlab.core.services.retention import RetentionService
    from provenlab.core.services.run_cards import RunCardService
    from provenlab.core.services.run_datasets import RunDatasetsService
    from provenlab.core.services.runs import RunService
    from provenlab.core.services.verification import VerificationService
    from provenlab.tools.compose_blobs import OpenBlobs


DEFAULT_LOCK_TIMEOUT_MS = 30_000


class Backend(NamedTuple):
    """The ports of one store."""

    store: "StorePort"
    experiments: "ExperimentTrackerPort"
    artifacts: "Callable[[], ArtifactCatalogPort]"
    lineage: "Callable[[], LineagePort]"
    runs: "Callable[[], SqlRunRegistry | MemoryRunRegistry]"
    jobs: "Callable[[], SqlJobQueue | MemoryJobQueue]"
    subjects: "Callable[[], EvaluationSubjectsPort]"
    evaluations: "Callable[[], EvaluationStorePort]"
    journal: "Callable[[], ExperimentJournalPort]"
    model_registry: "Callable[[OpenBlobs], ModelRegistryPort]"
    model_history: "Callable[[], ModelHistoryPort]"
    retention: "Callable[[], RetentionPort]"
    read_only: "Callable[[], Backend]"


def open_backend(
    place: StorePlace,
    clock: "Clock",
    lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS,
    idle_ms: int = 0,
    sleep: Callable[[float], None] = time.sleep,
) -> Backend:
    """The ports of the store at a place; nothing is created or connected yet.

    `sleep` passes the time, in seconds, while an engine in a file waits for its lock; what it raises
    ends the wait.
    """
    if place.engine == "memory":
        from provenlab.tools.compose_memory import memory_backend

        return memory_backend(clock)
    return sql_backend(_database(place, clock, lock_timeout_ms, idle_ms, sleep), clock)


def _database(
    place: StorePlace, clock: "Clock", lock_timeout_ms: int, idle_ms: int, sleep: Callable[[float], None]
) -> "Database":
    if place.engine == "sqlite":
        from provenlab.adapters.sqlite.store import SqliteDatabase

        return SqliteDatabase(place.path, clock, lock_timeout_ms, sleep=sleep)
    if place.engine == "duckdb":
        from provenlab.adapters.duckdb.store import DuckdbDatabase
        from provenlab.core.models.instant import to_microseconds

        return DuckdbDatabase(
            place.path, lambda: to_microseconds(clock.now()), lock_timeout_ms, idle_ms, sleep=sleep
        )
    from provenlab.adapters.postgres.store import PostgresDatabase

    return PostgresDatabase(place.target, clock, lock_timeout_ms)


def sql_backend(database: "Database", clock: "Clock") -> Backend:
    """The ports over any database of named queries."""
    from provenlab.adapters._sql.store import SqlStore

    store = SqlStore(database)

    def catalog() -> "ArtifactCatalogPort":
        from provenlab.adapters._sql.artifact_catalog import SqlArtifactCatalog

        return SqlArtifactCatalog(store, clock)

    def lineage() -> "LineagePort":
        from provenlab.adapters._sql.lineage import SqlLineage

        return SqlLineage(store)

    def read_only() -> Backend:
        from provenlab.adapters.wrappers.read_only import ReadOnlyDatabase

        return sql_backend(ReadOnlyDatabase(database), clock)

    def jobs() -> "SqlJobQueue":
        from provenlab.adapters._sql.job_queue import SqlJobQueue

        return SqlJobQueue(store, clock)

    def runs() -> "SqlRunRegistry":
        from provenlab.adapters._sql.run_registry import SqlRunRegistry

        return SqlRunRegistry(store, clock)

    def journal() -> "ExperimentJournalPort":
        from provenlab.adapters._sql.experiment_journal import SqlExperimentJournal

        return SqlExperimentJournal(store, clock)

    def model_registry(open_blobs: "OpenBlobs") -> "ModelRegistryPort":
        from provenlab.adapters._sql.model_registry import SqlModelRegistry

        return SqlModelRegistry(store, catalog, open_blobs, clock)

    def model_history() -> "ModelHistoryPort":
        from provenlab.adapters._sql.model_history import SqlModelHistory

        return SqlModelHistory(store, clock)

    def retention() -> "RetentionPort":
        from provenlab.adapters._sql.retention import SqlRetention

        return SqlRetention(store, clock)

    experiments = sql_experiments(store, clock)
    models = (model_registry, model_history)
    evaluations = sql_evaluation_ports(store, clock)
    return Backend(
        store, experiments, catalog, lineage, runs, jobs, *evaluations, journal, *models, retention, read_only
    )


class LabParts:
    """The services of one lab, each made when first asked for; implements `core.operations.lab.Lab`."""

    def __init__(
        self,
        place: StorePlace,
        backend: Backend,
        open_blobs: "OpenBlobs",
        clock: "Clock",
        ids: "IdGenerator",
        reads_files: bool = True,
    ) -> None:
        self.place = place
        self.clock = clock
        self.ids = ids
        self._backend = backend
        self._open_blobs = open_blobs
        self._reads_files = reads_files
        self.takes_writes = True
        self.progress: Progress = silent

    @property
    def store(self) -> "StorePort":
        return self._backend.store

    @cached_property
    def catalog(self) -> "ArtifactCatalogPort":
        return self._backend.artifacts()

    @cached_property
    def lineage(self) -> "LineageService":
        from provenlab.core.services.lineage import LineageService

        return LineageService(self._backend.lineage(), self.store)

    @cached_property
    def experiments(self) -> "ExperimentService":
        return experiment_service(self, self._backend.experiments)

    @cached_property
    def blobs(self) -> "BlobStorePort":
        return lab_blobs(self._open_blobs, self._backend)

    @cached_property
    def content(self) -> "ContentReaderPort":
        from provenlab.adapters.blobs.content import BlobContentReader

        return BlobContentReader(lambda storage_uri: self.blobs.open_file(storage_uri))

    @cached_property
    def artifacts(self) -> "ArtifactService":
        from provenlab.core.services.artifacts import ArtifactService

        return ArtifactService(self.catalog, self.blobs, self.content, self.clock)

    @cached_property
    def run_registry(self) -> "SqlRunRegistry | MemoryRunRegistry":
        return self._backend.runs()

    @cached_property
    def runs(self) -> "RunService":
        from provenlab.core.services.runs import RunService

        # A run that logs no file needs no place for files.
        artifacts = cast("ArtifactService", Later(lambda: self.artifacts))
        return RunService(self.run_registry, self.catalog, artifacts, self.store, self.clock)

    @cached_property
    def run_cards(self) -> "RunCardService":
        from provenlab.core.services.run_cards import RunCardService

        return RunCardService(self.run_registry, self.catalog, self.store)

    @cached_property
    def job_queue(self) -> "SqlJobQueue | MemoryJobQueue":
        return self._backend.jobs()

    @property
    def job_records(self) -> "SqlJobQueue | MemoryJobQueue":
        return self.job_queue

    @cached_property
    def jobs(self) -> "JobService":
        import random

        from provenlab.core.services.jobs import JobService

        queue, registry = self.job_queue, self.run_registry
        return JobService(
            queue, queue, registry, self.runs, self.artifacts, self.store, self.clock, random.random
        )

    @cached_property
    def evaluation_subjects(self) -> "EvaluationSubjectsPort":
        return self._backend.subjects()

    @cached_property
    def evaluation_store(self) -> "EvaluationStorePort":
        return self._backend.evaluations()

    @cached_property
    def subjects(self) -> "EvaluationSubjects":
        return subjects_service(self)

    @cached_property
    def evaluations(self) -> "EvaluationService":
        return evaluation_service(self)

    @cached_property
    def run_datasets(self) -> "RunDatasetsService":
        return run_datasets_service(self, self._backend)

    @cached_property
    def journal_entries(self) -> "ExperimentJournalPort":
        return self._backend.journal()

    @cached_property
    def journal(self) -> "JournalService":
        from provenlab.adapters.neighbours.available import nearest_configs
        from provenlab.core.services.journal import JournalService

        journal = self.journal_entries
        neighbours = Later(lambda: nearest_configs(journal, self.store))
        runs = cast("RunRegistryPort", Later(lambda: self.run_registry))
        return JournalService(journal, cast("NearestConfigsPort", neighbours), runs, self.store)

    @cached_property
    def models(self) -> "ModelService":
        tracking_uri = os.environ.get("PROVENLAB_TRACKING_URI")
        if tracking_uri:
            from provenlab.tools.compose_models import open_model_service

            return open_model_service(tracking_uri, self)
        return self.models_in(self._backend.model_registry(self._open_blobs))

    def models_in(self, registry: "ModelRegistryPort") -> "ModelService":
        """Models of another registry, with the history of their champions in this store."""
        from provenlab.core.services.models import ModelService

        journal = cast("JournalService", Later(lambda: self.journal))
        return ModelService(registry, self._backend.model_history(), self.store, journal)

    @cached_property
    def model_reasons(self) -> "ModelReasons":
        return self.reasons_of(self.models)

    def reasons_of(self, models: "ModelService") -> "ModelReasons":
        """Why the champions of these models are champions, as far as this store has the links."""
        from provenlab.core.services.model_reasons import ModelReasons

        experiments = self._backend.experiments
        return ModelReasons(models, self.run_registry, experiments, self.journal_entries, self.lineage)

    @cached_property
    def verification(self) -> "VerificationService":
        from provenlab.core.services.verification import VerificationService

        experiments, metrics = self._backend.experiments, experiment_metrics(self)
        return VerificationService(
            self.store, experiments, self.catalog, self.blobs, metrics, self.tell_progress
        )

    @cached_property
    def retention(self) -> "RetentionService":
        from provenlab.tools.compose_retention import retention_service

        return retention_service(self, self._backend, self._backend.model_registry(self._open_blobs))

    @cached_property
    def files(self) -> "SourceFilesPort":
        if not self._reads_files:
            from provenlab.adapters.files.no_source_files import NoSourceFiles

            return NoSourceFiles()
        from provenlab.adapters.files.source_files import LocalSourceFiles

        in_file = self.place.engine in ("sqlite", "duckdb")
        return LocalSourceFiles(self.place.path if in_file else None)

    @cached_property
    def read_only(self) -> "LabParts":
        """The same lab, unable to write; READ operations run on it."""
        open_blobs, backend = read_only_blobs(self._open_blobs), self._backend.read_only()
        view = LabParts(self.place, backend, open_blobs, self.clock, self.ids, self._reads_files)
        view.takes_writes, view.progress = False, self.tell_progress
        return view

    def tell_progress(self, phase: str, done: int, total: int) -> None:
        """Tells whoever has set `progress` by now."""
        self.progress(phase, done, total)

    def close(self) -> None:
        """Lets go of files and connections."""
        self.store.close()


def open_parts(
    url: str | os.PathLike[str] | StorePlace | None = None,
    *,
    lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS,
    idle_ms: int = 0,
    sleep: Callable[[float], None] = time.sleep,
    reads_files: bool = True,
) -> LabParts:
    """A lab at a path or URL; its store is created by the first write.

    Without `reads_files` it publishes no file of this machine, whatever path a request names.
    """
    from provenlab.adapters.system.clock import SystemClock
    from provenlab.adapters.system.ids import Uuid7Ids

    place = url if isinstance(url, StorePlace) else store_place(url)
    clock = SystemClock()
    backend = open_backend(place, clock, lock_timeout_ms, idle_ms, sleep)
    return LabParts(place, backend, cache(lambda: open_blobs(place)), clock, Uuid7Ids(), reads_files)
