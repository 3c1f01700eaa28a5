"""The journal in use: secrets out before anything is kept, trials known by what they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provenlab.core.models.journal import (
    DecisionNote,
    JournalEntry,
    JournalFilter,
    JournalNote,
    TrialRun,
    TrialSetting,
)
from provenlab.core.ports.experiment_journal import ExperimentJournalPort
from provenlab.core.ports.nearest_configs import NearestConfigsPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.journal_changes import (
    config_digest,
    drafted,
    require_known_cohort,
    with_tagged_numbers,
)
from provenlab.core.rules.journal_redaction import redacted_config, redacted_decision, without_secrets
from provenlab.core.rules.mutations import Operation, config_diff
from provenlab.core.rules.trial_keys import trial_key

if TYPE_CHECKING:  # most calls look at no run
    from provenlab.core.ports.run_registry import RunRegistryPort


@dataclass(frozen=True, slots=True)
class SimilarTrial:
    """A config that was tried: how far it is, the way to it, and the entries that tried it."""

    distance: float
    config_diff: list[Operation]
    entries: tuple[JournalEntry, ...]


class JournalService:
    """The journal with redaction, trial keys and distances between configs."""

    def __init__(
        self,
        journal: ExperimentJournalPort,
        neighbours: NearestConfigsPort,
        runs: "RunRegistryPort",
        store: StorePort,
    ) -> None:
        self.journal = journal
        self._neighbours = neighbours
        self._runs = runs
        self._store = store

    def log(self, note: JournalNote, base_config: dict[str, Any] | None = None) -> JournalEntry:
        """Appends an entry; with a base config, its mutation is resolved and must change something."""
        clean, places = without_secrets(with_tagged_numbers(note))
        draft = drafted(clean, None if base_config is None else redacted_config(base_config))
        return self.journal.log_experiment(draft.model_copy(update={"redactions": places}))

    def decide(self, entry_id: int, note: DecisionNote) -> tuple[JournalEntry, bool]:
        """As the port; the reason is redacted, and a promotion names runs that are what it says.

        NotFound for a run that neither this store nor an entry knows, ValidationFailed for one that the
        journal knows on other cohorts only. A store that never held a run takes their ids as given.
        """
        with self._store.atomic():
            if note.decision == "promoted" and note.comparison is not None:
                if isinstance(note.comparison.champion, TrialRun):
                    self._require_compared("champion", note.comparison.champion)
                self._require_compared("challenger", note.comparison.challenger)
            return self.journal.record_decision(entry_id, redacted_decision(note))

    def _require_compared(self, side: str, compared: TrialRun) -> None:
        from provenlab.core.models.run import RunFilter

        noted = self.journal.query(JournalFilter(run_id=compared.run_id), limit=None).items
        if not noted and self._runs.list_runs(RunFilter(), limit=1).items:
            self._runs.get_run(compared.run_id)
        require_known_cohort(side, compared, noted)

    def trial_key(self, config: dict[str, Any], setting: TrialSetting) -> str:
        """The key under which an entry of that trial would be kept."""
        return trial_key(config_digest(redacted_config(config), "config"), setting)

    def similar(self, config: dict[str, Any], k: int) -> list[SimilarTrial]:
        """The `k` nearest configs that were tried, nearest first, by Gower distance.

        Looks at every different config: time and memory grow with their number.
        """
        asked = redacted_config(config)
        config_digest(asked, "config")
        found = self._neighbours.nearest(asked, k)
        return [self._similar(asked, each.distance, each.config_hash) for each in found]

    def _similar(self, asked: dict[str, Any], distance: float, config_hash: str) -> SimilarTrial:
        entries = self.journal.entries_of_config(config_hash)
        return SimilarTrial(distance, config_diff(asked, entries[0].config or {}), entries)
