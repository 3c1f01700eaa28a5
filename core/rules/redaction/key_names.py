"""What a name says about its value."""

import re
from enum import IntEnum

from provenlab.core.rules.redaction import key_words as vocabulary
from provenlab.core.rules.redaction.key_words import word_set, words_of


class Evidence(IntEnum):
    """How much the value itself must add before it counts as a secret, the least first."""

    PHRASE = 1  # nothing, and it may hold spaces
    NAME = 2  # nothing
    HEADER = 3  # a scheme and a credential, or user and password
    COOKIE = 4  # assignments, or a random text
    DIGITS = 5  # digits, as in a PIN
    PASSWORD = 6  # letters with digits or signs
    MIXED = 7  # the same, and no name with a number
    TOKEN = 8  # a random run of 8
    RANDOM = 9  # a random run of 16
    OPAQUE = 10  # a random run of 16 that is no digest
    LOGIN = 11  # user and password before an @


_PLAIN_NOUNS = {
    **dict.fromkeys(word_set("pin pins pincode otp totp cvv cvc"), Evidence.DIGITS),
    **dict.fromkeys(word_set("salt salts"), Evidence.MIXED),
    **dict.fromkeys(word_set("auth authorization authentication userpwd"), Evidence.HEADER),
    **dict.fromkeys(word_set("cookie cookies"), Evidence.COOKIE),
    **dict.fromkeys(word_set("session sessionid sid phpsessid jsessionid"), Evidence.OPAQUE),
    **dict.fromkeys(word_set("jwt bearer"), Evidence.TOKEN),
    "sig": Evidence.RANDOM,
}
_OTHER_NOUNS = word_set("key keys token tokens pat pats pass pw phrase words code codes signature")
_NOUNS = vocabulary.STRONG | _OTHER_NOUNS | frozenset(_PLAIN_NOUNS)
_CODES = {
    "pin": Evidence.DIGITS,
    **dict.fromkeys(
        word_set("recovery backup security otp mfa access unlock activation auth verification login"),
        Evidence.MIXED,
    ),
}

_LAST_WORD = re.compile(r"(?<![a-z])[a-z]{3,20}$")


def evidence_of(name: str) -> Evidence | None:
    """What a value under this name must show to be a secret; None when the name says nothing."""
    folded = name.lower()
    if vocabulary.STEMS.search(folded) is None and folded.isascii() and not _names_vendor(folded):
        return None
    return evidence_of_words(words_of(name))


def _names_vendor(name: str) -> bool:
    last = _LAST_WORD.search(name)
    return last is not None and last[0] in vocabulary.VENDORS


def evidence_of_words(words: list[str]) -> Evidence | None:
    """As `evidence_of`, for a name already in words: its last noun decides, with the words around it."""
    for index in range(len(words) - 1, -1, -1):
        if words[index] in _NOUNS:
            found = _evidence_at(words, index)
            if found is not None or index == 0:
                return _after_tail(found, words, index)
            if words[index] not in {"words", "code", "codes", "session", "phrase"}:
                return None
    last = words[-1] if words else ""
    if last in vocabulary.VENDORS:
        return Evidence.RANDOM
    return Evidence.LOGIN if last in vocabulary.URLS else None


def _evidence_at(words: list[str], index: int) -> Evidence | None:
    noun, front = words[index], words[:index]
    before = front[-1] if front else ""
    if noun in _PLAIN_NOUNS:
        return _PLAIN_NOUNS[noun]
    if noun in {"key", "keys"}:
        return _evidence_of_key(before)
    if noun in {"token", "tokens"}:
        return _evidence_of_token(noun, before)
    if noun in {"pat", "pats"}:
        return Evidence.NAME if before in vocabulary.TOKEN_NAMED else Evidence.TOKEN
    if noun in {"pass", "pw"}:
        return _evidence_of_pass(before)
    if noun in {"phrase", "words"}:
        return Evidence.PHRASE if before in {"seed", "recovery", "backup", "wallet", "secret"} else None
    if noun in {"code", "codes"}:
        return _CODES.get(before)
    if noun == "signature":
        return Evidence.RANDOM if before == "amz" else None
    return _evidence_of_strong(noun, before)


def _evidence_of_strong(noun: str, before: str) -> Evidence:
    if before in vocabulary.ACTS:
        return Evidence.PASSWORD
    return Evidence.PHRASE if noun in vocabulary.PHRASES else Evidence.NAME


def _evidence_of_key(before: str) -> Evidence | None:
    if before in vocabulary.KEY_NAMED:
        return Evidence.NAME
    if before in vocabulary.KEY_PLAUSIBLE or before in vocabulary.VENDORS:
        return Evidence.TOKEN
    if before in vocabulary.KEY_HARMLESS:
        return None
    return Evidence.OPAQUE if before in {"", "primary", "secondary", "function"} else Evidence.RANDOM


def _evidence_of_token(noun: str, before: str) -> Evidence | None:
    if before in vocabulary.TOKEN_NAMED or before in vocabulary.VENDORS:
        return Evidence.NAME
    if before in vocabulary.TOKEN_HARMLESS:
        return None
    return Evidence.TOKEN if noun == "token" else Evidence.RANDOM


def _evidence_of_pass(before: str) -> Evidence | None:
    if before in vocabulary.PASS_NAMED:
        return Evidence.NAME
    return None if before in vocabulary.PASS_HARMLESS else Evidence.PASSWORD


def _after_tail(found: Evidence | None, words: list[str], index: int) -> Evidence | None:
    tail = words[index + 1 :]
    if found is None or not tail or vocabulary.TRANSPARENT.issuperset(tail):
        return found
    if tail[0] in {"id", "ids"}:
        return _evidence_of_id(found, words, index)
    if tail[-1] in {"hash", "hashes", "hashed"} and words[index] in vocabulary.PASSWORDS:
        return Evidence.RANDOM
    if not vocabulary.ABOUT.isdisjoint(tail) or "hash" in tail or found in {Evidence.DIGITS, Evidence.COOKIE}:
        return None
    if tail[0] in vocabulary.OWNERS:
        return found
    return Evidence.PASSWORD if found <= Evidence.NAME else max(found, Evidence.RANDOM)


def _evidence_of_id(found: Evidence, words: list[str], index: int) -> Evidence | None:
    noun, before = words[index], words[index - 1] if index else ""
    if noun == "session":
        return found
    if noun == "key" and before == "access":
        return Evidence.MIXED
    return Evidence.MIXED if noun == "secret" else None
