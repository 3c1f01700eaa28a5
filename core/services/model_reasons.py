"""Why a model is champion: from the promotion back to the inputs its data came from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from provenlab.core.errors import NotFound
from provenlab.core.models.experiment import Experiment
from provenlab.core.models.journal import JournalEntry
from provenlab.core.models.lineage import Lineage, Node, NodeKind
from provenlab.core.models.model_version import ModelVersion, VersionStanding
from provenlab.core.models.page import DEFAULT_LIMIT
from provenlab.core.models.promotion import AliasDrift, PromotionEvent
from provenlab.core.models.run import Run
from provenlab.core.ports.experiment_journal import ExperimentJournalPort
from provenlab.core.ports.experiment_tracker import ExperimentTrackerPort
from provenlab.core.ports.run_registry import RunRegistryPort
from provenlab.core.rules.model_lifecycle import last_promotion
from provenlab.core.services.lineage import LineageService
from provenlab.core.services.models import ModelService

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class ChampionReasons:
    """One answer, from the champion back.

    `event` made it champion now, `promotion` is the last decision for it; they differ after a
    rollback. `beaten` are the newest of the `n_beaten` versions that were there when it was promoted.
    `gaps` says in words which link could not be followed.
    """

    version: ModelVersion
    event: PromotionEvent
    promotion: PromotionEvent
    journal_entry: JournalEntry | None
    run: Run | None
    experiment: Experiment | None
    lineages: tuple[Lineage, ...]
    beaten: tuple[VersionStanding, ...]
    n_beaten: int
    in_step: bool
    drift: tuple[AliasDrift, ...]
    gaps: tuple[str, ...]


class ModelReasons:
    """Follows the links that a version and its promotion hold. Reads only."""

    def __init__(
        self,
        models: ModelService,
        runs: RunRegistryPort,
        experiments: ExperimentTrackerPort,
        journal: ExperimentJournalPort,
        lineage: LineageService,
    ) -> None:
        self._models = models
        self._runs = runs
        self._experiments = experiments
        self._journal = journal
        self._lineage = lineage

    def why(self, model_name: str, limit: int | None = DEFAULT_LIMIT) -> ChampionReasons:
        """With at most `limit` beaten versions.

        NoChampion when there is none; a link that leads nowhere is a gap, not an error.
        """
        champion = self._models.champion(model_name)
        version, gaps = champion.version, list[str]()
        promotion = last_promotion(self._models.history.events(model_name), version.version) or champion.event
        run = _linked(gaps, "run", version.run_id, self._runs.get_run)
        experiment_id = version.experiment_id or (run.experiment_id if run else None)
        experiment = _linked(gaps, "experiment", experiment_id, self._experiments.get_experiment)
        entry_id = promotion.journal_entry_id
        entry = None if entry_id is None else self._journal.get_experiment(entry_id)
        if entry_id is not None and entry is None:
            gaps.append(f"journal entry {entry_id} is not in this store")
        lineages = self._lineages(gaps, version, run, experiment)
        if not lineages:
            gaps.append("no input artifact could be followed to its roots")
        n_beaten, beaten = self._beaten(version, promotion, limit)
        return ChampionReasons(
            version=version,
            event=champion.event,
            promotion=promotion,
            journal_entry=entry,
            run=run,
            experiment=experiment,
            lineages=lineages,
            beaten=beaten,
            n_beaten=n_beaten,
            in_step=champion.in_step,
            drift=champion.drift,
            gaps=tuple(gaps),
        )

    def _lineages(
        self, gaps: list[str], version: ModelVersion, run: Run | None, experiment: Experiment | None
    ) -> tuple[Lineage, ...]:
        starts: list[Node] = [] if experiment is None else [("experiment", experiment.experiment_id)]
        starts += [("artifact", each) for each in _inputs(version, run)]
        reached: set[Node] = set()
        found: list[Lineage] = []
        for start in starts:
            lineage = None if start in reached else _linked(gaps, *start, partial(self._upstream, start[0]))
            if lineage is not None:
                found.append(lineage)
                reached.update((node.kind, node.id) for node in lineage.nodes)
        return tuple(found)

    def _upstream(self, kind: NodeKind, record_id: str) -> Lineage:
        return self._lineage.lineage((kind, record_id), "upstream")

    def _beaten(
        self, champion: ModelVersion, promotion: PromotionEvent, limit: int | None
    ) -> tuple[int, tuple[VersionStanding, ...]]:
        """How many versions were there beside it, and the newest of them.

        Versions are counted without gaps and never removed, so the newest tells how many there were.
        """
        cursor: int | None = None
        while True:
            page = self._models.versions(champion.model_name, DEFAULT_LIMIT, cursor)
            there = [each.version for each in page.items if each.recorded_at <= promotion.at]
            if there:
                break
            if page.next_cursor is None:
                return 0, ()
            cursor = int(page.next_cursor)
        wanted = None if limit is None else limit + 1
        newest = self._models.versions(champion.model_name, wanted, there[0] + 1).items
        beaten = tuple(each for each in newest if each.version != champion.version)
        return there[0] - (champion.version <= there[0]), beaten[:limit]


def _linked(gaps: list[str], noun: str, record_id: str | None, get: Callable[[str], Found]) -> Found | None:
    if record_id is None:
        return None
    try:
        return get(record_id)
    except NotFound:
        gaps.append(f"{noun} {record_id} is not in this store")
        return None


def _inputs(version: ModelVersion, run: Run | None) -> list[str]:
    read = () if run is None else (each.artifact_id for each in run.datasets)
    return list(dict.fromkeys(each for each in (*version.input_artifacts, *read) if each is not None))
