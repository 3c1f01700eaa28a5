"""Free text without its secrets: errors, tracebacks, notes, remotes, commands, tags."""

import json
import re

from provenlab.core.rules.redaction.assignments import assignment_spans
from provenlab.core.rules.redaction.command_lines import command_spans
from provenlab.core.rules.redaction.compiled import CompiledRules
from provenlab.core.rules.redaction.key_blocks import key_block_spans
from provenlab.core.rules.redaction.phrases import phrase_spans
from provenlab.core.rules.redaction.token_formats import token_spans
from provenlab.core.rules.redaction.urls import url_spans
from provenlab.core.rules.redaction.value_shapes import PLACEHOLDER

Span = tuple[int, int, str]

SHORTEST = 4
# A text without any of these holds nothing that the built-in rules know.
SUSPECT = re.compile(r"[=:\s@(<,]|%3|(?<![\w~-])[\w~-]{15}")
_AWS_SECRET = re.compile(r"(?<![\w/+])[A-Za-z0-9/+]{40}(?![\w/+=])")
_ROUNDS = 8


def placeholder(rule: str) -> str:
    return f"[redacted:{rule}]"


def clean_text(text: str, rules: CompiledRules) -> tuple[str, list[str]]:
    """The text with `[redacted:rule]` in place of each secret, and the rules that found one.

    Searched again until nothing is found, so that cleaning twice is cleaning once.
    """
    found: list[str] = []
    for _ in range(_ROUNDS):
        spans = _spans(text, rules)
        if not spans:
            break
        found += [rule for _, _, rule in spans]
        text = _without(text, spans)
    return text, found


def _spans(text: str, rules: CompiledRules) -> list[Span]:
    suspect = len(text) >= SHORTEST and SUSPECT.search(text) is not None
    spans: list[Span] = _built_in_spans(text, rules) if suspect else []
    for name, pattern in rules.patterns:
        for found in pattern.finditer(text):
            group = 1 if pattern.groups and found[1] is not None else 0
            spans.append((*found.span(group), name))
    if not spans:
        return spans
    return _outside_placeholders(text, _disjoint(spans))


def _built_in_spans(text: str, rules: CompiledRules) -> list[Span]:
    spans = token_spans(text) if len(text) >= 15 else []
    assigned = "=" in text or ":" in text or "(" in text or "%3" in text
    spaced = " " in text or "\n" in text
    if not assigned and not spaced and "@" not in text and "," not in text and "<" not in text:
        return spans
    if any(rule == "aws_access_key" for _, _, rule in spans):
        spans += [
            (*found.span(), "aws_secret_key") for found in _AWS_SECRET.finditer(text) if _is_varied(found[0])
        ]
    if "@" in text:
        spans += url_spans(text)
    if assigned or '",' in text or "'," in text:
        spans += assignment_spans(text, rules.evidence_of)
    if spaced:
        spans += command_spans(text, rules.evidence_of)
        if "BEGIN" in text or "PuTTY" in text:
            spans += key_block_spans(text)
    if spaced or any(mark in text for mark in ("</", ",", "==", "!=")) or text.count(":") >= 4:
        spans += phrase_spans(text, rules.evidence_of)
    return spans


def _is_varied(text: str) -> bool:
    return text != text.lower() and text != text.upper() and any(char.isdigit() for char in text)


def _outside_placeholders(text: str, spans: list[Span]) -> list[Span]:
    """What remains to be hidden of disjoint, ordered spans once placeholders are left alone."""
    held = [found.span() for found in PLACEHOLDER.finditer(text)]
    if not held:
        return spans
    remaining: list[Span] = []
    nearest = 0
    for start, end, rule in spans:
        while nearest < len(held) and held[nearest][1] <= start:
            nearest += 1
        while nearest < len(held) and held[nearest][0] < end:
            remaining.append((start, held[nearest][0], rule))
            start = held[nearest][1]
            nearest += 1
        remaining.append((start, end, rule))
    return [span for span in remaining if _tells(text[span[0] : span[1]])]


def _tells(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _disjoint(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end, rule in sorted(spans, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            first, last, earlier = joined[-1]
            joined[-1] = (first, max(last, end), earlier)
        elif start < end:
            joined.append((start, end, rule))
    return joined


def _without(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, rule in spans:
        parts += [text[at:start], placeholder(rule)]
        at = end
    return "".join([*parts, text[at:]])


def nested_json(text: str) -> object:
    """The array or object that the text is, or None."""
    stripped = text.strip()
    if len(stripped) < 8 or stripped[0] + stripped[-1] not in {"{}", "[]"}:
        return None
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return None
