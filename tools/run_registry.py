"""The run registry from Python: it opens alone from a path, and never gets in the way of a script."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from provenlab.core.errors import NotFound
from provenlab.core.models.metric import metrics_document
from provenlab.core.models.page import DEFAULT_LIMIT
from provenlab.core.models.run import Run, RunFilter
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS
from provenlab.tools.compose_recorder import open_recorder
from provenlab.tools.dispatch import checked
from provenlab.tools.lab import Url, _Part
from provenlab.tools.recording.begin import begin_run, is_disabled
from provenlab.tools.recording.recorder import DEFAULT_BUDGET_S
from provenlab.tools.recording.run import ActiveRun

DEFAULT_PATH = Path("artifacts") / "run_registry.sqlite"
_SPOKEN = {"completed": "success"}
_STORED = {"success": "completed"}


class RunRegistry(_Part):
    """Records every execution of a script, for scripts that cannot nest their work in a `with` block.

    `RunRegistry()` opens `RUN_REGISTRY_DB`, else `artifacts/run_registry.sqlite` under the working
    directory. `start_run`, `finish_run`, `fail_run`, `log_metrics` and `log_artifact` never raise and never
    wait longer than `budget_s`; with `RUN_REGISTRY_DISABLE=1` they do nothing, and about a run that this
    registry did not start, or that has ended, they say one line on stderr. `get_run` and `list_runs`
    read the store and say what is wrong with it. A completed run reads `success` here.
    """

    def __init__(
        self,
        db_path: Url = None,
        *,
        budget_s: float = DEFAULT_BUDGET_S,
        lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS,
    ) -> None:
        chosen = db_path or os.environ.get("RUN_REGISTRY_DB") or DEFAULT_PATH.absolute()
        super().__init__(chosen, lock_timeout_ms=lock_timeout_ms)
        self._recorder = open_recorder(self._opened, budget_s=budget_s)
        self._running: dict[str, ActiveRun] = {}

    def start_run(
        self,
        name: str,
        config: Any = None,
        *,
        dataset: Any = None,
        results_dir: str | os.PathLike[str] | None = None,
        kind: str = "train",
        tags: Sequence[str] = (),
        seed: int | None = None,
    ) -> str:
        """The id of a new run; a name may be given to many runs."""
        run = begin_run(
            self._recorder,
            name,
            config=config,
            dataset=dataset,
            results_dir=results_dir,
            kind=kind,
            tags=tags,
            seed=seed,
        )
        self._running[run.run_id] = run
        return run.run_id

    def finish_run(
        self, run_id: str, metrics: Mapping[str, Any] | None = None, summary_path: Any = None
    ) -> None:
        """Success: with these metrics, else those of summary.json, else the last ones logged."""
        if run := self._ended(run_id, "finish_run"):
            run.finish(metrics, summary_path)

    def fail_run(self, run_id: str, error: BaseException | str) -> None:
        """Failure, with the error and its traceback, secrets taken out."""
        if run := self._ended(run_id, "fail_run"):
            run.fail(error)

    def log_metrics(self, run_id: str, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Appends to the series of each metric."""
        if run := self._known(run_id, "log_metrics"):
            run.log_metrics(metrics, step)

    def log_artifact(self, run_id: str, path: Any, kind: str = "file") -> None:
        """Publishes a plot, a checkpoint or another file of a running run."""
        if run := self._known(run_id, "log_artifact"):
            run.log_artifact(path, kind)

    def get_run(self, run_id: str) -> dict[str, Any]:
        """One run by the registry's field names; NotFound when there is none."""
        self._recorder.settle()
        return _spoken(self._parts.runs.registry.get_run(run_id))

    def list_runs(
        self,
        status: str | None = None,
        dataset: str | None = None,
        limit: int | None = DEFAULT_LIMIT,
        **criteria: Any,
    ) -> list[dict[str, Any]]:
        """Newest first; further criteria are the fields of `RunFilter`."""
        self._recorder.settle()
        given = {"status": _STORED.get(status or "", status), "dataset": dataset, **criteria}
        page = self._parts.runs.registry.list_runs(checked(RunFilter, given, "list_runs"), limit=limit)
        return [_spoken(run) for run in page.items]

    def _ended(self, run_id: str, what: str) -> ActiveRun | None:
        run = self._known(run_id, what)
        self._running.pop(run_id, None)
        return run

    def _known(self, run_id: str, what: str) -> ActiveRun | None:
        run = self._running.get(run_id)
        if run is None and not is_disabled():
            reason = NotFound(f"runId: no run {run_id!r} that goes on was started by this registry")
            self._recorder.tell(f"{what} was not recorded", reason)
        return run

    def close(self) -> None:
        """Settles within the budget, and lets go of files and connections."""
        self._recorder.close()
        super().close()


def _spoken(run: Run) -> dict[str, Any]:
    error = run.error
    return {
        "run_id": run.run_id,
        "name": run.name,
        "kind": run.kind,
        "dataset": run.datasets[0].dataset if run.datasets else None,
        "status": _SPOKEN.get(run.status, run.status),
        "config_json": canonical_json(run.config, "config").decode(),
        "metrics_json": canonical_json(metrics_document(run.metrics), "metrics").decode(),
        "results_dir": run.results_dir,
        "summary_path": run.summary_path,
        "started_at": run.started_at,
        "finished_at": run.ended_at,
        "error_type": error.type if error else None,
        "error_message": error.message if error else None,
        "traceback": error.traceback if error else None,
        "git_commit": run.origin.git_commit,
        "git_dirty": run.origin.git_dirty,
        "tags": list(run.tags),
    }
