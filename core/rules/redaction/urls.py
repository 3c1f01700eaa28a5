"""Secrets in addresses: the user-info before the host."""

import re

from provenlab.core.rules.redaction.value_shapes import is_random, is_stand_in

Spans = list[tuple[int, int, str]]

RULE = "url_password"

_AFTER_SCHEME = re.compile(r"://([^\s\"'<>`|\\]*)")
_PORT = re.compile(r"\d{0,5}(?:[/?#,]|$)")
_AUTHORITY_END = re.compile(r"[/?#]")
# go-sql-driver and proxies: user:password@tcp(host), user:password@host:port
_BARE = re.compile(
    r"(?<![\w.@/:%+-])[\w.%+-]{1,64}+:([^\s:@/\"'`<>,;]{3,128}+)@(?:(?:tcp|unix|udp)\(|[A-Za-z][\w.-]{0,80}+:\d{2,5}(?!\d))"
)
_ORACLE = re.compile(r"(?i)jdbc:oracle:\w{2,8}:[^\s/@:]{1,64}/([^\s@]{1,128})@")
_SLASHED = re.compile(r"(?<![\w/.:@-])\w{1,30}+/([^\s/@:\"']{3,64})@(?://)?[\w.-]{1,80}+(?::\d{2,5})?/\w+")
_WEB = ("http", "https")
_TOKEN_USERS = {"", "x-oauth-basic", "x-token-auth"}


def url_spans(text: str) -> Spans:
    """(start, end, rule) of each password, or token in its place, in a URL or an address like one."""
    if "@" not in text:
        return []
    spans: Spans = []
    if "://" in text:
        for found in _AFTER_SCHEME.finditer(text):
            web = text[max(0, found.start() - 5) : found.start()].endswith(_WEB)
            _add_user_info(found[1], found.start(1), web, spans)
    for pattern in (_BARE, _ORACLE, _SLASHED):
        spans.extend(
            (found.start(1), found.end(1), RULE)
            for found in pattern.finditer(text)
            if not is_stand_in(found[1]) and not found[1].isdigit()
        )
    return spans


def _add_user_info(address: str, start: int, web: bool, spans: Spans) -> None:
    """Of `a://b://c`, each part may be an address; `web` says so of the first one's scheme."""
    for part in address.split("://"):
        _add_credentials(part, start, web, spans)
        web = part.endswith(_WEB)
        start += len(part) + 3


def _add_credentials(part: str, start: int, web: bool, spans: Spans) -> None:
    at = _end_of_user_info(part, web)
    if at < 0:
        return
    user, colon, password = part[:at].partition(":")
    if colon and password not in _TOKEN_USERS and not is_stand_in(password):
        spans.append((start + len(user) + 1, start + at, RULE))
    if user and ((password in _TOKEN_USERS and colon) or is_random(user, 16)) and not is_stand_in(user):
        spans.append((start, start + len(user), RULE))


def _end_of_user_info(part: str, web: bool) -> int:
    """Where the last @ before the host stands, or -1. A password may hold what should have been escaped."""
    ending = _AUTHORITY_END.search(part)
    authority = part[: ending.start()] if ending else part
    at = authority.rfind("@")
    if ending is None or (at >= 0 and (web or ":" not in authority[:at])):
        return at  # the path of a web address may hold an @ of its own
    if at >= 0:
        return part.rfind("@")
    host, colon, rest = part.partition(":")
    if not colon or _AUTHORITY_END.search(host) or _PORT.match(rest):
        return -1
    return part.rfind("@")
