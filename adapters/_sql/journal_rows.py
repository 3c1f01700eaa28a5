"""Journal entries as rows: documents as canonical JSON, instants as microseconds."""

import json
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.journal import (
    Comparison,
    Decision,
    Evaluator,
    JournalDraft,
    JournalEntry,
    JournalFilter,
    Mutation,
    TrialSetting,
    earliest_instant,
    latest_instant,
)
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.value import Value
from provenlab.core.rules.canonical_json import canonical_json, parse_canonical_json
from provenlab.core.rules.digests import DECISION, JOURNAL_ENTRY, digest
from provenlab.core.rules.journal_search import folded, result_numbers

_AS_THEY_ARE = (
    "hypothesis",
    "mutation_type",
    "promotion_decision",
    "promotion_reason",
    "disposition",
    "disposition_reason",
    "run_id",
    "experiment_id",
    "model_version",
    "parent_id",
    "seed",
    "trial_key",
    "config_hash",
    "idempotency_key",
)
_DECIDED = {"promotion_decision", "promotion_reason"}


def _text(value: Any) -> str:
    return canonical_json(value).decode()


def _document(value: Value | None) -> str | None:
    return None if value is None else _text(value.model_dump(mode="json", exclude_none=True, by_alias=False))


def new_row(draft: JournalDraft, recorded_at: int) -> Row:
    """All columns of a new entry but its number."""
    row = {
        **{field: getattr(draft, field) for field in _AS_THEY_ARE},
        "created_at": to_microseconds(earliest_instant(draft.created_at)),
        "created_at_text": draft.created_at,
        "recorded_at": recorded_at,
        "hypothesis_folded": folded(draft.hypothesis),
        "config_diff": _text(draft.config_diff),
        "results": _text(draft.results),
        "champion_metrics": None if draft.champion_metrics is None else _text(draft.champion_metrics),
        "tags": _text(draft.tags),
        "metadata": _text(draft.metadata),
        "trial": _document(draft.trial),
        "mutation": _document(draft.mutation),
        "redactions": _text([each.model_dump(mode="json") for each in draft.redactions]),
    }
    return {**row, "record_hash": entry_digest(row)}


def entry_digest(row: Row) -> str:
    """Of every column that stays as it was logged, the same on every engine; the number comes later."""
    left_out = {"id", "config", "record_hash", *_DECIDED}
    return digest(JOURNAL_ENTRY, _filled(row, left_out))


def decision_digest(row: Row, before: str | None) -> str:
    """Of every column, and of the digest of the decision before; of the entry for the first one."""
    return digest(DECISION, {**_filled(row, {"record_hash"}), "before": before})


def _filled(row: Row, left_out: set[str]) -> Row:
    # A column that a later schema adds is empty in the rows of before, whose digests must stay.
    return {name: value for name, value in row.items() if value is not None and name not in left_out}


def entry_of(row: Row) -> JournalEntry:
    """The entry a row holds, with its config beside it; not validated again."""
    return JournalEntry.model_construct(
        **{field: row[field] for field in _AS_THEY_ARE},
        created_at=row["created_at_text"],
        config_diff=parse_canonical_json(row["config_diff"]),
        results=parse_canonical_json(row["results"]),
        champion_metrics=_parsed(row["champion_metrics"]),
        tags=tuple(json.loads(row["tags"])),
        metadata=parse_canonical_json(row["metadata"]),
        config=_parsed(row["config"]),
        trial=_trial(_parsed(row["trial"])),
        mutation=_mutation(_parsed(row["mutation"])),
        redactions=tuple(RedactedPlace.model_construct(**each) for each in json.loads(row["redactions"])),
        entry_id=row["id"],
        recorded_at=from_microseconds(row["recorded_at"]),
    )


def _parsed(text: str | None) -> Any:
    return None if text is None else parse_canonical_json(text)


def _trial(fields: dict[str, Any] | None) -> TrialSetting | None:
    if fields is None:
        return None
    return TrialSetting.model_construct(
        inputs=tuple(fields["inputs"]),
        evaluator=Evaluator.model_construct(**fields["evaluator"]),
        cohort=fields.get("cohort"),
    )


def _mutation(fields: dict[str, Any] | None) -> Mutation | None:
    if fields is None:
        return None
    return Mutation.model_construct(**{**fields, "config_diff": tuple(fields["config_diff"])})


def tag_rows(draft: JournalDraft, entry_id: int) -> list[Row]:
    """One row for each different tag."""
    return [{"tag": tag, "entry_id": entry_id} for tag in dict.fromkeys(draft.tags)]


def result_rows(draft: JournalDraft, entry_id: int) -> list[Row]:
    """One row for each number that can be searched."""
    numbers = result_numbers(draft.results)
    return [{"entry_id": entry_id, "key": key, "value": value} for key, value in numbers.items()]


def decision_row(decision: Decision, entry_id: int, before: str | None) -> Row:
    """All columns of a decision; `before` is the digest of the one before, or of the entry."""
    row = {
        "entry_id": entry_id,
        "seq": decision.seq,
        "at": to_microseconds(decision.at),
        "decision": decision.decision,
        "reason": decision.reason,
        "actor": decision.actor,
        "comparison": _document(decision.comparison),
    }
    return {**row, "record_hash": decision_digest(row, before)}


def decision_of(row: Row) -> Decision:
    compared = _parsed(row["comparison"])
    return Decision.model_construct(
        seq=row["seq"],
        at=from_microseconds(row["at"]),
        decision=row["decision"],
        reason=row["reason"],
        actor=row["actor"],
        comparison=None if compared is None else Comparison.model_validate(compared),
    )


def filter_params(criteria: JournalFilter) -> dict[str, Any]:
    """The parameters of the filters; None leaves a filter out."""
    bounds = criteria.result
    tags = sorted(set(criteria.tags))
    low, high = criteria.date_from, criteria.date_to
    same = ("mutation_type", "outcome", "disposition", "run_id", "experiment_id")
    return {
        **{field: getattr(criteria, field) for field in same},
        "text": None if criteria.text is None else folded(criteria.text),
        "tags": tags,
        "n_tags": len(tags) or None,
        "result_key": bounds.key if bounds else None,
        "result_at_least": bounds.at_least if bounds else None,
        "result_at_most": bounds.at_most if bounds else None,
        "date_from": None if low is None else to_microseconds(earliest_instant(low)),
        "date_to": None if high is None else to_microseconds(latest_instant(high)),
    }
