"""Letters that nobody sees and that act on what stands around them, written out."""

import re

# Control characters, and those that turn the direction of what follows.
_DIRECTIONS = "\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f{_DIRECTIONS}\ud800-\udfff]")
# Compiled where it is used, which most processes never do.
_UNSEEN_BUT_SPACE = f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_DIRECTIONS}\ud800-\udfff]"
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def written_out(text: str) -> str:
    """The text on one line: `\\x1b` and `\\u202e` for what nobody would see."""
    return _UNSEEN.sub(_escape, text)


def written_out_but_space(text: str) -> str:
    """As `written_out`, with line breaks and tabs as they are."""
    return re.sub(_UNSEEN_BUT_SPACE, _escape, text)


def _escape(found: "re.Match[str]") -> str:
    letter = found[0]
    return _NAMED.get(letter) or (f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}")
