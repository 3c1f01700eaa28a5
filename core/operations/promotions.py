"""Operations that change who is champion."""

from typing import Literal

from provenlab.core.errors import (
    Conflict,
    Drift,
    InvalidTransition,
    LimitExceeded,
    NoChampion,
    NoRollbackTarget,
    NotFound,
    ValidationFailed,
)
from provenlab.core.models.journal import Comparison
from provenlab.core.models.model_version import DEFAULT_MODEL, ModelName, VersionNumber
from provenlab.core.models.promotion import AliasDrift, ExpectedChampion, PromotionEvent, PromotionRemark
from provenlab.core.models.value import Value
from provenlab.core.operations.lab import Lab
from provenlab.core.operations.registry import Effect, operation
from provenlab.core.services.models import Promoted


class ChangeModel(PromotionRemark):
    """Which model; `actor`, `reason` and `evidence` are kept with the event, secrets taken out."""

    model_name: ModelName = DEFAULT_MODEL

    def remark(self) -> PromotionRemark:
        fields = {name: value for name, value in self if name in PromotionRemark.model_fields}
        return PromotionRemark.model_construct(**fields)


class ChangeVersion(ChangeModel):
    """Which version of which model."""

    version: VersionNumber


class ChampionChange(Value):
    """`event` is there when something changed; `champion` is who stands after it.

    `inStep` false: the change stands, the registry's aliases could not follow; `problem` says why, and
    the next change or `reconcile_models` lets them follow.
    """

    model_name: ModelName
    changed: bool
    event: PromotionEvent | None = None
    champion: VersionNumber | None = None
    in_step: bool
    drift: tuple[AliasDrift, ...] = ()
    problem: str | None = None


def _shown(model_name: str, found: Promoted) -> ChampionChange:
    return ChampionChange.model_construct(
        model_name=model_name,
        changed=found.event is not None,
        event=found.event,
        champion=found.champion,
        in_step=found.in_step,
        drift=found.drift,
        problem=found.problem,
    )


class PromoteToChampion(ChangeVersion):
    """With `expectedChampion`, only while that version, or `nobody`, is champion.

    `comparison` goes to the decision on the entry `journalEntryId`.
    """

    expected_champion: ExpectedChampion | None = None
    comparison: Comparison | None = None


_ALWAYS = (Drift, LimitExceeded, ValidationFailed)


@operation(effect=Effect.WRITE, errors=(NotFound, Conflict, InvalidTransition, *_ALWAYS))
def promote_to_champion(lab: Lab, request: PromoteToChampion) -> ChampionChange:
    """Makes a version the champion; the one before is archived. The champion again changes nothing.

    Appended to the model's history first, then the aliases follow. With `journalEntryId`, that entry's
    pending decision becomes `promoted` in the same transaction, under the rules of `record_decision`; an
    entry that was tried on a cohort needs the `comparison`, unless the model had no champion and the entry
    names its run. A quarantined version is refused.
    """
    found = lab.models.promote(
        request.model_name,
        request.version,
        request.remark(),
        request.expected_champion,
        request.comparison,
    )
    return _shown(request.model_name, found)


class Rollback(ChangeModel):
    """Which model."""


@operation(effect=Effect.WRITE, errors=(NoRollbackTarget, *_ALWAYS))
def rollback(lab: Lab, request: Rollback) -> ChampionChange:
    """Goes back to the last earlier champion that was neither rolled back, nor demoted, nor quarantined."""
    return _shown(request.model_name, lab.models.rollback(request.model_name, request.remark()))


class Demote(ChangeModel):
    """Which model."""


@operation(effect=Effect.WRITE, errors=(NoChampion, *_ALWAYS))
def demote(lab: Lab, request: Demote) -> ChampionChange:
    """Archives the champion and puts nobody in its place."""
    return _shown(request.model_name, lab.models.demote(request.model_name, request.remark()))


class ArchiveVersion(ChangeVersion):
    """Which candidate."""


@operation(effect=Effect.WRITE, errors=(NotFound, InvalidTransition, *_ALWAYS))
def archive_version(lab: Lab, request: ArchiveVersion) -> ChampionChange:
    """Archives a candidate that is not to be considered; it may still be promoted. Not the champion."""
    found = lab.models.archive(request.model_name, request.version, request.remark())
    return _shown(request.model_name, found)


class Quarantine(ChangeVersion):
    """Which version must not be champion."""


@operation(effect=Effect.WRITE, errors=(NotFound, *_ALWAYS))
def quarantine(lab: Lab, request: Quarantine) -> ChampionChange:
    """Bars a version from being champion, until it is released.

    If it is champion, the version that a rollback leads to takes over at once, or nobody.
    """
    found = lab.models.quarantine(request.model_name, request.version, request.remark())
    return _shown(request.model_name, found)


class ReleaseVersion(ChangeVersion):
    """Which quarantined version."""


@operation(effect=Effect.WRITE, errors=(NotFound, *_ALWAYS))
def release_version(lab: Lab, request: ReleaseVersion) -> ChampionChange:
    """Takes a quarantine back; the version can be promoted again."""
    found = lab.models.release(request.model_name, request.version, request.remark())
    return _shown(request.model_name, found)


class ReconcileModels(ChangeModel):
    """`accept` says who is right where somebody else moved an alias."""

    accept: Literal["history", "aliases"] | None = None


@operation(effect=Effect.WRITE, errors=(NotFound, InvalidTransition, *_ALWAYS))
def reconcile_models(lab: Lab, request: ReconcileModels) -> ChampionChange:
    """Lets the registry's aliases catch up with the history of a model.

    `drift` when somebody else moved one, unless `accept` is `history`, which moves it back, or
    `aliases`, which records the version it points to as champion.
    """
    found = lab.models.reconcile(request.model_name, request.accept, request.remark())
    return _shown(request.model_name, found)
