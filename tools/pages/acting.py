"""Actions from pages: proposed by GET, done by POST, each once and with a reason."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from provenlab.core.errors import Conflict, Forbidden, InvalidRequest, NotFound, TimedOut, ValidationFailed
from provenlab.core.operations.registry import find_operation
from provenlab.tools.dispatch import run_operation, wire_value
from provenlab.tools.http.door import Door
from provenlab.tools.pages.address import Address, address_of
from provenlab.tools.pages.answers import page_response, told
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.confirmations import Confirmations
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.page import Page
from provenlab.tools.pages.proposals import ACTIONS, Action, Proposal

_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 10


def action_routes(door: Door, entrance: Entrance) -> list[Route]:
    """The way in, a confirmation for each action, and where its form is sent."""
    acting = _Acting(door, entrance, Confirmations())

    async def let_in(request: Request) -> Response:
        return entrance.let_in(request)

    return [
        Route("/session", told(let_in), methods=["GET"]),
        Route("/actions/{action}", told(acting.propose), methods=["GET"]),
        Route("/actions/{action}", told(acting.act), methods=["POST"]),
    ]


class _Acting:
    def __init__(self, door: Door, entrance: Entrance, confirmations: Confirmations) -> None:
        self._door = door
        self._entrance = entrance
        self._confirmations = confirmations

    async def propose(self, request: Request) -> Response:
        """The page that shows what would change, with a form that can be sent once."""
        self._entrance.require(request)
        action, address = _action(request), address_of(request)
        proposal = await self._door.read(self._proposed(action, address))
        values = {
            "proposal": proposal,
            "form": self._confirmations.issue(address, proposal),
            "address": address.with_changes(),
            "actor": self._entrance.actor,
        }
        return page_response(Page("confirm.html", proposal.title, values), address.path)

    async def act(self, request: Request) -> Response:
        """Does what was confirmed, if that is still what would happen, and tells what came of it."""
        self._entrance.require(request)
        _require_origin(request)
        action, address = _action(request), address_of(request)
        form = await _form(request, self._door.limits.body_s)
        actor, reason = _said(form, "actor"), _said(form, "reason")
        proposal = self._confirmations.redeem(form.get("form", ""), address)
        if await self._door.read(self._proposed(action, address)) != proposal:
            raise Conflict("meanwhile something else would change than was shown; look again", {})
        params = {**proposal.params, **action.remark(actor, reason)}

        def work() -> Any:
            return wire_value(run_operation(self._door.lab, find_operation(proposal.operation), params))

        done = await self._door.write(work)
        values = {"proposal": proposal, "done": done, "actor": actor, "reason": reason}
        return page_response(Page("done.html", proposal.title, values), address.path)

    def _proposed(self, action: Action, address: Address) -> Callable[[], Proposal]:
        def work() -> Proposal:
            with self._door.lab.read_only.store.snapshot():
                return action.proposed(Asking(self._door.lab), address)

        return work


def _action(request: Request) -> Action:
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        raise NotFound("there is no such action", {"actions": sorted(ACTIONS)})
    return action


def _require_origin(request: Request) -> None:
    """Every browser tells which page a form is sent from; that it is this server's was seen at the gate."""
    if "origin" not in request.headers:
        raise Forbidden("a form must tell its Origin", {"header": "Origin"})


def _said(form: Mapping[str, str], name: str) -> str:
    text = form.get(name, "").strip()
    if not text:
        raise ValidationFailed.at(name, "is needed: it is kept with what was done")
    return text


async def _form(request: Request, seconds: float) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise HTTPException(415, f"send Content-Type: {_FORM}")
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise HTTPException(413, f"a form has at most {_MOST_BYTES:,} bytes")
    except TimeoutError:
        raise TimedOut(f"the form did not arrive within {seconds:g} seconds", {"seconds": seconds}) from None
    except ClientDisconnect:
        raise InvalidRequest("the browser went away before the form was there") from None
    return _fields(bytes(body))


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise InvalidRequest("the form is not percent-encoded UTF-8 of a few fields") from None
    if len(dict(pairs)) != len(pairs):
        raise InvalidRequest("the form has a field twice")
    return dict(pairs)
