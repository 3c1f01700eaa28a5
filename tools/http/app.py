"""The routes of the API, made from the operations."""

import asyncio
from collections.abc import Callable, Collection
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from provenlab.core.errors import InvalidRequest, LimitExceeded, ProvenlabError, TimedOut, UnknownOperation
from provenlab.core.operations.contract import contract
from provenlab.core.operations.registry import Effect, Operation, all_operations
from provenlab.tools.bridge.replies import encoded
from provenlab.tools.bridge.strict_json import read_json
from provenlab.tools.compose import LabParts
from provenlab.tools.dispatch import run_operation, wire_value
from provenlab.tools.http.artifact_content import ArtifactContent
from provenlab.tools.http.artifact_upload import OPERATION as UPLOADING
from provenlab.tools.http.artifact_upload import ArtifactUpload, description_parameters
from provenlab.tools.http.door import Door, Limits
from provenlab.tools.http.faults import told_error
from provenlab.tools.http.gate import LOOPBACK, Gate
from provenlab.tools.http.next_pages import next_link, next_page
from provenlab.tools.http.openapi import PREFIX, openapi
from provenlab.tools.http.parameters import in_parameters, parameters_of, query_pairs, read_parameters
from provenlab.tools.http.replies import JSON, bounded, error_reply, json_reply
from provenlab.tools.http.tokens import TokenFile


def api(
    lab: LabParts,
    *,
    hosts: Collection[str] = LOOPBACK,
    tokens: TokenFile | None = None,
    writes: bool = True,
    limits: Limits | None = None,
) -> tuple[ASGIApp, Door]:
    """The application, and what to close when it has ended. The lab should read no files for others."""
    door = Door(lab, limits or Limits())
    described = _described()
    routes = [_route(door, each, described) for each in all_operations()]
    document = _document()
    app = Starlette(
        routes=[
            *routes,
            _content_route(door, described),
            Route("/openapi.json", lambda _request: json_reply(document), methods=["GET"]),
            Route("/healthz", lambda _request: json_reply(b'{"status":"ok"}'), methods=["GET"]),
        ],
        exception_handlers={HTTPException: _misdirected},
    )
    app.router.redirect_slashes = False
    return Gate(app, hosts, tokens, writes), door


@cache
def _described() -> dict[str, Any]:
    return contract()


@cache
def _document() -> bytes:
    return encoded(openapi(_described()))


def _content_route(door: Door, described: dict[str, Any]) -> Route:
    download = ArtifactContent(door)
    schema = described["operations"][UPLOADING]["request"]
    upload = ArtifactUpload(door, description_parameters(schema, described["$defs"]))

    async def content(request: Request) -> Response:
        return await (upload if request.method == "PUT" else download).answer(request)

    return Route(f"{PREFIX}/artifacts/{{artifact_id}}/content", _told(content), methods=["GET", "PUT"])


def _route(door: Door, operation: Operation[Any, Any], described: dict[str, Any]) -> Route:
    if operation.effect is Effect.WRITE:
        return Route(f"{PREFIX}/{operation.name}", _told(_writing(door, operation)), methods=["POST"])
    schema = described["operations"][operation.name]["request"]
    known = parameters_of(schema, described["$defs"])

    async def read(request: Request) -> Response:
        given = query_pairs(request)

        def work() -> Any:
            params = read_parameters(known, given, operation.name)
            value = wire_value(run_operation(door.lab, operation, params))
            following = next_page(operation, known, params, value)
            return bounded(encoded(value), door.limits.reply_bytes), following

        document, following = await door.read(work)
        return json_reply(document, next_link(request.url.path, given, following))

    return Route(f"{PREFIX}/{operation.name}", _told(read, in_parameters), methods=["GET"])


def _writing(door: Door, operation: Operation[Any, Any]) -> Callable[[Request], Any]:
    async def write(request: Request) -> Response:
        if parse_qsl(request.scope["query_string"]):
            raise InvalidRequest(f"{operation.name} takes its fields from the body, not from the query")
        body = await _body(request, door.limits)

        def work() -> bytes:
            params = read_json(body)
            if not isinstance(params, dict):
                raise InvalidRequest('expected a JSON object such as {"name": "nightly"}')
            return encoded(wire_value(run_operation(door.lab, operation, params)))

        return json_reply(await door.write(work))

    return write


def _told(
    endpoint: Callable[[Request], Any],
    reworded: Callable[[ProvenlabError], ProvenlabError] = lambda error: error,
) -> Callable[[Request], Any]:
    async def told(request: Request) -> Response:
        try:
            answer: Response = await endpoint(request)
            return answer
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - every fault becomes the answer to its own request
            return error_reply(reworded(told_error(error, request.scope)))

    return told


async def _body(request: Request, limits: Limits) -> bytes:
    """The JSON of a request; LimitExceeded before more than that has been kept, TimedOut when it stalls."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise HTTPException(415, "send Content-Type: application/json")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HTTPException(415, "send the body without Content-Encoding")
    body = bytearray()
    try:
        async with asyncio.timeout(limits.body_s):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.request_bytes:
                    raise _too_large(limits.request_bytes)
    except TimeoutError:
        raise TimedOut(
            f"the body did not arrive within {limits.body_s:g} seconds", {"seconds": limits.body_s}
        ) from None
    except ClientDisconnect:
        raise InvalidRequest("the client went away before the body was there") from None
    return bytes(body)


def _too_large(limit: int) -> LimitExceeded:
    return LimitExceeded(
        f"the request has more than {limit:,} bytes", {"field": "request", "limit": limit, "unit": "bytes"}
    )


def _misdirected(request: Request, error: Exception) -> Response:
    """No such path, another method, another kind of body."""
    if not isinstance(error, HTTPException):
        return error_reply(told_error(error, request.scope))
    if error.status_code == 404:
        wanted = f"there is nothing at this path; operations are at {PREFIX}/<operation>, see /openapi.json"
        return error_reply(UnknownOperation(wanted))
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        message = f"{request.method} is not for this path; it takes {allowed}"
        return error_reply(InvalidRequest(message), 405, error.headers)
    return error_reply(InvalidRequest(str(error.detail)), error.status_code)
