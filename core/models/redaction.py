"""What a redactor is told, and what it answers."""

import re
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from provenlab.core.errors import ValidationFailed

T = TypeVar("T")

MAX_RULES = 1_000
MAX_RULE_TEXT = 1_000
_RULE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HAS_LETTER = re.compile(r"[^\W\d_]")


class Redaction(NamedTuple):
    """One place that lost its value: `path` as in `env.API_KEY` or `argv[3]`, empty for the whole."""

    path: str
    rule: str


@dataclass(frozen=True, slots=True)
class Redacted(Generic[T]):
    """`value` without secrets, and what was taken out, in the order of the value."""

    value: T
    redactions: tuple[Redaction, ...] = ()


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """A secret known by its look. `pattern` is a Python regular expression that is searched in every text;
    with groups, the first one is the secret. Its running time is its author's.

    ValidationFailed for a name that is not `lower_case` or a pattern that is wrong or matches empty text.
    """

    name: str
    pattern: str

    def __post_init__(self) -> None:
        if _RULE_NAME.fullmatch(self.name) is None:
            raise ValidationFailed.at(
                "value_patterns.name",
                "must be lower case letters, digits and _, at most 40, such as acme_token",
            )
        _require_text("value_patterns.pattern", self.pattern)
        try:
            compiled = re.compile(self.pattern)
        except (re.error, RecursionError, OverflowError) as error:
            raise ValidationFailed.at(
                "value_patterns.pattern", f"rule {self.name} is not a regular expression: {error}"
            ) from None
        if compiled.search("") is not None:
            raise ValidationFailed.at("value_patterns.pattern", f"rule {self.name} matches empty text")


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """Additions to the built-in rules. Names are compared by their words: `acmeCode` is `ACME-CODE`.

    key_words: a name that ends in these words names a secret, such as `acme code`.
    value_patterns: secrets known by their look.
    allowed_keys: names that are harmless whatever the built-in words say; their values are still searched.
    ValidationFailed names the field and what would be right.
    """

    key_words: tuple[str, ...] = ()
    value_patterns: tuple[ValuePattern, ...] = ()
    allowed_keys: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("key_words", "value_patterns", "allowed_keys"):
            given = getattr(self, field)
            if not isinstance(given, tuple) or len(given) > MAX_RULES:
                raise ValidationFailed.at(field, f"must be a tuple of at most {MAX_RULES} rules")
        for field, names in (("key_words", self.key_words), ("allowed_keys", self.allowed_keys)):
            for name in names:
                _require_text(field, name)
                if _HAS_LETTER.search(name) is None:
                    raise ValidationFailed.at(field, "each must hold a word, such as acme_code")
        if not all(isinstance(pattern, ValuePattern) for pattern in self.value_patterns):
            raise ValidationFailed.at("value_patterns", "each must be a ValuePattern(name, pattern)")


DEFAULT_RULES = RedactionRules()


def _require_text(field: str, value: object) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_RULE_TEXT:
        raise ValidationFailed.at(field, f"must be text of 1 to {MAX_RULE_TEXT} characters")
