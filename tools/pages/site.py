"""The application: a route for each page, and for actions where they are allowed."""

from collections.abc import Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from provenlab.tools.compose import LabParts
from provenlab.tools.http.artifact_content import ArtifactContent
from provenlab.tools.http.door import Door, Limits
from provenlab.tools.http.gate import LOOPBACK, Gate
from provenlab.tools.pages.acting import action_routes
from provenlab.tools.pages.address import address_of, read_segment
from provenlab.tools.pages.answers import error_page, misdirected, response_of, told
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.entrance import Entrance
from provenlab.tools.pages.page import View
from provenlab.tools.pages.places import PLACES, found_view

_STATIC = Path(__file__).resolve().parent / "static"


def site(
    lab: LabParts,
    *,
    hosts: Collection[str] = LOOPBACK,
    limits: Limits | None = None,
    entrance: Entrance | None = None,
) -> tuple[ASGIApp, Door]:
    """The application, and what to close when it has ended.

    Without an entrance it reads, whatever is asked of it.
    """
    door = Door(lab, limits or Limits())
    actions = [] if entrance is None else action_routes(door, entrance)
    app = Starlette(
        routes=[
            *(
                Route(path, _shown(door, found_view(view), entrance), methods=["GET"])
                for path, view in PLACES.items()
            ),
            *actions,
            Route("/artifacts/{artifact_id}/content", told(_content(door)), methods=["GET"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={HTTPException: misdirected},
    )
    app.router.redirect_slashes = False
    return Gate(app, hosts, None, writes=entrance is not None, refusal=error_page), door


def _content(door: Door) -> Callable[[Request], object]:
    content = ArtifactContent(door)

    async def bytes_of(request: Request) -> Response:
        request.path_params["artifact_id"] = read_segment(request.path_params["artifact_id"])
        return await content.answer(request)

    return bytes_of


def _shown(door: Door, view: View, entrance: Entrance | None) -> Callable[[Request], object]:
    async def shown(request: Request) -> Response:
        address = address_of(request)
        clean = address.without_blanks()
        if clean is not None:
            return RedirectResponse(clean, 303)
        ids = {name: read_segment(text) for name, text in request.path_params.items()}
        may_act = entrance is not None and entrance.knows(request)

        def work() -> Response:
            # All that one page shows belongs together, and the store is opened once for it.
            with door.lab.read_only.store.snapshot():
                return response_of(view(Asking(door.lab), address, **ids), address.path, may_act)

        return await door.read(work)

    return told(shown)
