"""The Python door: a lab, and its parts that open alone."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from provenlab.core.models.artifact import Artifact, ArtifactFilter
from provenlab.core.models.experiment import (
    Experiment,
    ExperimentDefinition,
    ExperimentEvent,
    ExperimentFilter,
    ExperimentStatus,
    InputQuery,
)
from provenlab.core.models.lineage import Direction, Lineage
from provenlab.core.models.metric import MetricOrder
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import Remark
from provenlab.core.models.store import StoreDescription, Verification
from provenlab.core.operations.artifacts import PublishArtifact
from provenlab.core.operations.experiments import CreateExperiment
from provenlab.core.operations.registry import find_operation
from provenlab.core.services.lineage import ANY_DEPTH
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, LabParts, open_parts
from provenlab.tools.dispatch import Model, checked, validated
from provenlab.tools.places import store_place

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenlab.core.models.retention import CollectionReport, Expiry, PinEvent, RetentionPolicy
    from provenlab.tools.evaluations.lab_evaluations import Evaluations
    from provenlab.tools.evaluations.replay import ReplayReport
    from provenlab.tools.jobs import Jobs
    from provenlab.tools.journal import ExperimentJournal
    from provenlab.tools.models import Models
    from provenlab.tools.recording.begin import Function
    from provenlab.tools.recording.recorder import Recorder
    from provenlab.tools.recording.run import ActiveRun
    from provenlab.tools.runs import Runs

Url = str | os.PathLike[str] | None


def _criteria(model: type[Model], given: Model | Mapping[str, Any] | None) -> Model:
    return given if isinstance(given, model) else checked(model, dict(given or {}), "criteria")


def _order(given: MetricOrder | Mapping[str, Any] | str | None) -> MetricOrder | None:
    if given is None or isinstance(given, MetricOrder):
        return given
    return checked(MetricOrder, {"metric": given} if isinstance(given, str) else dict(given), "order")


class _Part:
    """A part of a lab that may have been opened alone, and then closes what it opened."""

    def __init__(
        self, url: Url = None, *, read_only: bool = False, lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS
    ) -> None:
        self._opened = open_parts(store_place(url).rooted(), lock_timeout_ms=lock_timeout_ms)
        self._parts = self._opened.read_only if read_only else self._opened

    @classmethod
    def _of(cls, parts: LabParts) -> Self:
        part = cls.__new__(cls)
        part._opened = part._parts = parts
        return part

    def close(self) -> None:
        """Lets go of files and connections; a later call opens them again."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ExperimentTracker(_Part):
    """Declared experiments over frozen inputs; the rules are those of `ExperimentTrackerPort`.

    `ExperimentTracker("lab.sqlite")` opens a path or URL; without one, `EXPERIMENT_DB`,
    `PROVENLAB_URL`, or the default store. Nothing is created before the first write.
    """

    def create_experiment(
        self, definition: ExperimentDefinition | Mapping[str, Any], *, validate_inputs: bool = True
    ) -> Experiment:
        """Declares an experiment, or returns the one that was declared so before.

        A mapping may use the names of the wire or of Python, and may leave out the id.
        """
        if not isinstance(definition, ExperimentDefinition):
            request: CreateExperiment = validated(find_operation("create_experiment"), definition)
            definition = request.definition(self._parts.ids.new_id())
        return self._parts.experiments.create(definition, validate=validate_inputs).experiment

    def get_experiment(self, experiment_id: str) -> Experiment:
        """NotFound when there is none."""
        return self._parts.experiments.tracker.get_experiment(experiment_id)

    def history(self, experiment_id: str) -> tuple[ExperimentEvent, ...]:
        """Its changes, oldest first."""
        return self._parts.experiments.tracker.history(experiment_id)

    def list_experiments(
        self,
        criteria: ExperimentFilter | Mapping[str, Any] | None = None,
        *,
        order: MetricOrder | Mapping[str, Any] | str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Experiment]:
        """Newest first, or by a metric; `next_cursor` of a page continues it."""
        chosen = _criteria(ExperimentFilter, criteria)
        tracker = self._parts.experiments.tracker
        return tracker.list_experiments(chosen, limit, cursor, _order(order))

    def count_experiments(
        self, criteria: ExperimentFilter | Mapping[str, Any] | None = None
    ) -> dict[str, int]:
        """By status."""
        chosen = _criteria(ExperimentFilter, criteria)
        return dict(self._parts.experiments.tracker.count_experiments(chosen))

    def update_status(
        self,
        experiment_id: str,
        status: ExperimentStatus,
        *,
        error: str | None = None,
        actor: str | None = None,
        reason: str | None = None,
    ) -> Experiment:
        """Takes a step of the state machine; the same status again changes nothing."""
        remark = Remark(actor, reason)
        return self._parts.experiments.update_status(experiment_id, status, remark, error)[0]

    def store_results(
        self,
        experiment_id: str,
        outputs: Mapping[str, str],
        *,
        actor: str | None = None,
        reason: str | None = None,
        validate_outputs: bool = True,
    ) -> Experiment:
        """Fills output slots (slot -> artifact id), each once."""
        remark = Remark(actor, reason)
        return self._parts.experiments.store_results(experiment_id, outputs, remark, validate_outputs)[0]

    def complete_experiment(
        self,
        experiment_id: str,
        outputs: Mapping[str, str],
        *,
        actor: str | None = None,
        reason: str | None = None,
        validate_outputs: bool = True,
    ) -> Experiment:
        """Results and status `completed` as one change."""
        remark = Remark(actor, reason)
        return self._parts.experiments.complete(experiment_id, outputs, remark, validate_outputs)[0]

    def find_by_input_artifacts(
        self,
        artifact_ids: Sequence[str],
        *,
        match: Literal["any", "all"] = "any",
        role: str | None = None,
        transitive: bool = False,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Experiment]:
        """Which experiments used these artifacts, newest first."""
        fields = {"artifact_ids": tuple(artifact_ids), "match": match, "role": role, "transitive": transitive}
        query = checked(InputQuery, fields, "find_by_input_artifacts")
        return self._parts.experiments.find_by_input_artifacts(query, limit, cursor)


class ArtifactCatalog(_Part):
    """Published artifacts, their bytes and their lineage."""

    def publish(self, **fields: Any) -> Artifact:
        """As the operation `publish_artifact`: `kind`, `name` and one of `path`, `json_content`,
        `text_content`, `base64_content`; `artifact_id`, `format`, `parents`, ... as wanted.
        """
        request: PublishArtifact = validated(find_operation("publish_artifact"), fields)
        parts = self._parts
        return parts.artifacts.publish(request.description(parts), request.chunks(parts), request.summary)[0]

    def get(self, artifact_id: str) -> Artifact:
        """NotFound when there is none."""
        return self._parts.catalog.get_artifact(artifact_id)

    def read_bytes(self, artifact_id: str) -> bytes:
        """All bytes of an artifact, checked against its digest; Expired once a policy let them go."""
        return b"".join(self._parts.retention.open_bytes(artifact_id))

    def list(
        self,
        criteria: ArtifactFilter | Mapping[str, Any] | None = None,
        *,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Artifact]:
        """Newest first; `next_cursor` of a page continues it."""
        return self._parts.catalog.list_artifacts(_criteria(ArtifactFilter, criteria), limit, cursor)

    def supersede(
        self, artifact_id: str, successor_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> Artifact:
        """Another artifact takes its place."""
        return self._parts.catalog.supersede_artifact(artifact_id, successor_id, Remark(actor, reason))[0]

    def tombstone(self, artifact_id: str, *, actor: str | None = None, reason: str | None = None) -> Artifact:
        """It must not be used any more; final."""
        return self._parts.catalog.tombstone_artifact(artifact_id, Remark(actor, reason))[0]

    def pin(
        self, artifact_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> "PinEvent | None":
        """No policy lets its bytes go until it is unpinned; the event by which it is pinned."""
        return self._parts.retention.retention.set_pin(artifact_id, True, Remark(actor, reason))[0]

    def unpin(
        self, artifact_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> "PinEvent | None":
        """Policies decide about it again; the last event of its pin, None when it never had one."""
        return self._parts.retention.retention.set_pin(artifact_id, False, Remark(actor, reason))[0]

    def pins(self) -> "tuple[PinEvent, ...]":
        """The events by which artifacts are pinned now."""
        return self._parts.retention.retention.pins()

    def expiry(self, artifact_id: str) -> "Expiry | None":
        """When, by whom and under which policy its bytes were let go; None while they are kept."""
        return self._parts.retention.retention.expiry(artifact_id)

    def lineage(
        self,
        *,
        artifact_id: str | None = None,
        experiment_id: str | None = None,
        direction: Direction = "upstream",
        max_depth: int = ANY_DEPTH,
    ) -> Lineage:
        """What it came from, or what came of it."""
        operation = find_operation("get_lineage")
        start = {"artifact_id": artifact_id, "experiment_id": experiment_id}
        result: Lineage = operation(
            self._parts, validated(operation, {**start, "direction": direction, "max_depth": max_depth})
        )
        return result


class Lab(_Part):
    """Everything about one store: `lab.experiments`, `lab.artifacts`, `lab.runs`, `lab.journal`, ..."""

    @property
    def experiments(self) -> ExperimentTracker:
        return ExperimentTracker._of(self._parts)

    @property
    def artifacts(self) -> ArtifactCatalog:
        return ArtifactCatalog._of(self._parts)

    @property
    def journal(self) -> "ExperimentJournal":
        from provenlab.tools.journal import ExperimentJournal

        return ExperimentJournal._of(self._parts)

    @property
    def runs(self) -> "Runs":
        from provenlab.tools.runs import Runs

        return Runs._settled(self._parts, self._settle)

    @property
    def models(self) -> "Models":
        from provenlab.tools.models import Models

        return Models._of(self._parts)

    @cached_property
    def _recorder(self) -> "Recorder":
        from provenlab.tools.compose_recorder import open_recorder

        return open_recorder(self._opened)

    def run(self, name: str, **given: Any) -> "ActiveRun":
        """`with lab.run("nightly", config=cfg, dataset="FD004") as run:` records what happens inside.

        Further fields: `kind`, `tags`, `seed`, `results_dir`, `experiment_id`, `parent_run_id`. Without
        `with`, end it by `run.finish()`, `run.fail(error)` or `run.cancel()`. Recording never raises, never
        prints to stdout, and never waits longer than its budget for the store: what the store cannot take
        now waits in an outbox beside it.
        """
        from provenlab.tools.recording.begin import begin_run

        return begin_run(self._recorder, name, **given)

    def recorded(self, name: str | None = None, **given: Any) -> "Callable[[Function], Function]":
        """A decorator: every call of the function is a run, its arguments are the config."""
        from provenlab.tools.recording.begin import recorded

        return recorded(self.run, name, given)

    def close(self) -> None:
        """Settles what is being recorded within its budget, and lets go of files and connections."""
        if "_recorder" in self.__dict__:
            self._recorder.close()
        super().close()

    def _settle(self) -> None:
        if "_recorder" in self.__dict__:
            self._recorder.settle()

    @property
    def jobs(self) -> "Jobs":
        from provenlab.tools.jobs import Jobs

        return Jobs._of(self._parts)

    def replay(self, run_id: str, compute: str | None = None) -> "ReplayReport":
        """Executes a completed evaluation again, or a run of strategies, and compares; writes nothing.

        `compute` is `here`, `processes:N` or `tcp://HOST:PORT`. ValidationFailed says why a run cannot be
        replayed.
        """
        from provenlab.tools.compose_compute import open_executor
        from provenlab.tools.evaluations.replay import replay_run

        self._settle()
        executor = open_executor(compute)
        try:
            return replay_run(self._parts, run_id, executor)
        finally:
            executor.close()

    @property
    def evaluations(self) -> "Evaluations":
        from provenlab.tools.evaluations.lab_evaluations import Evaluations

        return Evaluations._of(self._parts)

    def initialise(self) -> StoreDescription:
        """Creates or migrates the store, and describes it."""
        self._parts.store.initialise()
        return self._parts.store.description()

    def collect_garbage(
        self, policy: "RetentionPolicy | Mapping[str, Any]", **fields: Any
    ) -> "CollectionReport":
        """As the operation of that name: a dry run, unless `dry_run=False`."""
        operation = find_operation("collect_garbage")
        report: CollectionReport = operation(self._parts, validated(operation, {**fields, "policy": policy}))
        return report

    def verify(self, read_blobs: bool = True) -> Verification:
        """Proves that the store holds what was recorded."""
        return self._parts.verification.verify(read_blobs)


def open_lab(url: Url = None, read_only: bool = False, lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS) -> Lab:
    """The lab at a path or URL, else `EXPERIMENT_DB`, else `PROVENLAB_URL`, else the default store."""
    return Lab(url, read_only=read_only, lock_timeout_ms=lock_timeout_ms)
