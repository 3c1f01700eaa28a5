"""Tables of a lab in memory, with transactions that undo."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from provenlab.core.errors import InternalError, StoreReadOnly
from provenlab.core.models.artifact import Artifact, ArtifactEvent
from provenlab.core.models.candidate import Candidate
from provenlab.core.models.evaluation import Evaluation, ResultSet
from provenlab.core.models.experiment import Experiment, ExperimentEvent
from provenlab.core.models.job import Job, JobAttempt
from provenlab.core.models.journal import Decision, JournalEntry
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.model_version import ModelVersion
from provenlab.core.models.promotion import PromotionEvent
from provenlab.core.models.retention import Expiry, PinEvent
from provenlab.core.models.run import ProgressEvent, Run
from provenlab.core.models.scenario import Cohort, Scenario
from provenlab.core.models.store import Finding, StoreDescription
from provenlab.core.ports.progress import Progress, silent

Key = TypeVar("Key")
Record = TypeVar("Record")


@dataclass(slots=True)
class Tables:
    """One dictionary a kind of record."""

    experiments: dict[str, Experiment] = field(default_factory=dict)
    experiment_events: dict[str, list[ExperimentEvent]] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    artifact_events: dict[str, list[ArtifactEvent]] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)
    writers: dict[str, set[str]] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    run_points: dict[str, dict[int, MetricPoint]] = field(default_factory=dict)
    run_events: dict[str, list[ProgressEvent]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    job_attempts: dict[str, list[JobAttempt]] = field(default_factory=dict)
    children: dict[str, set[str]] = field(default_factory=dict)
    journal: dict[int, JournalEntry] = field(default_factory=dict)
    journal_decisions: dict[int, list[Decision]] = field(default_factory=dict)
    journal_keys: dict[str, int] = field(default_factory=dict)
    journal_trials: dict[str, list[int]] = field(default_factory=dict)
    journal_configs: dict[str, list[int]] = field(default_factory=dict)
    model_versions: dict[str, list[ModelVersion]] = field(default_factory=dict)
    model_aliases: dict[str, dict[str, int]] = field(default_factory=dict)
    model_events: dict[str, list[PromotionEvent]] = field(default_factory=dict)
    model_projections: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    attachments: dict[tuple[str, str], None] = field(default_factory=dict)
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    evaluation_results: dict[str, ResultSet] = field(default_factory=dict)
    pins: dict[str, list[PinEvent]] = field(default_factory=dict)
    expiries: dict[str, Expiry] = field(default_factory=dict)


class MemoryStore:
    """Implements `StorePort`: one lock, held for a whole transaction, and a list of undo steps."""

    def __init__(self) -> None:
        self.tables = Tables()
        self._lock = threading.RLock()
        self._read_only = False
        self._undo: list[Callable[[], object]] | None = None
        self._doomed = False
        self._frozen = 0

    def read_only_view(self) -> "MemoryStore":
        """The same tables; every write through it is refused."""
        view = MemoryStore()
        view.tables, view._lock, view._read_only = self.tables, self._lock, True
        return view

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._lock:
            self._frozen += self._undo is None
            try:
                yield
            finally:
                self._frozen -= self._undo is None

    @contextmanager
    def atomic(self) -> Iterator[None]:
        with self._lock:
            if self._frozen or self._read_only:
                raise StoreReadOnly("this view of the store is for reading only")
            if self._undo is not None:
                with self._inner():
                    yield
                return
            self._undo = []
            try:
                yield
                if self._doomed:
                    raise InternalError("a nested write failed and was ignored; nothing was committed")
            except BaseException:
                for step in reversed(self._undo):
                    step()
                raise
            finally:
                self._undo = None
                self._doomed = False

    @contextmanager
    def _inner(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._doomed = True
            raise

    def put(self, table: dict[Key, Record], key: Key, record: Record) -> None:
        """Sets a record, for as long as the transaction stands."""
        if self._undo is None:
            raise InternalError("a table changes inside atomic() only")
        if key in table:
            self._undo.append(lambda before=table[key]: table.__setitem__(key, before))  # type: ignore[misc]
        else:
            self._undo.append(lambda: table.pop(key))
        table[key] = record

    def append(self, table: dict[Key, list[Record]], key: Key, record: Record) -> None:
        """Adds to the list of a key."""
        self.put(table, key, [*table.get(key, ()), record])

    def link(self, table: dict[Key, set[Record]], key: Key, record: Record) -> None:
        """Adds to the set of a key."""
        self.put(table, key, table.get(key, set()) | {record})

    def initialise(self) -> None:
        """A store in memory is always there, so that only a view of it has anything to refuse."""
        if self._read_only:
            raise StoreReadOnly("this view of the store is for reading only")

    def description(self) -> StoreDescription:
        with self._lock:
            return StoreDescription(
                engine="memory",
                location="memory:",
                schema_version=1,
                experiments=len(self.tables.experiments),
                artifacts=len(self.tables.artifacts),
            )

    def findings(self, progress: Progress = silent) -> Iterator[Finding]:
        return iter(())

    def close(self) -> None:
        """Nothing is held."""
