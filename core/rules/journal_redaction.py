"""What of a journal entry is searched for secrets before anything is stored."""

from typing import Any, TypeVar

from provenlab.core.models.journal import DecisionNote, JournalNote
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.redaction import Redaction
from provenlab.core.models.value import wire_name
from provenlab.core.rules.redaction import redact, redact_text

_TEXTS = {"hypothesis": 100_000, "promotion_reason": 10_000, "disposition_reason": 10_000}
_LABELS = ("mutation_type", "run_id", "idempotency_key")
_DOCUMENTS = ("config_diff", "results", "champion_metrics", "metadata", "config")

Noted = TypeVar("Noted", bound=JournalNote)


def without_secrets(note: Noted) -> tuple[Noted, tuple[RedactedPlace, ...]]:
    """The note with every secret replaced, and where they stood."""
    found: list[Redaction] = []
    update: dict[str, Any] = {}
    for field, limit in {**_TEXTS, **dict.fromkeys(_LABELS, 128)}.items():
        text = getattr(note, field)
        if text:
            clean = redact_text(text, wire_name(field))
            update[field] = clean.value[:limit]
            found.extend(clean.redactions)
    for field in _DOCUMENTS:
        document = getattr(note, field)
        if document is not None:
            cleaned = redact(document, wire_name(field))
            update[field] = cleaned.value
            found.extend(cleaned.redactions)
    tags = [redact_text(tag, f"tags[{index}]") for index, tag in enumerate(note.tags)]
    update["tags"] = tuple(tag.value[:128] for tag in tags)
    found.extend(place for tag in tags for place in tag.redactions)
    places = tuple(RedactedPlace(path=each.path[:256] or "value", rule=each.rule[:128]) for each in found)
    return note.model_copy(update=update), places


def redacted_config(config: dict[str, Any]) -> dict[str, Any]:
    """A config as an entry would keep it."""
    clean: dict[str, Any] = redact(config, "config").value
    return clean


def redacted_decision(note: DecisionNote) -> DecisionNote:
    """The decision with its reason redacted."""
    return note.model_copy(update={"reason": note.reason and redact_text(note.reason).value[:10_000]})
