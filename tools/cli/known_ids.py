"""Ids of the newest records, for completion in a shell."""

from collections.abc import Callable
from typing import Any

import click

_MOST, _PATIENCE_S = 100, 0.5
_LISTINGS = {
    "run_id": ("list_runs", "runId", True),
    "experiment_id": ("list_experiments", "experimentId", True),
    "artifact_id": ("list_artifacts", "artifactId", True),
    "job_id": ("list_jobs", "jobId", True),
    "scenario_id": ("list_scenarios", "scenarioId", True),
    "cohort_id": ("list_cohorts", "cohortId", True),
    "candidate_id": ("list_candidates", "candidateId", True),
    "evaluation_id": ("list_evaluations", "evaluationId", True),
    "entry_id": ("query_journal", "entryId", False),
    "version": ("list_versions", "version", False),
}
Completion = Callable[[click.Context, click.Parameter, str], list[str]]


def known_ids(field: str) -> Completion | None:
    """Completes the field from the store; None where there is nothing to list."""
    known = _LISTINGS.get(field.removesuffix("s"))
    if known is None:
        return None
    operation, name, is_filtered = known

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        asked = {"filter": {"limit": _MOST}} if is_filtered else {"limit": _MOST}
        found = (str(each[name]) for each in _listed(ctx, operation, asked))
        return [each for each in found if each.startswith(incomplete)]

    return complete


def _listed(ctx: click.Context, operation: str, asked: dict[str, Any]) -> list[Any]:
    from provenlab.tools.cli.session import Session

    store = ctx.params.get("store") or ctx.find_root().params.get("store")
    try:
        with Session(store, _PATIENCE_S) as session:
            page = session.ask(operation, asked)
    except Exception:  # noqa: BLE001 - who presses a key wants no error in the line that is typed
        return []
    return list(page["items"] if isinstance(page, dict) else page)
