"""Models in use: promotion is an event first, and the registry's aliases follow it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from provenlab.core.errors import NotFound, StoreError, ValidationFailed
from provenlab.core.models.model_version import CHAMPION_ALIAS, ModelNote, ModelVersion, VersionStanding
from provenlab.core.models.page import DEFAULT_LIMIT, Page
from provenlab.core.models.promotion import AliasDrift, PromotionDraft, PromotionEvent, PromotionRemark
from provenlab.core.ports.model_history import ModelHistoryPort
from provenlab.core.ports.model_registry import ModelRegistryPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules import model_steps
from provenlab.core.rules.model_aliases import AliasCheck, checked_aliases
from provenlab.core.rules.model_lifecycle import Standing, champion_at, standing_of
from provenlab.core.rules.model_steps import Step
from provenlab.core.rules.run_comparison import Difference, differences, flattened

if TYPE_CHECKING:  # who only reads needs no entries
    from provenlab.core.models.journal import Comparison, JournalEntry
    from provenlab.core.services.journal import JournalService

# Not validated: that would prepare the whole class in every process that only lists versions.
NO_PROMOTION_REMARK = PromotionRemark.model_construct()
Authority = Literal["history", "aliases"]
_GLANCES = 5


@dataclass(frozen=True, slots=True)
class Promoted:
    """What a change came to.

    `event` is None when nothing changed. The event stands also where `in_step` is false: the aliases
    could not follow, `problem` says why, and the next change or `reconcile` lets them follow.
    """

    event: PromotionEvent | None
    champion: int | None
    in_step: bool
    drift: tuple[AliasDrift, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Champion:
    """The champion by the history, the event that made it, and whether the aliases say the same."""

    version: ModelVersion
    event: PromotionEvent
    in_step: bool
    drift: tuple[AliasDrift, ...]


class ModelService:
    """A registry with a history, in two transactions: the event, then the aliases.

    A process that dies between any two writes leaves aliases that are behind their history; the next
    change of that model, or `reconcile`, lets them catch up. An alias that somebody else moved is never
    overwritten: every change is refused with Drift until `reconcile` says who is right. Changes of one
    model are serialised by the history, over all processes and machines that share it.
    """

    def __init__(
        self,
        registry: ModelRegistryPort,
        history: ModelHistoryPort,
        store: StorePort,
        journal: "JournalService | None" = None,
    ) -> None:
        self.registry = registry
        self.history = history
        self._store = store
        self._journal = journal

    def log(self, note: ModelNote, content: Iterable[bytes] | None = None) -> ModelVersion:
        """Adds a candidate, secrets taken out, with the bytes of its file when there are any."""
        from provenlab.core.rules.model_redaction import drafted

        return self.registry.add_version(drafted(note), content)

    def promote(
        self,
        model_name: str,
        version: int,
        remark: PromotionRemark = NO_PROMOTION_REMARK,
        expected_champion: int | Literal["nobody"] | None = None,
        comparison: "Comparison | None" = None,
    ) -> Promoted:
        """Makes a version the champion; the champion again is no change.

        NotFound without the version, InvalidTransition when it is quarantined, Conflict when
        `expected_champion` is given and not who is champion now. `comparison` is what the decision on
        the journal entry of the remark rests on.
        """
        if comparison is not None and remark.journal_entry_id is None:
            raise ValidationFailed.at("comparison", "belongs to an entry; give journalEntryId")
        self.registry.get_version(model_name, version)

        def step(standing: Standing) -> Step | None:
            model_steps.require_expected(standing, expected_champion)
            return model_steps.promoted(standing, version)

        return self._change(model_name, step, remark, comparison=comparison)

    def rollback(self, model_name: str, remark: PromotionRemark = NO_PROMOTION_REMARK) -> Promoted:
        """Goes back to the last earlier champion; NoRollbackTarget when none is left."""
        return self._change(model_name, model_steps.rolled_back, remark)

    def demote(self, model_name: str, remark: PromotionRemark = NO_PROMOTION_REMARK) -> Promoted:
        """Archives the champion and puts nobody in its place; NoChampion when there is none."""
        return self._change(model_name, model_steps.demoted, remark)

    def archive(
        self, model_name: str, version: int, remark: PromotionRemark = NO_PROMOTION_REMARK
    ) -> Promoted:
        """Archives a candidate; InvalidTransition for the champion."""
        self.registry.get_version(model_name, version)
        return self._change(model_name, lambda standing: model_steps.archived(standing, version), remark)

    def quarantine(
        self, model_name: str, version: int, remark: PromotionRemark = NO_PROMOTION_REMARK
    ) -> Promoted:
        """Bars a version from being champion; if it is, the version a rollback leads to takes over."""
        self.registry.get_version(model_name, version)
        return self._change(model_name, lambda standing: model_steps.quarantined(standing, version), remark)

    def release(
        self, model_name: str, version: int, remark: PromotionRemark = NO_PROMOTION_REMARK
    ) -> Promoted:
        """Takes a quarantine back."""
        self.registry.get_version(model_name, version)
        return self._change(model_name, lambda standing: model_steps.released(standing, version), remark)

    def reconcile(
        self,
        model_name: str,
        accept: Authority | None = None,
        remark: PromotionRemark = NO_PROMOTION_REMARK,
    ) -> Promoted:
        """Lets the aliases catch up with the history.

        Where somebody else moved one: Drift, unless `accept` says who is right: `history` moves the
        aliases back, `aliases` records who they say is champion and moves the others after it.
        """
        if accept == "aliases":
            found = self.registry.aliases(model_name).get(CHAMPION_ALIAS)
            if found is not None:
                self.registry.get_version(model_name, found)
            return self._change(
                model_name, lambda standing: model_steps.adopted(standing, found), remark, overrule=True
            )
        return self._change(model_name, lambda standing: None, remark, overrule=accept == "history")

    def champion(self, model_name: str) -> Champion:
        """Who is champion now; NoChampion when nobody is. Reads only."""
        events, check = self._look(model_name)
        version = model_steps.required_champion(check.standing)
        event = next(each for each in events if each.seq == check.standing.champion_seq)
        return Champion(self._promoted(model_name, version), event, check.in_step, check.drift)

    def _promoted(self, model_name: str, version: int) -> ModelVersion:
        try:
            return self.registry.get_version(model_name, version)
        except NotFound as missing:
            raise NotFound(
                f"the history of {model_name} has version {version} as champion, and the registry in use has "
                "no such version: where its models are in MLflow, name that by PROVENLAB_TRACKING_URI",
                missing.details,
            ) from missing

    def champion_at(self, model_name: str, instant: datetime) -> PromotionEvent | None:
        """The last event up to an instant: its `champion` was champion then. None before the first."""
        return champion_at(self.history.events(model_name), instant)

    def standing(self, model_name: str) -> Standing:
        """What the history amounts to."""
        return standing_of(model_name, self.history.events(model_name))

    def names(self) -> tuple[str, ...]:
        """The models that have versions, sorted."""
        return self.registry.list_models()

    def version(self, model_name: str, version: int) -> VersionStanding:
        """One version with where it stands; NotFound when there is none."""
        found = self.registry.get_version(model_name, version)
        return self._standings(model_name, [found])[0]

    def versions(
        self, model_name: str, limit: int | None = DEFAULT_LIMIT, cursor: int | None = None
    ) -> Page[VersionStanding]:
        """Newest first, each with where it stands."""
        page = self.registry.list_versions(model_name, limit, cursor)
        return Page(tuple(self._standings(model_name, page.items)), page.next_cursor)

    def compare(self, model_name: str, a: int, b: int) -> dict[str, tuple[Difference, ...]]:
        """What differs in `config`, `metrics` and `tags`; the values are under `a` and `b`."""
        found = {
            side: self.registry.get_version(model_name, version) for side, version in (("a", a), ("b", b))
        }
        return {
            "config": differences({side: flattened(each.config) for side, each in found.items()}),
            "metrics": differences({side: each.metrics for side, each in found.items()}),
            "tags": differences({side: each.tags for side, each in found.items()}),
        }

    def _standings(self, model_name: str, versions: Sequence[ModelVersion]) -> list[VersionStanding]:
        standing, aliases = self.standing(model_name), self.registry.aliases(model_name)
        return [
            VersionStanding.model_construct(
                **dict(each),
                state=standing.state(each.version),
                quarantined=each.version in standing.quarantined,
                aliases=tuple(sorted(name for name, number in aliases.items() if number == each.version)),
            )
            for each in versions
        ]

    def _look(self, model_name: str) -> tuple[tuple[PromotionEvent, ...], AliasCheck]:
        events, check = self._glance(model_name)
        for _ in range(_GLANCES):
            if not check.drift:
                break
            # A registry elsewhere is not part of the snapshot: a promotion between the two reads looks
            # like somebody else's.
            seq, (events, check) = check.standing.seq, self._glance(model_name)
            if check.standing.seq == seq:
                break
        return events, check

    def _glance(self, model_name: str) -> tuple[tuple[PromotionEvent, ...], AliasCheck]:
        with self._store.snapshot():
            events = self.history.events(model_name)
            projected = self.history.projected(model_name)
            aliases = self.registry.aliases(model_name)
        return events, checked_aliases(model_name, events, projected, aliases)

    def _change(
        self,
        model_name: str,
        next_step: Callable[[Standing], Step | None],
        remark: PromotionRemark,
        overrule: bool = False,
        comparison: "Comparison | None" = None,
    ) -> Promoted:
        from provenlab.core.rules.model_redaction import redacted_remark

        clean, places = redacted_remark(remark)
        with self._store.atomic():
            check = self._held(model_name)
            if not overrule:
                check.require_no_drift()
            step = next_step(check.standing)
            event = None
            if step is not None:
                draft = PromotionDraft.model_construct(
                    **dict(clean),
                    model_name=model_name,
                    kind=step.kind,
                    version=step.version,
                    champion=step.champion,
                    previous_champion=check.standing.champion,
                    redactions=places,
                )
                event = self.history.append(draft, check.standing.seq)
                self._decide(event, comparison)
        if event is None and check.in_step and check.recorded:
            return Promoted(None, check.standing.champion, in_step=True)
        return self._followed(model_name, event, overrule)

    def _held(self, model_name: str) -> AliasCheck:
        projected = self.history.hold(model_name)
        events = self.history.events(model_name)
        return checked_aliases(model_name, events, projected, self.registry.aliases(model_name))

    def _decide(self, event: PromotionEvent, comparison: "Comparison | None") -> None:
        if event.journal_entry_id is None:
            return
        if self._journal is None:
            raise ValidationFailed.at("journalEntryId", "there is no journal beside this history")
        if event.kind != "promoted":
            raise ValidationFailed.at("journalEntryId", "belongs to a promotion only")
        entry = self._journal.journal.get_experiment(event.journal_entry_id)
        if entry is None:
            found = {"entryId": event.journal_entry_id}
            raise NotFound(f"no journal entry {event.journal_entry_id}", found)
        if entry.model_version not in (None, event.version):
            message = f"that entry is about version {entry.model_version}, not {event.version}"
            raise ValidationFailed.at("journalEntryId", message)
        from provenlab.core.models.journal import DecisionNote

        note = DecisionNote.model_construct(
            decision="promoted",
            reason=event.reason,
            actor=event.actor,
            comparison=_compared(event, entry, comparison),
        )
        self._journal.decide(event.journal_entry_id, note)

    def _followed(self, model_name: str, event: PromotionEvent | None, overrule: bool) -> Promoted:
        try:
            check = self._project(model_name, overrule)
        except StoreError as error:
            standing = self.standing(model_name)
            return Promoted(event, standing.champion, in_step=False, problem=error.message)
        problem = "an alias was moved meanwhile by somebody else" if check.drift else None
        return Promoted(event, check.standing.champion, not check.drift, check.drift, problem)

    def _project(self, model_name: str, overrule: bool) -> AliasCheck:
        # The history is held, so that no slower process can write what it read before this one.
        with self._store.atomic():
            check = self._held(model_name)
            if check.drift and not overrule:
                return check
            moves = dict(check.missing) | {each.alias: each.expected for each in check.drift}
            for alias, version in moves.items():
                if version is None:
                    self.registry.delete_alias(model_name, alias)
                else:
                    self.registry.set_alias(model_name, alias, version)
            self.history.record_projection(model_name, check.standing.seq)
        return AliasCheck(check.standing, True, {}, ())


def _compared(
    event: PromotionEvent, entry: "JournalEntry", given: "Comparison | None"
) -> "Comparison | None":
    """What was compared as it was given; of a first champion's own run the history says the rest."""
    if given is not None:
        if given.champion == "nobody" and event.previous_champion is not None:
            message = f"is version {event.previous_champion}, which this promotion replaces; name its run"
            raise ValidationFailed.at("comparison.champion", message)
        return given
    if event.previous_champion is not None or entry.run_id is None or entry.trial is None:
        return None
    from provenlab.core.models.journal import Comparison, TrialRun

    if entry.trial.cohort is None:
        return None
    tried = TrialRun.model_construct(run_id=entry.run_id, cohort=entry.trial.cohort, candidate_id=None)
    return Comparison.model_construct(champion="nobody", challenger=tried)
