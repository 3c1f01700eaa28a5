"""Promotions: the events that make, unmake and bar the champion of a model."""

from typing import Annotated, Any, Literal, cast

from pydantic import Field, PlainValidator, Strict, WithJsonSchema

from provenlab.core.models.instant import Instant
from provenlab.core.models.model_version import LARGEST_VERSION, AliasName, ModelName, VersionNumber
from provenlab.core.models.number import Count, EntryId
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.text import Label, Note
from provenlab.core.models.value import Value

NOBODY = "nobody"


def _version_or_nobody(value: Any) -> int | str:
    if value == NOBODY or (type(value) is int and 1 <= value <= LARGEST_VERSION):
        return cast("int | str", value)
    raise ValueError(f'expected a version, or "{NOBODY}"')


ExpectedChampion = Annotated[
    int | Literal["nobody"],
    # One check in place of a union, whose errors would name its branches instead of the field.
    PlainValidator(_version_or_nobody),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST_VERSION},
                {"enum": [NOBODY], "type": "string"},
            ]
        }
    ),
]
"""Who must be champion for a promotion to take place."""

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
