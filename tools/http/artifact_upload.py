"""Bytes sent as they are: an artifact of any size, kept chunk by chunk while it arrives."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from provenlab.core.errors import (
    DigestMismatch,
    InvalidRequest,
    LimitExceeded,
    NotFound,
    NotInitialised,
    TimedOut,
    ValidationFailed,
)
from provenlab.core.operations.artifacts import PublishArtifact
from provenlab.core.operations.registry import find_operation
from provenlab.tools.bridge.replies import encoded
from provenlab.tools.dispatch import run_operation, validated, wire_value
from provenlab.tools.http.artifact_content import unmet
from provenlab.tools.http.door import Door
from provenlab.tools.http.parameters import Parameter, parameters_of, query_pairs, read_parameters
from provenlab.tools.http.replies import json_reply

OPERATION = "publish_artifact"
_ELSEWHERE = ("artifactId", "path", "jsonContent", "textContent", "base64Content")
DIGEST_HEADERS = ("Repr-Digest", "Content-Digest")
_SHA256 = re.compile(r"(?:^|,)\s*sha-256=:([^:,]*):\s*(?=,|;|$)")


def description_parameters(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> list[Parameter]:
    """The fields of a description that go into the query; the id is in the path, the bytes are the body."""
    return [each for each in parameters_of(schema, shared) if each.name not in _ELSEWHERE]


class ArtifactUpload:
    """`PUT /v1/artifacts/{artifactId}/content`: publishes the body, and is as idempotent as the operation.

    201 when the artifact is new, 200 when it was there, or 412 where `If-None-Match: *` asked for that. A
    digest in Repr-Digest or Content-Digest (RFC 9530) is compared before anything is kept; of a body that
    breaks off or is refused nothing stays.
    """

    def __init__(self, door: Door, known: Sequence[Parameter]) -> None:
        self._door = door
        self._known = known

    async def answer(self, request: Request) -> Response:
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise HTTPException(415, "send the body without Content-Encoding")
        if "content-range" in request.headers:
            # What a resumed transfer sends is a part, and would be kept as the whole.
            raise InvalidRequest("a body is the whole artifact; send it without Content-Range")
        if await self._is_there_already(request):
            return unmet("If-None-Match", "there is an artifact of this id")
        wanted = _wanted_digest(request)
        described = self._description(request)
        arriving = _Arriving(request, self._door.limits.body_s, self._door.limits.upload_bytes)
        document = await self._door.upload(lambda: self._published(described, _checked(arriving, wanted)))
        return json_reply(encoded(document), status=201 if document["created"] else 200)

    async def _is_there_already(self, request: Request) -> bool:
        if request.headers.get("if-none-match", "").strip() != "*":
            return False
        asked = {"artifactId": request.path_params["artifact_id"]}
        try:
            await self._door.read(
                lambda: run_operation(self._door.lab, find_operation("get_artifact"), asked)
            )
        except (NotFound, NotInitialised):
            return False
        return True

    def _description(self, request: Request) -> PublishArtifact:
        given = read_parameters(self._known, query_pairs(request), OPERATION)
        fields = {"format": "bytes", **given, "artifactId": request.path_params["artifact_id"]}
        found: PublishArtifact = validated(find_operation(OPERATION), fields)
        return found

    def _published(self, described: PublishArtifact, chunks: Iterator[bytes]) -> dict[str, Any]:
        lab = self._door.lab
        artifact, created = lab.artifacts.publish(described.description(lab), chunks, described.summary)
        return {**wire_value(artifact), "created": created}


class _Arriving:
    """The body of a request, for a thread that waits for the next chunk while the loop carries it."""

    def __init__(self, request: Request, stall_s: float, most_bytes: int) -> None:
        self._body: AsyncIterator[bytes] = aiter(request.stream())
        self._loop = asyncio.get_running_loop()
        self._stall_s = stall_s
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        while (chunk := asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()) is not None:
            size += len(chunk)
            if size > self._most_bytes:
                raise LimitExceeded(
                    f"the body has more than {self._most_bytes:,} bytes",
                    {"field": "body", "limit": self._most_bytes, "unit": "bytes"},
                )
            if chunk:
                yield chunk

    async def _next(self) -> bytes | None:
        try:
            async with asyncio.timeout(self._stall_s):
                return await anext(self._body, None)
        except TimeoutError:
            seconds = self._stall_s
            raise TimedOut(
                f"no byte of the body arrived for {seconds:g} seconds", {"seconds": seconds}
            ) from None
        except ClientDisconnect:
            raise InvalidRequest("the client went away before the body was there") from None


def _checked(chunks: _Arriving, wanted: bytes | None) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if wanted is not None and not hmac.compare_digest(digest.digest(), wanted):
        raise DigestMismatch("the body is not what the digest in its header says; nothing was kept")


def _wanted_digest(request: Request) -> bytes | None:
    """The SHA-256 that the sender expects; None when none is given, or only digests of other kinds."""
    for header in DIGEST_HEADERS:
        given = request.headers.get(header, "")
        found = _SHA256.search(given)
        if found is not None:
            return _decoded(header, found[1])
        if "sha-256" in given.lower():
            raise _no_digest(header)
    return None


def _decoded(header: str, text: str) -> bytes:
    try:
        digest = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _no_digest(header) from None
    if len(digest) != hashlib.sha256().digest_size:
        raise _no_digest(header)
    return digest


def _no_digest(header: str) -> ValidationFailed:
    return ValidationFailed.at(header, "expected sha-256=:<base64 of 32 bytes>: (RFC 9530)")
