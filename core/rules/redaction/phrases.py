"""Secrets that follow a name without an assignment: tags, name-value pairs, schemes, logins, sentences."""

import re
from collections.abc import Callable

from provenlab.core.rules.redaction.assignments import RULE
from provenlab.core.rules.redaction.key_names import Evidence
from provenlab.core.rules.redaction.key_words import PASSWORDS, words_of
from provenlab.core.rules.redaction.value_shapes import is_stand_in
from provenlab.core.rules.redaction.verdicts import is_secret_text

Spans = list[tuple[int, int, str]]
EvidenceOf = Callable[[str], Evidence | None]

_TAGGED = re.compile(r"<(?P<name>[A-Za-z][\w:.\-]{0,63}+)(?:[ \t][^<>]{0,200})?>(?P<value>[^<>]{1,4096})</")
_TAG_WITH_VALUE = re.compile(
    r"<(?P<name>[A-Za-z][\w:.\-]{0,63}+)[ \t][^<>]{0,200}?\bvalue=[\"'](?P<value>[^<>\"']{1,4096})[\"']"
)
_NAMED_VALUE = re.compile(
    r"(?i)(?<!\w)(?:name|key|field|variable|header|option|param)[\"']?[ \t]*+[=:][ \t]*+"
    r"(?P<mark>[\"']?)(?P<name>[\w.\-]{1,64}+)(?P=mark)"
    r"[ \t]*+,?\s{0,64}+[\"']?(?:value|content|val|default)[\"']?[ \t]*+[=:][ \t]*+"
    r"(?:\"(?P<a>[^\"\r\n]{1,4096})\"|'(?P<b>[^'\r\n]{1,4096})'|(?P<c>[^\s\"'{}<>]{1,4096}))"
)
_SPOKEN = re.compile(
    r"(?i)\b(?P<name>(?:api |access |auth |secret )?"
    r"(?:password|passwd|passphrase|passcode|pwd|pin|token|key|secret|credential)s?)\b"
    r"(?:[ \t]++(?P<verb>is|was|set to|to|of|are|=|-|->|will be)(?:[ \t]++now)?[ \t:]++[\"'`(]?"
    r"|[ \t]++[\"'`]?)"
    r"(?P<value>[^\s\"'`,;)]{4,512})"
)
_SPOKEN_QUOTED = re.compile(
    r"(?i)(?:password|passwd|passphrase|passcode|pwd|identified by)"
    r"[ \t]{1,4}+(?P<quote>[\"'`])(?P<value>(?:(?!(?P=quote))[^\r\n]){1,512}+)(?P=quote)"
)
_SET = re.compile(
    r"\b(?:set|setx|SET|ENV|ARG|put)[ \t]++(?P<name>[\w.\-/:]{3,128}+)[ \t]++(?P<value>[^\s\"'`]{6,4096}+)"
)
_COMPARED = re.compile(
    r"(?P<quote>[\"'])(?P<value>(?:(?!(?P=quote))[^\r\n]){1,512}+)(?P=quote)"
    r"[ \t]*+[!=]==?[ \t]*+(?P<name>[A-Za-z_][\w.]{0,127}+)"
)
_MANIFEST = re.compile(
    r"(?m)^(?P<indent>[ \t]*)(?:data|stringData):[ \t]*\r?\n"
    r"(?P<lines>(?:(?P=indent)[ \t]+\S[^\r\n]*(?:\r?\n|$))+)"
)
_MANIFEST_LINE = re.compile(r"(?m)^[ \t]+[\w.\-]{1,253}:[ \t]+[\"']?([^\s\"'|>][^\r\n\"']*)")
_VALUE_WORDS = ("alue", "VALUE", "ontent", "efault")
_SET_WORDS = ("set", "env ", "arg ", "put ")
_SPOKEN_STEMS = ("pass", "identified by", "pwd", "token", "key", "secret", "credential", "pin ")
_SCHEME_STEMS = ("bearer", "token", "apikey", "api-key", "basic")
_LOGIN = re.compile(r"\blogin\s{1,32}\S{1,256}\s{1,32}password\s{1,32}(\S+)")
_PGPASS = re.compile(r"(?m)^[\w.*\-]{1,128}:(?:\d{1,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:(\S{1,256})$")
_DIGEST = re.compile(r"(?i)\bdigest\b[^\r\n]{0,512}?\bresponse=[\"']?([0-9a-f]{32,128})")
_SCHEME = re.compile(
    r"(?i)\b(?:bearer|token|apikey|api-key)[ \t\"':=]{1,4}+(?P<a>[\w\-.~+/]{8,}+=*)"
    r"|\bbasic[ \t]++(?P<b>[\w+/-]{6,}+={0,2})"
)


def phrase_spans(text: str, evidence_of: EvidenceOf) -> Spans:
    """(start, end, rule) of each secret that one of these forms gives away."""
    spans: Spans = []
    if "</" in text:
        spans += _named(_TAGGED, text, evidence_of, ("value",))
    if any(word in text for word in _VALUE_WORDS):
        spans += _named(_NAMED_VALUE, text, evidence_of, ("a", "b", "c"))
        if "<" in text:
            spans += _named(_TAG_WITH_VALUE, text, evidence_of, ("value",))
    if "==" in text or "!=" in text:
        spans += _named(_COMPARED, text, evidence_of, ("value",))
    if "login" in text:
        spans += _unmarked(_LOGIN, text)
    if text.count(":") >= 4:
        spans += _unmarked(_PGPASS, text)
    if "response=" in text:
        spans += _unmarked(_DIGEST, text)
    if "kind: Secret" in text:
        spans += _manifest_spans(text)
    return spans + _spoken_spans(text, text.lower(), evidence_of)


def _spoken_spans(text: str, folded: str, evidence_of: EvidenceOf) -> Spans:
    spans: Spans = []
    if any(word in folded for word in _SET_WORDS):
        spans += _named(_SET, text, evidence_of, ("value",), Evidence.MIXED)
    if any(stem in folded for stem in _SPOKEN_STEMS):
        spans += _unmarked(_SPOKEN_QUOTED, text, "value")
        for found in _SPOKEN.finditer(text):
            _add_spoken(found, spans)
    if any(stem in folded for stem in _SCHEME_STEMS):
        for found in _SCHEME.finditer(text):
            _add_scheme(found, spans)
    return spans


def _named(
    pattern: re.Pattern[str],
    text: str,
    evidence_of: EvidenceOf,
    groups: tuple[str, ...],
    least: Evidence = Evidence.PHRASE,
) -> Spans:
    spans: Spans = []
    for found in pattern.finditer(text):
        evidence = evidence_of(found["name"])
        group = next(name for name in groups if found[name] is not None)
        if evidence is not None and is_secret_text(found[group], max(evidence, least)):
            spans.append((*found.span(group), RULE))
    return spans


def _unmarked(pattern: re.Pattern[str], text: str, group: str | int = 1) -> Spans:
    return [(*found.span(group), RULE) for found in pattern.finditer(text) if not is_stand_in(found[group])]


def _manifest_spans(text: str) -> Spans:
    """The values of a Kubernetes Secret, whatever their names."""
    return [
        (*line.span(1), RULE)
        for block in _MANIFEST.finditer(text)
        for line in _MANIFEST_LINE.finditer(text, *block.span("lines"))
        if not is_stand_in(line[1])
    ]


def _add_spoken(found: re.Match[str], spans: Spans) -> None:
    value = found["value"].rstrip(".!?:")
    words = words_of(found["name"])
    password = words[-1].rstrip("s") in PASSWORDS
    if found["verb"] is None:
        evidence = Evidence.RANDOM if password or words[-1] in {"secret", "secrets"} else Evidence.OPAQUE
    elif words[-1] == "pin":
        evidence = Evidence.DIGITS
    else:
        evidence = Evidence.PASSWORD if password else Evidence.OPAQUE
    if value and is_secret_text(value, evidence):
        spans.append((found.start("value"), found.start("value") + len(value), RULE))


def _add_scheme(found: re.Match[str], spans: Spans) -> None:
    if found["b"] is not None:
        if is_secret_text(found["b"], Evidence.HEADER):
            spans.append((*found.span("b"), "basic_credentials"))
    elif is_secret_text(found["a"], Evidence.TOKEN):
        spans.append((*found.span("a"), "bearer_token"))
