"""What operations work on: the services of one lab."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from provenlab.core.ports.artifact_catalog import ArtifactCatalogPort
    from provenlab.core.ports.clock import Clock
    from provenlab.core.ports.evaluation_store import EvaluationStorePort
    from provenlab.core.ports.evaluation_subjects import EvaluationSubjectsPort
    from provenlab.core.ports.experiment_journal import ExperimentJournalPort
    from provenlab.core.ports.id_generator import IdGenerator
    from provenlab.core.ports.job_queue import JobQueuePort, JobRecordsPort
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


class Lab(Protocol):
    """A lab made ready by the composition root; its parts are made when first asked for.

    Who only reads asks the ports, and spares loading what the services need for writing.
    """

    @property
    def experiments(self) -> "ExperimentService": ...

    @property
    def catalog(self) -> "ArtifactCatalogPort": ...

    @property
    def artifacts(self) -> "ArtifactService": ...

    @property
    def lineage(self) -> "LineageService": ...

    @property
    def run_registry(self) -> "RunRegistryPort": ...

    @property
    def runs(self) -> "RunService": ...

    @property
    def run_cards(self) -> "RunCardService": ...

    @property
    def job_queue(self) -> "JobQueuePort": ...

    @property
    def job_records(self) -> "JobRecordsPort": ...

    @property
    def jobs(self) -> "JobService": ...

    @property
    def evaluation_subjects(self) -> "EvaluationSubjectsPort": ...

    @property
    def subjects(self) -> "EvaluationSubjects": ...

    @property
    def evaluation_store(self) -> "EvaluationStorePort": ...

    @property
    def evaluations(self) -> "EvaluationService": ...

    @property
    def run_datasets(self) -> "RunDatasetsService": ...

    @property
    def journal_entries(self) -> "ExperimentJournalPort": ...

    @property
    def journal(self) -> "JournalService": ...

    @property
    def models(self) -> "ModelService": ...

    @property
    def model_reasons(self) -> "ModelReasons": ...

    @property
    def verification(self) -> "VerificationService": ...

    @property
    def retention(self) -> "RetentionService": ...

    @property
    def store(self) -> "StorePort": ...

    @property
    def files(self) -> "SourceFilesPort": ...

    @property
    def ids(self) -> "IdGenerator": ...

    @property
    def clock(self) -> "Clock": ...
