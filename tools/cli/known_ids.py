"""Ids of the newest records: for completion in a shell, and for what people say in place of an id."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import click

_MOST, _PATIENCE_S = 100, 0.5
Ask = Callable[[str, Mapping[str, Any]], Any]


class Listing(NamedTuple):
    """The operation that lists records of a kind, and where their ids are."""

    operation: str
    key: str
    is_filtered: bool = True
    is_digest: bool = False

    @property
    def noun(self) -> str:
        return self.operation.removeprefix("list_")

    def newest(self, ask: Ask, most: int) -> list[Any]:
        """The last records of the kind."""
        asked = {"filter": {"limit": most}} if self.is_filtered else {"limit": most}
        page = ask(self.operation, asked)
        return list(page["items"] if isinstance(page, dict) else page)


_ENTRIES = Listing("query_journal", "entryId", is_filtered=False)
_CANDIDATES = Listing("list_candidates", "candidateId", is_digest=True)
LISTINGS = {
    "run_id": Listing("list_runs", "runId"),
    "experiment_id": Listing("list_experiments", "experimentId"),
    "artifact_id": Listing("list_artifacts", "artifactId"),
    "job_id": Listing("list_jobs", "jobId"),
    "scenario_id": Listing("list_scenarios", "scenarioId", is_digest=True),
    "cohort_id": Listing("list_cohorts", "cohortId", is_digest=True),
    "candidate_id": _CANDIDATES,
    "focus_candidate_id": _CANDIDATES,
    "derived_from": _CANDIDATES,
    "evaluation_id": Listing("list_evaluations", "evaluationId"),
}
"""By the names of fields."""

Completion = Callable[[click.Context, click.Parameter, str], list[str]]


def known_ids(field: str) -> Completion | None:
    """Completes the field from the store; None where there is nothing to list."""
    if field in ("model", "model_name"):
        return _completion(lambda ask, _ctx, _typed: ask("list_models", {}))
    if field == "version":
        return _completion(_versions)
    is_entry = field in ("entry_id", "journal_entry_id")
    listing = _ENTRIES if is_entry else LISTINGS.get(field.removesuffix("s"))
    if listing is None:
        return None
    return _completion(lambda ask, _ctx, _typed: (each[listing.key] for each in listing.newest(ask, _MOST)))


def _versions(ask: Ask, ctx: click.Context, typed: str) -> Iterable[str]:
    from provenlab.tools.cli.models.naming import known_versions

    return known_versions(ask, ctx.params.get("model_name"), typed, _MOST)


def _completion(words: Callable[[Ask, click.Context, str], Iterable[Any]]) -> Completion:
    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        from provenlab.tools.cli.session import Session

        store = ctx.params.get("store") or ctx.find_root().params.get("store")
        try:
            with Session(store, _PATIENCE_S) as session:
                found = [str(each) for each in words(session.ask, ctx, incomplete)]
        except Exception:  # noqa: BLE001 - who presses a key wants no error in the line that is typed
            return []
        return [each for each in found if each.startswith(incomplete)]

    return complete
