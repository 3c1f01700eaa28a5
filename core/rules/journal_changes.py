"""What an entry says beyond its words, and which decisions may follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from provenlab.core.errors import Conflict, InvalidTransition, ValidationFailed
from provenlab.core.models.journal import (
    Comparison,
    Decision,
    DecisionNote,
    JournalDraft,
    JournalEntry,
    JournalNote,
    Mutation,
    TrialRun,
)
from provenlab.core.models.value import Value, wire_name
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, tagged_digest
from provenlab.core.rules.journal_numbers import tagged
from provenlab.core.rules.limits import require_at_most, require_config_size
from provenlab.core.rules.mutations import config_diff, require_change
from provenlab.core.rules.trial_keys import trial_key

MAX_DOCUMENT_BYTES = 1024 * 1024
_DOCUMENTS = ("config_diff", "results", "champion_metrics", "metadata")


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """The entry after a decision, and what its history gains."""

    entry: JournalEntry
    decision: Decision


def drafted(note: JournalNote, base_config: dict[str, Any] | None) -> JournalDraft:
    """The note with the digests, the mutation and the trial key that follow from it.

    ValidationFailed for a mutation that changes nothing, for a base or a trial without a config, for a
    decision on a trial that was not evaluated, and for a promotion that has a comparison to name.
    """
    _require_documents(note)
    if note.promotion_decision != "pending" and note.disposition != "evaluated":
        message = f"a trial that was {note.disposition} cannot be {note.promotion_decision}; leave it pending"
        raise ValidationFailed.at("promotionDecision", message)
    if note.promotion_decision == "promoted" and cohort_of(note) is not None:
        message = "a trial on a cohort is promoted by the runs it was compared by; log it pending first"
        raise ValidationFailed.at("promotionDecision", message)
    if note.config is None and (base_config is not None or note.trial is not None):
        field = "trial" if base_config is None else "baseConfig"
        raise ValidationFailed.at("config", f"is missing; {field} needs it")
    config_hash = None if note.config is None else config_digest(note.config, "config")
    key = None if config_hash is None or note.trial is None else trial_key(config_hash, note.trial)
    mutation = None if base_config is None else _mutation(note, base_config, config_hash)
    return JournalDraft.model_construct(
        **dict(note), mutation=mutation, config_hash=config_hash, trial_key=key, redactions=()
    )


def with_tagged_numbers(note: JournalNote) -> JournalNote:
    """The note whose results and champion metrics hold NaN and the infinities as JSON can."""
    documents = {field: tagged(getattr(note, field)) for field in ("results", "champion_metrics")}
    return note.model_copy(update=documents)


def config_digest(config: dict[str, Any], path: str) -> str:
    """The digest of a config that is not too large."""
    canonical = canonical_json(config, path)
    require_config_size(canonical)
    return tagged_digest(CONFIG, canonical)


def _mutation(note: JournalNote, base: dict[str, Any], config_hash: str | None) -> Mutation | None:
    if note.config is None or config_hash is None:
        return None
    base_hash = config_digest(base, "baseConfig")
    operations = config_diff(base, note.config)
    require_change(operations)
    return Mutation.model_construct(
        type=note.mutation_type,
        base_config_hash=base_hash,
        config_diff=tuple(operations),
        mutated_config_hash=config_hash,
    )


def _require_documents(note: JournalNote) -> None:
    for field in _DOCUMENTS:
        size = len(canonical_json(getattr(note, field), field))
        require_at_most(field, size, MAX_DOCUMENT_BYTES, "bytes of canonical JSON")


def require_same_note(stored: JournalEntry, first: Decision, draft: JournalDraft) -> None:
    """Conflict unless the draft is the one the entry was logged from, its time aside; naming what differs."""
    logged = stored.model_copy(
        update={"promotion_decision": first.decision, "promotion_reason": first.reason}
    )
    differing = [
        wire_name(name)
        for name in JournalDraft.model_fields
        if name not in {"created_at", "redactions"} and _comparable(logged, name) != _comparable(draft, name)
    ]
    if differing:
        raise Conflict(
            f"idempotencyKey: entry {stored.entry_id} has it, with another {', '.join(differing)}; "
            "a note of its own needs a key of its own",
            {"entryId": stored.entry_id, "differing": differing},
        )


def _comparable(draft: JournalDraft, name: str) -> bytes:
    value = getattr(draft, name)
    return canonical_json(value.model_dump(mode="json") if isinstance(value, Value) else value, name)


def first_decision(entry: JournalEntry) -> Decision:
    """What an entry was logged with."""
    return Decision.model_construct(
        seq=1,
        at=entry.recorded_at,
        decision=entry.promotion_decision,
        reason=entry.promotion_reason,
        actor=None,
        comparison=None,
    )


def decided(entry: JournalEntry, note: DecisionNote, now: datetime, seq: int) -> DecisionChange | None:
    """The change a decision makes, None when it stands already.

    InvalidTransition unless pending -> promoted or rejected, of a trial that was evaluated;
    ValidationFailed when a promotion compares what cannot be compared, is not about the entry, or compares
    nothing though the entry was tried on a cohort.
    """
    if note.decision == entry.promotion_decision:
        return None
    details = {"entryId": entry.entry_id, "from": entry.promotion_decision, "to": note.decision}
    if entry.promotion_decision != "pending":
        raise InvalidTransition(f"entry {entry.entry_id} is {entry.promotion_decision} already", details)
    if entry.disposition != "evaluated":
        message = (
            f"entry {entry.entry_id} was {entry.disposition}; only an evaluated trial is {note.decision}"
        )
        raise InvalidTransition(message, details)
    if note.decision == "promoted":
        require_comparison(entry, note.comparison)
    after = entry.model_copy(update={"promotion_decision": note.decision, "promotion_reason": note.reason})
    return DecisionChange(after, Decision.model_construct(**dict(note), seq=seq, at=now))


def require_known_cohort(side: str, compared: TrialRun, noted: Iterable[JournalEntry]) -> None:
    """ValidationFailed when entries on a run name cohorts, and the compared one is not among them."""
    known = {each.trial.cohort for each in noted if each.trial is not None} - {None}
    if known and compared.cohort not in known:
        raise ValidationFailed.at(
            f"comparison.{side}.cohort", f"the journal has this run on {', '.join(sorted(map(str, known)))}"
        )


def cohort_of(note: JournalNote) -> str | None:
    """The cohort a trial was evaluated on, where its author says so."""
    return None if note.trial is None else note.trial.cohort


def require_comparison(entry: JournalEntry, compared: Comparison | None) -> None:
    """ValidationFailed unless a promotion of this entry may rest on that comparison, or on none."""
    cohort = cohort_of(entry)
    if compared is None:
        if cohort is not None:
            message = (
                f"is missing; entry {entry.entry_id} was tried on the cohort {cohort}: name the run of the "
                'challenger on it, and that of the champion or "nobody"'
            )
            raise ValidationFailed.at("comparison", message)
        return
    challenger = compared.challenger
    if isinstance(compared.champion, TrialRun):
        _require_comparable(compared.champion, challenger)
    if cohort is not None and challenger.cohort != cohort:
        message = f"is not {cohort}, on which entry {entry.entry_id} was tried"
        raise ValidationFailed.at("comparison.challenger.cohort", message)
    if entry.run_id is not None and challenger.run_id != entry.run_id:
        message = f"is not {entry.run_id}, the run of entry {entry.entry_id}"
        raise ValidationFailed.at("comparison.challenger.runId", message)


def _require_comparable(champion: TrialRun, challenger: TrialRun) -> None:
    if champion.cohort != challenger.cohort:
        raise ValidationFailed.at(
            "comparison.challenger.cohort", "differs from that of the champion; compare on one cohort"
        )
    candidates = {champion.candidate_id, challenger.candidate_id}
    if champion.run_id == challenger.run_id and (None in candidates or len(candidates) == 1):
        message = "is the champion's own run; of a run that evaluates both, name each candidateId"
        raise ValidationFailed.at("comparison.challenger.runId", message)
