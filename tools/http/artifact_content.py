"""The bytes of an artifact: whole and compared with their digest, or a range of them."""

import base64
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from provenlab.core.errors import InvalidRequest
from provenlab.core.models.artifact import Artifact
from provenlab.core.operations.registry import find_operation
from provenlab.tools.dispatch import run_operation
from provenlab.tools.http.door import Door
from provenlab.tools.http.replies import error_reply

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "bytes": "application/octet-stream",
}
_ENDINGS = {"json": "json", "csv": "csv", "parquet": "parquet", "bytes": "bin"}
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_CHUNK = 256 * 1024


class Range(NamedTuple):
    """From the first byte to the last one, both included; none of an artifact when the first is behind it."""

    first: int
    last: int


class ArtifactContent:
    """`GET /v1/artifacts/{artifactId}/content` with ranges and conditions (RFC 9110)."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def answer(self, request: Request) -> Response:
        artifact = await self._door.read(lambda: self._record(request.path_params["artifact_id"]))
        headers = _headers(artifact)
        if not names(request.headers.get("if-match", "*"), headers["ETag"]):
            return unmet("If-Match", "the bytes of this artifact have another tag")
        if names(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        wanted = _wanted(request, artifact, headers["ETag"])
        if wanted is None:
            return await self._whole(artifact, headers, request.method == "HEAD")
        if wanted.first > wanted.last:
            return _unsatisfiable(artifact)
        return await self._part(artifact, headers, wanted, request.method == "HEAD")

    def _record(self, artifact_id: str) -> Artifact:
        found: Artifact = run_operation(
            self._door.lab, find_operation("get_artifact"), {"artifactId": artifact_id}
        )
        return found

    async def _whole(self, artifact: Artifact, headers: dict[str, str], is_head: bool) -> Response:
        length = {"Content-Length": str(artifact.size_bytes)}
        if is_head:
            return Response(headers={**headers, **length})
        chunks = await self._door.read(lambda: self._door.blobs.open_stream(artifact.storage_uri))
        return StreamingResponse(one_behind(chunks), headers={**headers, **length})

    async def _part(
        self, artifact: Artifact, headers: dict[str, str], part: Range, is_head: bool
    ) -> Response:
        more = {
            "Content-Length": str(part.last - part.first + 1),
            "Content-Range": f"bytes {part.first}-{part.last}/{artifact.size_bytes}",
        }
        if is_head:
            return Response(status_code=206, headers={**headers, **more})
        file = await self._door.read(lambda: self._door.blobs.open_file(artifact.storage_uri))
        return StreamingResponse(_bytes_between(file, part), 206, headers={**headers, **more})


def _headers(artifact: Artifact) -> dict[str, str]:
    digest = base64.b64encode(bytes.fromhex(artifact.file_hash)).decode()
    name = f"{artifact.artifact_id.replace(':', '_')}.{_ENDINGS[artifact.format]}"
    return {
        "Content-Type": MEDIA_TYPES[artifact.format],
        "Content-Disposition": f'attachment; filename="{name}"',
        "Accept-Ranges": "bytes",
        "ETag": f'"sha256-{artifact.file_hash}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Cache-Control": "private, no-cache",
    }


def names(given: str, etag: str) -> bool:
    """Whether a list of entity tags has this one; `*` is any."""
    tags = [each.strip().removeprefix("W/") for each in given.split(",")]
    return etag in tags or "*" in tags


def unmet(header: str, message: str) -> Response:
    """412, for a condition of the sender that does not hold."""
    return error_reply(InvalidRequest(message, {"header": header}), 412)


def _wanted(request: Request, artifact: Artifact, etag: str) -> Range | None:
    """The range to send; None for everything, which is also the answer to several ranges."""
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or found[0] == "bytes=-" or request.headers.get("if-range", etag) != etag:
        return None
    size = artifact.size_bytes
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    return Range(first, last)


def _unsatisfiable(artifact: Artifact) -> Response:
    error = InvalidRequest(
        f"the artifact has {artifact.size_bytes} bytes; the range begins behind them", {"header": "Range"}
    )
    return error_reply(error, 416, {"Content-Range": f"bytes */{artifact.size_bytes}"})


def one_behind(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, each only when the next one is there.

    A digest that does not fit shows at the end: the last bytes are then never sent, and the reader sees a
    transfer that broke off instead of a whole file that is wrong.
    """
    held = b""
    for chunk in chunks:
        if held:
            yield held
        held = chunk
    yield held


def _bytes_between(file: BinaryIO, part: Range) -> Iterator[bytes]:
    with file:
        file.seek(part.first)
        left = part.last - part.first + 1
        while left and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk
