"""Secrets that text assigns to a name: `password=...`, `"apiKey": "..."`, `?sig=...`."""

import re
from collections.abc import Callable

from provenlab.core.rules.redaction.key_names import Evidence, evidence_of_words
from provenlab.core.rules.redaction.key_words import word_set, words_of
from provenlab.core.rules.redaction.value_shapes import PLACEHOLDER, is_stand_in
from provenlab.core.rules.redaction.verdicts import is_secret_text

Spans = list[tuple[int, int, str]]
EvidenceOf = Callable[[str], Evidence | None]

RULE = "assigned_secret"

_NAME = re.compile(
    r"(?<![\w.\-])(?P<name>[\w.\-]++)(?P<close>(?:\\*+[\"'`]|\[\w*+\]|[\])])*+)[ \t]*+"
    r"(?P<sep>=>|:?:[ \t]*+&?(?:str|[Ss]tring|Optional\[str\]|bytes)[ \t]*+=|[:!?|+]{0,3}={1,3}|::?"
    r"|%3[DdAa]|\((?=[\"'])|,(?=[ \t]*+[\"'][^\"']*+[\"'][ \t]*+\)))(?P<gap>[ \t]*+)"
)
_QUOTED = re.compile(
    r"(?:[@$]|[bBfFrRuUN]{0,2})(?P<quote>\"\"\"|'''|\\*+[\"'`]|&quot;)(?P<body>(?:(?!(?P=quote))(?:\\[^\r\n]|[^\r\n]))*+)"
)
_BARE = re.compile(r"[^\s,;&\"'`<\\]++")
_QUERY = re.compile(r"[^\s&\"'`<>\\#;]++")
_LINE = re.compile(r"[^\r\n]*+")
_HEADER = re.compile(r"[^\r\n\"'`\\]*+")
_BLOCK = re.compile(r"[|>][+-]?\d?[ \t]*+\r?\n((?:[ \t]++[^\r\n]*+(?:\r?\n|$))*+)")
_BRACKETED = re.compile(r"\{[^{}]*+\}|\[[^\[\]]*+\]|\((?=[\"'])[^()]*+\)")
_PAIR = re.compile(r"[(\[][ \t]*+[\"'][^\"'\r\n]*+[\"'],[ \t]*+[\"']([^\"'\r\n]++)[\"'][ \t]*+[)\]]")
_WORDS_BEFORE = re.compile(r"(?:[A-Za-z]+[ ]){1,3}$")
_LINE_START = re.compile(r"(?:[ \t\-*$>]|export |set |setx |ENV |ARG |SET |const |let |var |final |\"|')*")
_PROSE_WORD = re.compile(r"[A-Za-z][a-z'\u2019-]*[.,]?")
_MORE_WORDS = re.compile(r"[ \t]+[A-Za-z(]")
_CODE = re.compile(
    r"(?:self|cls|os|settings|config|cfg|conf|args|opts?|options|env|environ|request|kwargs|params|secrets|ctx"
    r"|app|this|data|process|module|user|auth|creds|credentials|payload|context|session|client|getpass|keyring"
    r"|json|obj|key)\b[.\[(?][\w.\[\]()\"'?]*|[A-Za-z_][\w.]*\((?:.*\))?|\$\(.*|None"
    r"|(?:lambda|await|new|not|is|in|and|or)\s.*"
)
_VARIABLE = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)+")
_STATUS = word_set(
    """
    required missing invalid incorrect expired wrong unknown changed created loaded found valid updated
    deleted rotated ok failed error denied success accepted rejected verified disabled enabled empty set
    unset not present absent provided given supplied mismatch mismatched blank optional default
    unchanged correct weak strong short revoked prompt stdin authentication reset protected encrypted
    hidden masked redacted see ask please must should is are was the a an cannot can't will with for
    from has no
    """
)
_FUNCTION_WORDS = word_set(
    """
    must should is are was were the a an to for of not be with see in and or from required missing
    cannot can may will
    """
)
# In a query, names are shorter than elsewhere.
_QUERY_NAMES = {
    **dict.fromkeys(word_set("pass pw accesskey apitoken x-amz-signature x-goog-signature"), Evidence.NAME),
    **dict.fromkeys(word_set("token auth"), Evidence.MIXED),
    **dict.fromkeys(word_set("key"), Evidence.TOKEN),
    **dict.fromkeys(
        word_set("sig signature x-oss-signature q-signature hmac code license appid"), Evidence.RANDOM
    ),
    **dict.fromkeys(word_set("sid session ticket"), Evidence.OPAQUE),
}
_SHORT_PASSWORDS = frozenset({"pass", "pw", "p"})
_USER_BEFORE = re.compile(r"(?i)\b(?:user|username|usr|uid|login|email)[\"']?\s{0,3}[=:]")
_READERS = frozenset({"get", "getpass", "fetch", "read", "load", "prompt"})
_SPACED = word_set(
    """
    key keys token tokens id phrase code codes string secret password pass passe words pin cookie
    """
)


def assignment_spans(text: str, evidence_of: EvidenceOf) -> Spans:
    """(start, end, rule) of each value whose name, look and surroundings make it a secret."""
    spans: Spans = []
    for found in _NAME.finditer(text):
        evidence, start = _evidence(text, found, evidence_of)
        if evidence is None or (spans and found.start() < spans[-1][1]):
            continue
        if text.startswith("[redacted:", found.start() - 10):
            continue
        span = _value_span(text, found, evidence, start)
        if span is not None:
            spans.append((*span, RULE))
    return spans


def _evidence(text: str, found: re.Match[str], evidence_of: EvidenceOf) -> tuple[Evidence | None, int]:
    """What the name says, and where it begins: `API key: ...` has two words."""
    name, start = found["name"][-128:], found.start()
    evidence = evidence_of(name)
    if start and text[start - 1] in "?&;" and found["sep"] == "=":
        return _QUERY_NAMES.get(name.lower(), evidence), start
    if start and text[start - 1] == ":" and found["sep"] == ":" and not found["gap"]:
        return None, start  # a field of a record such as an ARN
    if evidence is not None and evidence <= Evidence.NAME:
        return _unless_called(name, found, evidence), start
    folded = name.lower()
    if folded == "key" and text[max(0, start - 6) : start] == "login(":
        return Evidence.NAME, start
    if folded in _SPACED and start and text[start - 1] == " ":
        before = _WORDS_BEFORE.search(text[max(0, start - 32) : start])
        if before is not None:
            evidence, start = evidence_of(before[0] + name), start - len(before[0])
    if folded in _SHORT_PASSWORDS and _USER_BEFORE.search(text, max(0, start - 80), start):
        return Evidence.NAME, start
    if (
        folded == "key"
        and evidence is Evidence.OPAQUE
        and _USER_BEFORE.search(text, max(0, start - 80), start)
    ):
        return Evidence.RANDOM, start
    return evidence, start


def _unless_called(name: str, found: re.Match[str], evidence: Evidence) -> Evidence | None:
    if found["sep"] not in {"(", ","}:
        return evidence
    words = words_of(name)
    if found["sep"] == "," and not found["close"]:
        return None
    called = found["sep"] == "(" and (len(words) > 3 or words[0] in _READERS)
    return None if called else evidence


def _value_span(text: str, found: re.Match[str], evidence: Evidence, name_at: int) -> tuple[int, int] | None:
    start = found.end()
    if start >= len(text) or PLACEHOLDER.match(text, start):
        return None
    quoted = _QUOTED.match(text, start)
    if quoted is not None and not found["close"] and text[name_at - 1 : name_at] == quoted["quote"]:
        return None  # a prompt: the quote that opens before the name closes here
    if quoted is not None:
        return _judged(text, quoted.start("body"), quoted.end("body"), evidence)
    if evidence <= Evidence.NAME:
        nested = _nested_span(text, start)
        if nested is not None:
            return nested
    if evidence in {Evidence.HEADER, Evidence.COOKIE}:
        pair = _PAIR.match(text, start)
        if pair is not None:
            return _judged(text, *pair.span(1), Evidence.NAME)
        header = _HEADER.match(text, start)
        end = header.end() if header else start
        return _judged(text, start, start + len(text[start:end].rstrip()), evidence)
    if _is_query(text, found):
        query = _QUERY.match(text, start)
        return _judged(text, start, query.end(), evidence) if query else None
    return _bare_span(text, found, evidence, name_at)


def _nested_span(text: str, start: int) -> tuple[int, int] | None:
    block = _BLOCK.match(text, start)
    if block is not None:
        body = block[1].strip()
        at = text.find(body, block.start(1)) if body else -1
        return (at, at + len(body)) if at >= 0 and PLACEHOLDER.fullmatch(body) is None else None
    bracketed = _BRACKETED.match(text, start)
    if bracketed is None:
        return None
    inside = bracketed[0][1:-1]
    if is_stand_in(bracketed[0]) or not any(char.isalnum() for char in PLACEHOLDER.sub("", inside)):
        return None
    return (bracketed.start(), bracketed.end()) if re.search(r"[\"'\d]", inside) else None


def _is_query(text: str, found: re.Match[str]) -> bool:
    return found.start() > 0 and text[found.start() - 1] in "?&" and found["sep"] == "="


def _bare_span(text: str, found: re.Match[str], evidence: Evidence, name_at: int) -> tuple[int, int] | None:
    start = found.end()
    line = _line_span(text, found, evidence, name_at)
    if line is not None:
        return line
    bare = _BARE.match(text, start)
    if bare is None:
        return None
    end = start + len(_without_closing(bare[0]))
    if _is_prose_or_code(text, found, end):
        return None
    return _judged(text, start, end, evidence)


def _line_span(text: str, found: re.Match[str], evidence: Evidence, name_at: int) -> tuple[int, int] | None:
    """The whole rest of the line, for `PASSWORD=...` and `password: ...` on lines of their own."""
    if evidence > Evidence.NAME or not _starts_line(text, name_at):
        return None
    line = _LINE.match(text, found.end())
    if line is None:
        return None
    value = line[0].rstrip().rstrip(",;`'\"")
    if not value or _is_sentence(value, evidence) or _CODE.match(value) or is_stand_in(value):
        return None
    if found["gap"] and _is_variable(value):
        return None
    words = value.split()
    if len(words) > 1 and (evidence != Evidence.PHRASE or len(words) > 30):
        several = found["sep"] != ":" or any(char in value for char in "=:;\"'{}()#<>")
        if several:
            return None
    if len(words) == 1 and (words[0].lower() in _STATUS or _SEVERAL.search(value)):
        return None
    return _judged(text, found.end(), found.end() + len(value), evidence)


def _starts_line(text: str, start: int) -> bool:
    before = text[max(text.rfind("\n", max(0, start - 64), start) + 1, start - 64, 0) : start]
    return len(before) < 64 and _LINE_START.fullmatch(before) is not None


def _is_sentence(value: str, evidence: Evidence) -> bool:
    words = value.lower().split()
    return evidence != Evidence.PHRASE and len(words) > 2 and not _FUNCTION_WORDS.isdisjoint(words)


def _is_prose_or_code(text: str, found: re.Match[str], end: int) -> bool:
    value, after = text[found.end() : end], text[end : end + 1]
    if value.rstrip(".,!").lower() in _STATUS or _CODE.match(value + after):
        return True
    itself = value.lower() == found["name"].lower().split(".")[-1]
    if itself and found["sep"] == "=" and after in {",", ")", ""}:
        return True
    if after in {",", ")", "}", "]"} and _is_variable(value):
        return True
    spoken = found["sep"] == ":" and found["gap"] and not found["close"]
    return bool(spoken and _PROSE_WORD.fullmatch(value) and _MORE_WORDS.match(text, end))


def _is_variable(value: str) -> bool:
    """Whether a bare word names a secret, as `db_password` does in code, and is none."""
    if _VARIABLE.fullmatch(value) is None:
        return False
    evidence = evidence_of_words(words_of(value))
    return evidence is not None and evidence <= Evidence.NAME


def _without_closing(value: str) -> str:
    while (
        value
        and value[-1] in ")]}>.,:"
        and (value[-1] in ".,:" or value.count(value[-1]) > value.count(_OPENING[value[-1]]))
    ):
        value = value[:-1]
    return value


_SEVERAL = re.compile(r"[;&]\w+=|[\"'`\\](?!$)|,\s*\w+[=:]")
_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}


def _judged(text: str, start: int, end: int, evidence: Evidence) -> tuple[int, int] | None:
    value = text[start:end]
    return (start, end) if value and is_secret_text(value, evidence) else None
