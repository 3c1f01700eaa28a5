"""The application: a route for each page, and what all pages share."""

from collections.abc import Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from provenlab.core.errors import InvalidRequest, NotFound, ProvenlabError
from provenlab.tools.bridge.replies import as_provenlab_error, error_document
from provenlab.tools.compose import LabParts
from provenlab.tools.http.artifact_content import ArtifactContent
from provenlab.tools.http.door import Door, Limits
from provenlab.tools.http.gate import LOOPBACK, Gate
from provenlab.tools.http.statuses import status_of
from provenlab.tools.pages.address import Address, read_segment
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.page import Answer, Document, Elsewhere, Page, View
from provenlab.tools.pages.places import NAVIGATION, PLACES, found_view
from provenlab.tools.pages.rendering import rendered

_STATIC = Path(__file__).resolve().parent / "static"
# Nothing is run or fetched but the two files of /static, whatever a record holds.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def site(
    lab: LabParts, *, hosts: Collection[str] = LOOPBACK, limits: Limits | None = None
) -> tuple[ASGIApp, Door]:
    """The application, and what to close when it has ended. It reads, whatever is asked of it."""
    door = Door(lab, limits or Limits())
    app = Starlette(
        routes=[
            *(Route(path, _shown(door, found_view(view)), methods=["GET"]) for path, view in PLACES.items()),
            Route("/artifacts/{artifact_id}/content", _told(_content(door)), methods=["GET"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={HTTPException: _misdirected},
    )
    app.router.redirect_slashes = False
    return Gate(app, hosts, None, writes=False, refusal=error_page), door


def _content(door: Door) -> Callable[[Request], object]:
    content = ArtifactContent(door)

    async def bytes_of(request: Request) -> Response:
        request.path_params["artifact_id"] = read_segment(request.path_params["artifact_id"])
        return await content.answer(request)

    return bytes_of


def _shown(door: Door, view: View) -> Callable[[Request], object]:
    async def shown(request: Request) -> Response:
        address = Address(request.url.path, tuple(request.query_params.multi_items()))
        clean = address.without_blanks()
        if clean is not None:
            return RedirectResponse(clean, 303)
        ids = {name: read_segment(text) for name, text in request.path_params.items()}

        def work() -> Response:
            # All that one page shows belongs together, and the store is opened once for it.
            with door.lab.read_only.store.snapshot():
                return _response(view(Asking(door.lab), address, **ids), address)

        return await door.read(work)

    return _told(shown)


def _told(endpoint: Callable[[Request], object]) -> Callable[[Request], object]:
    async def told(request: Request) -> Response:
        try:
            answer: Response = await endpoint(request)  # type: ignore[misc]
            return answer
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - every fault becomes the answer to its own request
            return error_page(as_provenlab_error(error))

    return told


def _response(answer: Answer, address: Address) -> Response:
    match answer:
        case Page():
            return _html(answer, address.path)
        case Document(content, policy):
            return HTMLResponse(content, headers=_headers(policy))
        case Elsewhere(place):
            return RedirectResponse(place, 303)


def _html(page: Page, path: str, status: int = 200) -> Response:
    values = {**page.values, "title": page.title, "navigation": NAVIGATION, "here": path}
    return HTMLResponse(rendered(page.template, values), status, headers=_headers(_POLICY))


def _headers(policy: str) -> dict[str, str]:
    return {"Content-Security-Policy": policy, "Cache-Control": "no-store"}


def error_page(error: ProvenlabError, status: int | None = None) -> Response:
    """What went wrong in one sentence, with its code and what is known of it."""
    page = Page("error.html", "Not shown", {"error": error_document(error)})
    return _html(page, "", status or status_of(type(error)))


def _misdirected(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return error_page(as_provenlab_error(error))
    if error.status_code == 404:
        return error_page(NotFound("there is no page at this address", {}))
    return error_page(InvalidRequest(str(error.detail)), error.status_code)
