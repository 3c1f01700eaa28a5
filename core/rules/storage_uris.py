"""Storage URIs: which text may name a blob. Nothing is decoded, nothing is looked up.

Allowed are `segment/segment/...` relative to the blob root and the same behind `file://<root>/` or
`file://localhost<root>/`. Links cannot be seen in a text: the adapters refuse them when opening.
"""

import re

from provenlab.core.errors import UriRefused

MAX_URI_BYTES = 2_048
MAX_SEGMENT_BYTES = 255
EXAMPLE = "sha256/ab/cd/<64 hex digits>"

_SEGMENT = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.+=@,() -]*")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])[ ]*(\..*)?", re.IGNORECASE)
_OWN = re.compile(r"sha256/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{64})")


def parse_storage_uri(uri: str, root: str | None = None) -> tuple[str, ...]:
    """The segments below the root, at least one.

    `root` is the absolute path of the blob root; without it only relative URIs are allowed. UriRefused
    says which rule was broken and what is allowed; details are {rule}, never the URI.
    """
    if not uri:
        raise _refused("empty", "it is empty")
    if len(uri) > MAX_URI_BYTES or len(uri.encode("utf-8", "replace")) > MAX_URI_BYTES:
        raise _refused("length", f"it is longer than {MAX_URI_BYTES} bytes")
    segments = tuple(_below(uri, root).split("/"))
    for segment in segments:
        _require_plain(segment)
    return segments


def blob_uri(file_hash: str) -> str:
    """The relative URI under which the bytes with that SHA-256 (lower-case hex) are kept."""
    return f"sha256/{file_hash[:2]}/{file_hash[2:4]}/{file_hash}"


def blob_file_hash(segments: tuple[str, ...]) -> str | None:
    """The SHA-256 that the segments of a URI promise, or None when they are not of `blob_uri`'s making."""
    made = _OWN.fullmatch("/".join(segments))
    if made is None or not made[3].startswith(made[1] + made[2]):
        return None
    return made[3]


def _below(uri: str, root: str | None) -> str:
    if not uri.startswith("file:"):
        return uri
    if root is None:
        raise _refused("scheme", "this store has no file: URIs")
    for prefix in (f"file://{root}/", f"file://localhost{root}/"):
        if uri.startswith(prefix):
            return uri.removeprefix(prefix)
    raise _refused("outside", "it does not lie below the blob root")


def _require_plain(segment: str) -> None:
    if segment == "":
        raise _refused("absolute", "it is absolute, or has an empty segment")
    if segment in {".", ".."}:
        raise _refused("traversal", f"it has a '{segment}' segment")
    if _SEGMENT.fullmatch(segment) is None:
        raise _refused("characters", "it has a character that may mean something to a shell or a decoder")
    if len(segment) > MAX_SEGMENT_BYTES:
        raise _refused("length", f"it has a segment longer than {MAX_SEGMENT_BYTES} bytes")
    if segment[-1] in " .":
        raise _refused("ending", "it has a segment that ends in a space or a dot")
    if _DEVICE.fullmatch(segment):
        raise _refused("device", "it has a segment that some systems take for a device")


def _refused(rule: str, reason: str) -> UriRefused:
    return UriRefused(
        f"storage URI refused: {reason}; give a path below the blob root such as {EXAMPLE}", {"rule": rule}
    )
