"""Private keys written as blocks of text."""

import re

RULE = "private_key"
_BEGIN = re.compile(r"-{3,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{3,5}")
_END = re.compile(r"-{3,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{3,5}")
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d")
_PUTTY_END = re.compile(r"Private-MAC: ?[0-9a-fA-F]+")


def key_block_spans(text: str) -> list[tuple[int, int, str]]:
    """(start, end, rule) of each block; one that is cut short runs to the end of the text."""
    spans: list[tuple[int, int, str]] = []
    for begin, end in ((_BEGIN, _END), (_PUTTY, _PUTTY_END)):
        at = 0
        while (found := begin.search(text, at)) is not None:
            closing = end.search(text, found.end())
            at = closing.end() if closing else len(text)
            spans.append((found.start(), at, RULE))
    return spans
