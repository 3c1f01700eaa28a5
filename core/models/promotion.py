"""Promotions: the events that make, unmake and bar the champion of a model."""

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from provenlab.core.models.instant import Instant
from provenlab.core.models.journal import EntryId
from provenlab.core.models.model_version import AliasName, ModelName, VersionNumber
from provenlab.core.models.number import Count
from provenlab.core.models.run import RedactedPlace
from provenlab.core.models.text import Label, Note
from provenlab.core.models.value import Value

PromotionKind = Literal[
    "promoted", "rolled_back", "demoted", "archived", "quarantined", "released", "adopted"
]


class PromotionRemark(Value):
    """Who asks for a change, why, and on which evidence.

    With `journal_entry_id`, the pending decision of that journal entry is taken in the same transaction.
    """

    actor: Label | None = None
    reason: Note | None = None
    evidence: dict[str, Any] | None = None
    journal_entry_id: EntryId | None = None


class PromotionDraft(PromotionRemark):
    """A change that is about to be kept. `version` is the one it is about; `champion` stands after it."""

    model_name: ModelName
    kind: PromotionKind
    version: VersionNumber
    champion: VersionNumber | None = None
    previous_champion: VersionNumber | None = None
    redactions: Annotated[tuple[RedactedPlace, ...], Strict(False), Field(max_length=10_000)] = ()


class PromotionEvent(PromotionDraft):
    """As it was recorded: `seq` counts the events of a model from 1, `at` never goes back."""

    seq: Count
    at: Instant


class AliasDrift(Value):
    """An alias that somebody else moved; None where it points nowhere."""

    alias: AliasName
    expected: VersionNumber | None = None
    found: VersionNumber | None = None
