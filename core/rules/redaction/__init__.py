"""Secrets taken out of whatever is stored, with a word on where they were; none is kept or repeated.

Every function is idempotent, runs in time linear in its input, and returns harmless values as they are.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from provenlab.core.models.redaction import DEFAULT_RULES, Redacted, Redaction, RedactionRules

if TYPE_CHECKING:
    from provenlab.core.rules.redaction.nested_values import Cleaner

__all__ = ["redact", "redact_argv", "redact_env", "redact_text"]


def redact(value: Any, path: str = "", rules: RedactionRules = DEFAULT_RULES) -> Redacted[Any]:
    """A JSON-like value without its secrets: configs, metrics, tags, headers, nested as they come.

    What stands under the name of a secret becomes `[redacted:rule]`, a mapping or list as a whole; other
    texts keep what is harmless in them, names of keys included. Order and types stay; untouched parts are the
    given objects, not copies. Nesting beyond 100 levels and cycles are redacted. `path` names the value in
    the redactions, and its last name counts as the name of the value.
    """
    cleaner = _cleaner(rules, path)
    return Redacted(cleaner.clean(value), tuple(cleaner.redactions))


def redact_text(text: str, path: str = "", rules: RedactionRules = DEFAULT_RULES) -> Redacted[str]:
    """Free text: errors, tracebacks, hypotheses, remotes, command lines."""
    cleaner = _cleaner(rules)
    cleaned: str = cleaner.clean(text)
    return Redacted(cleaned, tuple(Redaction(path, redaction.rule) for redaction in cleaner.redactions))


def redact_argv(
    argv: Sequence[str], path: str = "argv", rules: RedactionRules = DEFAULT_RULES
) -> Redacted[list[str]]:
    """The arguments of a program, its name first: as many as given, in their order."""
    cleaner = _cleaner(rules, path)
    cleaned = cleaner.clean_arguments(list(argv))
    return Redacted(cleaned, tuple(cleaner.redactions))


def redact_env(
    env: Mapping[str, str], path: str = "env", rules: RedactionRules = DEFAULT_RULES
) -> Redacted[dict[str, str]]:
    """Environment variables: all names, and the values that are no secrets."""
    cleaner = _cleaner(rules, path)
    cleaned = cleaner.clean(dict(env))
    return Redacted(cleaned, tuple(cleaner.redactions))


def _cleaner(rules: RedactionRules, path: str = "") -> "Cleaner":
    # The patterns take 45 ms to compile, and a process that only reads cleans nothing.
    from provenlab.core.rules.redaction.compiled import compiled_rules
    from provenlab.core.rules.redaction.nested_values import Cleaner

    return Cleaner(compiled_rules(rules), path)
