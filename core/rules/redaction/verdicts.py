"""Name and value together: is it a secret?"""

import re
from collections.abc import Callable

from provenlab.core.rules.redaction.key_names import Evidence
from provenlab.core.rules.redaction.key_words import word_set
from provenlab.core.rules.redaction.value_shapes import (
    PLACEHOLDER,
    is_digest,
    is_mixed,
    is_path,
    is_random,
    is_stand_in,
    is_user_and_password,
)

LEAST_NUMBER = 1_000
_SCHEMED = re.compile(r"(?i)([a-z][\w-]{1,30})[ \t]+(\S.*)", re.DOTALL)
_DIGITS = re.compile(r"\d{4,12}")
_DIGIT_CODES = re.compile(r"\d{3}[- ]?\d{3,5}|[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8})+")
_LOGIN = re.compile(r"[^\s:/@]{1,128}[:/][^\s@/]{1,256}@[^\s@]{1,512}")
_ASSIGNED = re.compile(r"[\w.!#$%&*+^`|~-]{1,128}=[^\s;]{6,}")
_SCHEME_WORDS = word_set(
    """
    basic bearer token digest apikey api-key key negotiate ntlm aws4-hmac-sha256 splunk hawk oauth
    """
)


def is_secret_text(value: str, evidence: Evidence) -> bool:
    """Whether a text under a name of that evidence is a secret."""
    if is_stand_in(value):
        return False
    if evidence > Evidence.NAME and "[redacted:" in value and PLACEHOLDER.search(value) is not None:
        return False  # what was left beside a secret is judged once only
    return _SHOWS[evidence](value.strip())


def _is_credential(value: str) -> bool:
    schemed = _SCHEMED.fullmatch(value)
    if schemed is not None:
        known = schemed[1].lower() in _SCHEME_WORDS
        rest = schemed[2]
        return not is_stand_in(rest) and ((known and (" " not in rest or "=" in rest)) or is_random(rest, 16))
    return is_user_and_password(value) or is_random(value, 8) or is_mixed(value, 8)


def is_secret_number(value: int, evidence: Evidence) -> bool:
    """Small numbers are settings; a long one under a sure name is a PIN or a password."""
    return evidence in {Evidence.PHRASE, Evidence.NAME, Evidence.DIGITS} and abs(value) >= LEAST_NUMBER


def _is_cookie(value: str) -> bool:
    return _ASSIGNED.search(value) is not None or is_random(value, 16)


def _is_code(value: str) -> bool:
    return (
        _DIGITS.fullmatch(value) is not None
        or _DIGIT_CODES.fullmatch(value) is not None
        or is_random(value, 16)
    )


def _is_login(value: str) -> bool:
    return "://" not in value and _LOGIN.fullmatch(value) is not None


_SHOWS: dict[Evidence, Callable[[str], bool]] = {
    Evidence.PHRASE: lambda value: not is_path(value),
    Evidence.NAME: lambda value: not is_path(value),
    Evidence.HEADER: _is_credential,
    Evidence.COOKIE: _is_cookie,
    Evidence.DIGITS: _is_code,
    Evidence.PASSWORD: lambda value: is_mixed(value, 5, named=False),
    Evidence.MIXED: is_mixed,
    Evidence.TOKEN: lambda value: is_random(value, 8) and not is_path(value),
    Evidence.RANDOM: lambda value: is_random(value, 16) and not is_path(value),
    Evidence.OPAQUE: lambda value: is_random(value, 16) and not is_digest(value) and not is_path(value),
    Evidence.LOGIN: _is_login,
}
