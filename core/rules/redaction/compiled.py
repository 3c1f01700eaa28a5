"""Rules made ready: what users added, joined with what is built in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from provenlab.core.models.redaction import RedactionRules
from provenlab.core.rules.redaction.key_names import Evidence, evidence_of
from provenlab.core.rules.redaction.key_words import words_of

_MAX_NAMES = 8_192


@dataclass(frozen=True, slots=True)
class CompiledRules:
    evidence_of: Callable[[str], Evidence | None]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=16)
def compiled_rules(rules: RedactionRules) -> CompiledRules:
    patterns = tuple((pattern.name, re.compile(pattern.pattern)) for pattern in rules.value_patterns)
    return CompiledRules(lru_cache(_MAX_NAMES)(_judge(rules)), patterns)


def _judge(rules: RedactionRules) -> Callable[[str], Evidence | None]:
    if not rules.key_words and not rules.allowed_keys:
        return evidence_of
    allowed = {tuple(words_of(name)) for name in rules.allowed_keys}
    secret = {tuple(words_of(name)) for name in rules.key_words}
    lengths = sorted({len(words) for words in secret})

    def evidence_with_additions(name: str) -> Evidence | None:
        words = tuple(words_of(name))
        if words in allowed:
            return None
        if any(words[-length:] in secret for length in lengths):
            return Evidence.NAME
        return evidence_of(name)

    return evidence_with_additions
