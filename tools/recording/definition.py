"""What a run is recorded as when it begins: without secrets and within every limit, whatever is given."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from provenlab.core.models.instant import format_instant
from provenlab.core.rules.frozen_values import frozen, frozen_config, storable, text_of
from provenlab.core.rules.redaction import redact, redact_argv, redact_text
from provenlab.tools.recording.handlers import is_for_the_program

Clean = Callable[[Any, int, str], str]


def definition_of(name: Any, config: Any, **given: Any) -> dict[str, Any]:
    """The fields of `start_run` as they go over the wire."""
    found: list[Any] = []

    def clean(text: Any, limit: int, path: str) -> str:
        redacted = redact_text(storable(text_of(text, is_for_the_program), limit * 2), path)
        found.extend(redacted.redactions)
        return redacted.value[:limit]

    def clean_object(value: Any, path: str) -> Any:
        redacted = redact(frozen_config(value, is_for_the_program), path)
        found.extend(redacted.redactions)
        return redacted.value

    definition: dict[str, Any] = {
        "name": clean(name, 256, "name") or "unnamed",
        "config": clean_object(config, "config"),
        "kind": clean(given["kind"], 128, "kind") or "train",
        "tags": [tag for each in _several(given["tags"]) if (tag := clean(each, 128, "tags"))],
    }
    if given["dataset"] is not None:
        definition["datasets"] = [
            clean_object(each, f"datasets[{index}]")
            if isinstance(each, Mapping)
            else {"dataset": clean(each, 256, f"datasets[{index}]") or "?"}
            for index, each in enumerate(_several(given["dataset"]))
        ]
    if isinstance(given["seed"], int) and abs(given["seed"]) < 2**53:
        definition["seed"] = int(given["seed"])
    return {**definition, **_links(given, clean), "redactions": _places(found)}


def origin_of(at_once: Mapping[str, Any]) -> dict[str, Any]:
    """What was found at once about the code and the machine."""
    argv = redact_argv([storable(each, 2_000) for each in at_once.get("argv", [])], "origin.argv").value
    return {**frozen(dict(at_once)), "argv": argv, "createdAt": format_instant(datetime.now(UTC))}


def _links(given: Mapping[str, Any], clean: Clean) -> dict[str, str]:
    limits = {"experimentId": 128, "parentRunId": 128, "resultsDir": 4_000}
    return {name: clean(given[name], limit, name) for name, limit in limits.items() if given[name]}


def _places(redactions: Sequence[Any]) -> list[dict[str, str]]:
    return [{"path": each.path[:256] or "value", "rule": each.rule[:128]} for each in redactions[:10_000]]


def _several(given: Any) -> Sequence[Any]:
    if given is None:
        return []
    return list(given)[:1_000] if isinstance(given, (list, tuple, set, frozenset)) else [given]
