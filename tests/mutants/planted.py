"""Bugs to be planted one at a time, each of a kind that stores really have had."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from provenlab.adapters._sql import audit
from provenlab.adapters._sql.artifact_catalog import SqlArtifactCatalog
from provenlab.adapters._sql.experiment_tracker import SqlExperimentTracker
from provenlab.adapters._sql.store import SqlStore
from provenlab.adapters.memory.store import MemoryStore
from provenlab.adapters.wrappers.run_metrics import RunMetricsBlobs
from provenlab.core.models.page import Page
from provenlab.core.rules import artifact_changes, canonical_json, digests, experiment_changes, state_machine
from provenlab.core.services import lineage, verification
from provenlab.tools import dispatch
from tests.mutants.planted_jobs import PLANTED_IN_JOBS
from tests.mutants.planted_models import PLANTED_IN_MODELS
from tests.mutants.planted_queries import Plant, changed_sql


def limit_zero_means_all(patch: pytest.MonkeyPatch) -> None:
    honest = SqlExperimentTracker.list_experiments
    patch.setattr(
        SqlExperimentTracker,
        "list_experiments",
        lambda self, criteria, limit=100, cursor=None, order=None: honest(
            self, criteria, limit or None, cursor, order
        ),
    )


def any_is_treated_as_all(patch: pytest.MonkeyPatch) -> None:
    honest = SqlExperimentTracker.find_by_input_artifacts

    def find(self: Any, groups: Any, role: Any = None, limit: Any = 100, cursor: Any = None) -> Any:
        return honest(self, [[each] for group in groups for each in group], role, limit, cursor)

    patch.setattr(SqlExperimentTracker, "find_by_input_artifacts", find)


def all_is_treated_as_any(patch: pytest.MonkeyPatch) -> None:
    honest = SqlExperimentTracker.find_by_input_artifacts

    def find(self: Any, groups: Any, role: Any = None, limit: Any = 100, cursor: Any = None) -> Any:
        return honest(self, [[each for group in groups for each in group]], role, limit, cursor)

    patch.setattr(SqlExperimentTracker, "find_by_input_artifacts", find)


def role_is_ignored(patch: pytest.MonkeyPatch) -> None:
    honest = SqlExperimentTracker.find_by_input_artifacts
    patch.setattr(
        SqlExperimentTracker,
        "find_by_input_artifacts",
        lambda self, groups, role=None, limit=100, cursor=None: honest(self, groups, None, limit, cursor),
    )


def one_wrong_step(noun: str, before: str, after: str) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        machine = getattr(state_machine, noun)
        steps = {**machine.steps, before: machine.steps[before] ^ {after}}
        for module in (experiment_changes, artifact_changes):
            if hasattr(module, noun):
                patch.setattr(module, noun, state_machine.StateMachine(machine.noun, steps))

    return plant


def filled_slots_may_be_overwritten(patch: pytest.MonkeyPatch) -> None:
    def new_outputs(experiment: Any, outputs: Mapping[str, str]) -> dict[str, str]:
        return {slot: each for slot, each in outputs.items() if experiment.outputs.get(slot) != each}

    patch.setattr(experiment_changes, "new_outputs", new_outputs)


def completion_forgets_the_required_outputs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(experiment_changes, "_require_outputs", lambda experiment, outputs: None)


def superseded_inputs_give_no_warning(patch: pytest.MonkeyPatch) -> None:
    honest = artifact_changes.require_usable

    def silent(stored: Any, path: str) -> None:
        honest(stored, path)

    patch.setattr(artifact_changes, "require_usable", silent)


def tombstoned_inputs_are_taken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(artifact_changes, "require_usable", lambda stored, path: None)


def rollback_keeps_half(patch: pytest.MonkeyPatch) -> None:
    honest = MemoryStore.put

    def put(self: Any, table: Any, key: Any, record: Any) -> None:
        honest(self, table, key, record)
        if table is self.tables.artifact_events:
            self._undo.pop()

    patch.setattr(MemoryStore, "put", put)


def ignored_failures_are_committed(patch: pytest.MonkeyPatch) -> None:
    honest = SqlStore.writing

    @contextmanager
    def writing(self: Any) -> Iterator[Any]:
        with honest(self) as session:
            try:
                yield session
            finally:
                self._current().doomed = False

    patch.setattr(SqlStore, "writing", writing)


def reads_run_where_writing_is_possible(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        dispatch,
        "run_operation",
        lambda lab, operation, params: operation(lab, dispatch.validated(operation, params)),
    )
    import tests.doors

    patch.setattr(tests.doors, "run_operation", dispatch.run_operation)


def another_definition_is_taken_for_the_same(patch: pytest.MonkeyPatch) -> None:
    from provenlab.adapters._sql import experiment_tracker

    patch.setattr(experiment_tracker, "require_same_definition", lambda stored, declared: None)


def the_commit_is_left_out_of_the_definition(patch: pytest.MonkeyPatch) -> None:
    honest = digests.digest

    def digest(tag: str, value: Any) -> str:
        value.pop("gitCommit", None)
        return honest(tag, value)

    patch.setattr(digests, "digest", digest)


def whole_floats_keep_their_point(patch: pytest.MonkeyPatch) -> None:
    import json

    def canonical(value: Any, path: str = "") -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    for module in (experiment_changes, digests, canonical_json, artifact_changes):
        patch.setattr(module, "canonical_json", canonical)


def cursor_names_the_next_item(patch: pytest.MonkeyPatch) -> None:
    def cut(cls: Any, items: list[Any], ids: list[str], limit: int | None) -> Any:
        if limit is None or len(items) <= limit:
            return Page(tuple(items))
        return Page(tuple(items[:limit]), ids[limit])

    patch.setattr(Page, "cut", classmethod(cut))


def lineage_stops_one_edge_early(patch: pytest.MonkeyPatch) -> None:
    honest = lineage.LineageService._walk
    patch.setattr(
        lineage.LineageService,
        "_walk",
        lambda self, start, direction, depth, nodes: honest(self, start, direction, depth - 1, nodes),
    )


def supersedes_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SqlArtifactCatalog, "_supersede", lambda *arguments: None)


def verification_is_content_with_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verification, "artifact_digest", lambda artifact: artifact.record_hash)
    patch.setattr(audit, "_digest_problems", lambda experiment, state_hash: iter(()))


def damaged_bytes_are_read_for_metrics(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RunMetricsBlobs, "verify", lambda self, storage_uri, file_hash, size_bytes: None)


_AFTER = "(created_at < :cursor_created_at OR experiment_id < :cursor_id)"
PLANTED_IN_METRICS: dict[str, Plant] = {
    "a page by a metric repeats its last row": changed_sql(
        "page_by_highest", "e.experiment_id < :cursor_id", "e.experiment_id <= :cursor_id"
    ),
    "a range of the metric that orders leaves out its end": changed_sql(
        "page_by_highest", "s.value <= :order_at_most", "s.value < :order_at_most"
    ),
    "experiments with NaN come before the others": changed_sql("page", "AND o.value IS NOT NULL", ""),
    "damaged bytes are read for metrics": damaged_bytes_are_read_for_metrics,
}
PLANTED: dict[str, Plant] = {
    "limit 0 means all": limit_zero_means_all,
    "criteria are joined by OR": changed_sql("page", "AND git_commit =", "OR git_commit ="),
    "the upper bound of time is exclusive": changed_sql("page", "<= :max_created_at", "< :max_created_at"),
    "the cursor is inclusive": changed_sql(
        "page", "experiment_id < :cursor_id", "experiment_id <= :cursor_id"
    ),
    "the cursor skips its whole instant": changed_sql(
        "page",
        "(created_at < :cursor_created_at OR experiment_id < :cursor_id)",
        "created_at < :cursor_created_at",
    ),
    "ties come by id ascending": changed_sql("page", "experiment_id DESC", "experiment_id ASC"),
    "any is treated as all": any_is_treated_as_all,
    "all is treated as any": all_is_treated_as_any,
    "the role is ignored": role_is_ignored,
    "events come newest first": changed_sql("events", "ORDER BY seq", "ORDER BY seq DESC"),
    "parents come in any order": changed_sql("parents_of", "child_id, ordinal", "child_id, parent_id"),
    "outputs have no kind": changed_sql("page", "experiment_outputs AS o", "experiment_inputs AS o"),
    **PLANTED_IN_METRICS,
    "completed may run again": one_wrong_step("EXPERIMENT", "completed", "running"),
    "pending cannot be cancelled": one_wrong_step("EXPERIMENT", "pending", "cancelled"),
    "superseded cannot be tombstoned": one_wrong_step("ARTIFACT", "superseded", "tombstoned"),
    "filled slots may be overwritten": filled_slots_may_be_overwritten,
    "completion forgets the required outputs": completion_forgets_the_required_outputs,
    "superseded inputs give no warning": superseded_inputs_give_no_warning,
    "tombstoned inputs are taken": tombstoned_inputs_are_taken,
    "rollback keeps half": rollback_keeps_half,
    "ignored failures are committed": ignored_failures_are_committed,
    "another definition is taken for the same": another_definition_is_taken_for_the_same,
    "the commit is left out of the definition": the_commit_is_left_out_of_the_definition,
    "whole floats keep their point": whole_floats_keep_their_point,
    "the cursor names the next item": cursor_names_the_next_item,
    "lineage stops one edge early": lineage_stops_one_edge_early,
    "supersedes is forgotten": supersedes_is_forgotten,
    "reads run where writing is possible": reads_run_where_writing_is_possible,
    "verification is content with anything": verification_is_content_with_anything,
    **{name: plant for name, (plant, _) in PLANTED_IN_MODELS.items()},
    **PLANTED_IN_JOBS,
}
