"""The journal from Python: it opens alone from a path, with records of plain fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from provenlab.core.models.instant import format_instant
from provenlab.core.models.journal import (
    Decision,
    DecisionNote,
    JournalEntry,
    JournalFilter,
    JournalNote,
    TrialSetting,
)
from provenlab.core.operations.journal import FindTrial, FoundTrial, find_trial
from provenlab.core.rules.journal_numbers import untagged
from provenlab.core.services.journal import SimilarTrial
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS
from provenlab.tools.dispatch import checked
from provenlab.tools.lab import Url, _Part


@dataclass(kw_only=True)
class ExperimentRecord:
    """One experiment as its author wrote it down; `id` is given by the journal.

    `created_at` is ISO 8601, UTC without an offset, and comes back as given. `promotion_decision` is
    `promoted`, `rejected` or `pending`. NaN and infinities in `results` and `champion_metrics` come back
    as themselves. `metadata` takes whatever has no field.
    """

    id: int | None = None
    created_at: str
    hypothesis: str
    mutation_type: str
    config_diff: dict[str, Any]
    results: dict[str, Any]
    champion_metrics: dict[str, Any] | None = None
    promotion_decision: str
    promotion_reason: str | None = None
    run_id: str | None = None
    model_version: int | None = None
    tags: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, entry: JournalEntry) -> Self:
        """The fields of an entry that a record has."""
        fields = {name: getattr(entry, name) for name in _SHARED_FIELDS}
        numbers = {name: untagged(fields[name]) for name in ("results", "champion_metrics")}
        return cls(**{**fields, **numbers, "id": entry.entry_id, "tags": list(entry.tags)})


_SHARED_FIELDS = tuple(name for name in ExperimentRecord.__dataclass_fields__ if name != "id")


class ExperimentJournal(_Part):
    """What was tried, why, with which result and decision; the rules are those of `ExperimentJournalPort`.

    `ExperimentJournal("journal.db")` opens a path or URL and makes the store ready.
    """

    def __init__(
        self, db_path: Url = None, *, read_only: bool = False, lock_timeout_ms: int = DEFAULT_LOCK_TIMEOUT_MS
    ) -> None:
        super().__init__(db_path, read_only=read_only, lock_timeout_ms=lock_timeout_ms)
        if not read_only:
            self._opened.store.initialise()

    def log_experiment(self, record: ExperimentRecord) -> int:
        """Appends a record, secrets taken out; its number. A number it has already is not looked at.

        ValidationFailed names each wrong field.
        """
        fields = {name: getattr(record, name) for name in _SHARED_FIELDS}
        return self._parts.journal.log(checked(JournalNote, fields, "log_experiment")).entry_id

    def log(self, *, base_config: dict[str, Any] | None = None, **fields: Any) -> JournalEntry:
        """Appends an entry with everything it may have: as the operation `log_journal_entry`."""
        created_at = fields.pop("created_at", None) or format_instant(self._parts.clock.now())
        note = checked(JournalNote, {**fields, "created_at": created_at}, "log")
        return self._parts.journal.log(note, base_config)

    def get_experiment(self, experiment_id: int) -> ExperimentRecord | None:
        """None when there is none."""
        entry = self._parts.journal.journal.get_experiment(experiment_id)
        return None if entry is None else ExperimentRecord.of(entry)

    def query(
        self,
        tags: list[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        mutation_type: str | None = None,
        outcome: str | None = None,
        limit: int | None = 100,
    ) -> list[ExperimentRecord]:
        """Records that meet all filters, newest first.

        All tags must be there, exactly. Dates are instants, ends included; a `date_to` without a time
        means all of that UTC day. `outcome` is the decision as it stands. `limit` None means all.
        """
        given = {
            "tags": tuple(tags or ()),
            "date_from": date_from,
            "date_to": date_to,
            "mutation_type": mutation_type,
            "outcome": outcome,
        }
        criteria = checked(JournalFilter, given, "query")
        page = self._parts.journal.journal.query(criteria, "newest", limit)
        return [ExperimentRecord.of(entry) for entry in page.items]

    def count(self, **criteria: Any) -> int:
        """How many records there are; with the fields of `JournalFilter`, how many meet them."""
        return self._parts.journal.journal.count(checked(JournalFilter, criteria, "count"))

    def record_decision(self, experiment_id: int, decision: str, **remark: Any) -> ExperimentRecord:
        """Decides on a pending record: `reason`, `actor`, `comparison` as wanted."""
        note = checked(DecisionNote, {"decision": decision, **remark}, "record_decision")
        return ExperimentRecord.of(self._parts.journal.decide(experiment_id, note)[0])

    def decisions(self, experiment_id: int) -> tuple[Decision, ...]:
        """Its decisions, oldest first."""
        return self._parts.journal.journal.decisions(experiment_id)

    def find_trial(self, config: dict[str, Any], trial: TrialSetting | Mapping[str, Any]) -> FoundTrial:
        """Whether this was tried before, whatever the seed, and what came of it."""
        setting = trial if isinstance(trial, TrialSetting) else checked(TrialSetting, dict(trial), "trial")
        return find_trial(self._parts, FindTrial(config=config, trial=setting))

    def similar_trials(self, config: dict[str, Any], k: int = 10) -> list[SimilarTrial]:
        """The nearest configs that were tried, by Gower distance."""
        return self._parts.journal.similar(config, k)

    def thread(self, experiment_id: int) -> tuple[JournalEntry, ...]:
        """An entry and all that descends from it."""
        return self._parts.journal.journal.thread(experiment_id)
