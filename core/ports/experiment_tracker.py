"""The experiment tracker: declared intents over frozen inputs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from provenlab.core.models.experiment import (
    Experiment,
    ExperimentDefinition,
    ExperimentEvent,
    ExperimentFilter,
    ExperimentStatus,
)
from provenlab.core.models.metric import MetricOrder
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.remark import NO_REMARK, Remark


class ExperimentTrackerPort(Protocol):
    """Keeps experiments. Each method is one transaction, or joins that of `StorePort`.

    Order: listings are by `provenance.created_at`, newest first, ties by id, descending; a cursor is
    the id of the last experiment already seen (NotFound when there is none of that id).
    Limits: `limit` is 0 or more; None means all.
    Atomicity: a method that raises has changed nothing.
    Errors of the store (`StoreError`) may come out of every method.
    """

    def create_experiment(self, definition: ExperimentDefinition) -> tuple[Experiment, bool]:
        """Stores a declaration as `pending`; the experiment, and whether this call created it.

        Idempotent: the same definition again returns the stored experiment in whatever state it is,
        and False. Conflict when the id stands for another definition. LimitExceeded for a config or
        inputs beyond their limit, ValidationFailed for an artifact listed twice in one role.
        """
        ...

    def get_experiment(self, experiment_id: str) -> Experiment:
        """NotFound when there is none."""
        ...

    def history(self, experiment_id: str) -> tuple[ExperimentEvent, ...]:
        """Its changes, oldest first, `seq` 1, 2, ...; the creation is not among them."""
        ...

    def list_experiments(
        self,
        criteria: ExperimentFilter,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
        order: MetricOrder | None = None,
    ) -> Page[Experiment]:
        """The experiments that meet all criteria, newest first or by a metric.

        By a metric: NaN and experiments without it come last whatever the direction, ties newest first.
        """
        ...

    def count_experiments(self, criteria: ExperimentFilter) -> Mapping[str, int]:
        """How many meet all criteria, by status; statuses without any are absent."""
        ...

    def update_status(
        self,
        experiment_id: str,
        status: ExperimentStatus,
        remark: Remark = NO_REMARK,
        error: str | None = None,
    ) -> tuple[Experiment, bool]:
        """Takes a step of the state machine; the experiment, and whether it changed.

        The same status again changes nothing, not even `error`. InvalidTransition for a step that
        does not exist and for `completed` without every required output. Sets `started_at` with
        `running`, `completed_at` and `duration` with a terminal status. `error` only with `failed`.
        """
        ...

    def store_results(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        """Fills output slots (slot -> artifact id) of a running experiment.

        Each slot is written once: the same id again is a no-op even after the end, another id is a
        Conflict, and so is an artifact that is an input of the experiment. New slots need the
        status `running`: InvalidTransition before, Immutable after it.
        """
        ...

    def complete_experiment(
        self, experiment_id: str, outputs: Mapping[str, str], remark: Remark = NO_REMARK
    ) -> tuple[Experiment, bool]:
        """`store_results` and `update_status('completed')` as one change, under the rules of both."""
        ...

    def keep_metrics(self, metrics: Mapping[str, Mapping[str, float]]) -> Mapping[str, Experiment]:
        """Keeps the numbers of the artifacts in the slots `metrics`, by experiment; those that changed.

        They are a projection of bytes that are frozen, so that neither status nor revision nor history
        tell of it and it may come after the end. Written once: an experiment that has metrics stays as it
        is, and no metrics are no change. NotFound for an unknown experiment, InvalidTransition while the
        slot is empty.
        """
        ...

    def find_by_input_artifacts(
        self,
        groups: Sequence[Collection[str]],
        role: str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[Experiment]:
        """Experiments that read at least one artifact of every group; no groups, none.

        With `role`, only inputs in that role count. An empty group matches nothing.
        """
        ...
