"""What of a model version and of a promotion is searched for secrets before anything is stored."""

from collections.abc import Iterable
from typing import Any

from provenlab.core.models.model_version import ModelDraft, ModelNote
from provenlab.core.models.promotion import PromotionRemark
from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.redaction import Redaction
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.journal_changes import MAX_DOCUMENT_BYTES, config_digest
from provenlab.core.rules.limits import require_at_most
from provenlab.core.rules.redaction import redact, redact_text


def drafted(note: ModelNote) -> ModelDraft:
    """The note without secrets, and with its config's digest; LimitExceeded for documents too large."""
    config = redact(note.config, "config")
    details = redact(note.flavour_details, "flavourDetails")
    tags = redact(note.tags, "tags")
    requirements = [
        redact_text(line, f"requirements[{index}]") for index, line in enumerate(note.requirements)
    ]
    run_name = redact_text(note.run_name or "", "runName")
    parts = (config, details, tags, run_name, *requirements)
    size = len(canonical_json(details.value, "flavourDetails"))
    require_at_most("flavourDetails", size, MAX_DOCUMENT_BYTES, "bytes of canonical JSON")
    fields: dict[str, Any] = {
        **dict(note),
        "config": config.value,
        "flavour_details": details.value,
        "tags": {key[:128]: value[:10_000] for key, value in tags.value.items()},
        "requirements": tuple(line.value[:256] for line in requirements),
        "run_name": note.run_name and run_name.value[:256],
    }
    return ModelDraft.model_construct(
        **fields,
        config_hash=config_digest(config.value, "config"),
        redactions=places(found for part in parts for found in part.redactions),
    )


def redacted_remark(remark: PromotionRemark) -> tuple[PromotionRemark, tuple[RedactedPlace, ...]]:
    """The remark without secrets, and where they stood."""
    reason = redact_text(remark.reason or "", "reason")
    evidence = redact(remark.evidence or {}, "evidence")
    size = len(canonical_json(evidence.value, "evidence"))
    require_at_most("evidence", size, MAX_DOCUMENT_BYTES, "bytes of canonical JSON")
    clean = remark.model_copy(
        update={
            "reason": remark.reason and reason.value[:10_000],
            "evidence": None if remark.evidence is None else evidence.value,
        }
    )
    return clean, places([*reason.redactions, *evidence.redactions])


def places(found: Iterable[Redaction]) -> tuple[RedactedPlace, ...]:
    """Paths and rules, cut to what a record keeps."""
    return tuple(RedactedPlace(path=each.path[:256] or "value", rule=each.rule[:128]) for each in found)
