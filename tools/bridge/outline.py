"""The structure of a JSON text without its content, in memory of the size of the text.

Found before the text is parsed, so that a hostile one is refused before it has cost anything.
"""

_CHUNK = 64 * 1024
_CONTENT = bytes(set(range(256)) - set(b"[]{}:,"))


def without_escapes(document: bytes) -> bytes:
    """The document with every escaped backslash and quote replaced."""
    if b"\\" not in document:
        return document
    return document.replace(b"\\\\", b"__").replace(b'\\"', b"__")


def outline_of(plain: bytes) -> bytes:
    """Brackets, braces, colons and commas outside of strings; escapes must be gone from `plain`."""
    if len(plain) <= _CHUNK:
        return _outside(plain.split(b'"')[::2])
    outline = bytearray()
    inside = 0
    for start in range(0, len(plain), _CHUNK):
        pieces = plain[start : start + _CHUNK].split(b'"')
        outline += _outside(pieces[inside::2])
        inside ^= (len(pieces) - 1) & 1
    return bytes(outline)


def _outside(pieces: list[bytes]) -> bytes:
    return b"".join(pieces).translate(None, _CONTENT)
