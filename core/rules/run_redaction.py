"""What of a run is searched for secrets before anything is stored."""

from collections.abc import Iterable

from provenlab.core.models.redacted_place import RedactedPlace
from provenlab.core.models.redaction import Redaction
from provenlab.core.models.run import ProgressEvent, RunDefinition, RunError, RunOrigin
from provenlab.core.rules.redaction import redact, redact_argv, redact_text

_PATH_LIMIT = 256
_RULE_LIMIT = 128


def without_secrets(definition: RunDefinition) -> RunDefinition:
    """The definition with every secret replaced, and `redactions` telling where and by which rule."""
    name = redact_text(definition.name, "name")
    config = redact(definition.config, "config")
    tags = [redact_text(tag, f"tags[{index}]") for index, tag in enumerate(definition.tags)]
    results_dir = redact_text(definition.results_dir or "", "resultsDir")
    origin, found_in_origin = _origin(definition.origin)
    found = [
        *name.redactions,
        *config.redactions,
        *(place for tag in tags for place in tag.redactions),
        *results_dir.redactions,
        *found_in_origin,
    ]
    if not found:
        return definition
    return definition.model_copy(
        update={
            "name": name.value[:256],
            "config": config.value,
            "tags": tuple(tag.value[:128] for tag in tags),
            "results_dir": definition.results_dir and results_dir.value,
            "origin": origin,
            "redactions": (*definition.redactions, *_places(found)),
        }
    )


def _origin(origin: RunOrigin) -> tuple[RunOrigin, list[Redaction]]:
    remote = redact_text(origin.git_remote or "", "origin.gitRemote")
    argv = redact_argv(origin.argv or (), "origin.argv")
    if not (remote.redactions or argv.redactions):
        return origin, []
    cleaned = origin.model_copy(
        update={
            "git_remote": origin.git_remote and remote.value,
            "argv": None if origin.argv is None else tuple(argv.value),
        }
    )
    return cleaned, [*remote.redactions, *argv.redactions]


def _places(found: Iterable[Redaction]) -> Iterable[RedactedPlace]:
    for each in found:
        yield RedactedPlace(path=each.path[:_PATH_LIMIT] or "value", rule=each.rule[:_RULE_LIMIT])


def redacted_error(error: RunError) -> RunError:
    """The error with message and traceback redacted."""
    return error.model_copy(
        update={
            "message": error.message and redact_text(error.message).value,
            "traceback": error.traceback and redact_text(error.traceback).value,
        }
    )


def redacted_event(event: ProgressEvent) -> ProgressEvent:
    """The event with message and payload redacted."""
    return event.model_copy(
        update={
            "message": event.message and redact_text(event.message).value,
            "payload": event.payload and redact(event.payload, "payload").value,
        }
    )
