"""Responses: pages with the headers that all of them have, and errors as pages."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from provenlab.core.errors import InvalidRequest, NotFound, ProvenlabError
from provenlab.tools.bridge.replies import error_document
from provenlab.tools.http.faults import told_error
from provenlab.tools.http.statuses import status_of
from provenlab.tools.pages.page import Answer, Document, Elsewhere, Page
from provenlab.tools.pages.places import NAVIGATION, section_of
from provenlab.tools.pages.rendering import rendered

# Nothing is run or fetched but the two files of /static, whatever a record holds.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def response_of(answer: Answer, path: str, may_act: bool = False) -> Response:
    """What a view answered, for the page at that path; `may_act` shows what leads to actions."""
    match answer:
        case Page():
            return page_response(answer, path, may_act=may_act)
        case Document(content, policy):
            return HTMLResponse(content, headers=_headers(policy))
        case Elsewhere(place):
            return RedirectResponse(place, 303)


def page_response(page: Page, path: str, status: int = 200, may_act: bool = False) -> Response:
    """A page within the frame that all share."""
    shared = {
        "title": page.title,
        "navigation": NAVIGATION,
        "section": section_of(path),
        "may_act": may_act,
    }
    return HTMLResponse(rendered(page.template, {**page.values, **shared}), status, headers=_headers(_POLICY))


def _headers(policy: str) -> dict[str, str]:
    # To pages of this server alone a form tells its origin, which `no-referrer` would make `null`.
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
    }


_TITLES = {"not_found": "Not found", "validation_failed": "Not understood"}


def error_page(error: ProvenlabError, status: int | None = None, path: str = "") -> Response:
    """What went wrong in one sentence, with its code and the way back from that path."""
    page = Page("error.html", _TITLES.get(error.code, "Not shown"), {"error": error_document(error)})
    return page_response(page, path, status or status_of(type(error)))


def told(endpoint: Callable[[Request], object]) -> Callable[[Request], object]:
    """The endpoint, every fault of which is a page."""

    async def answered(request: Request) -> Response:
        try:
            answer: Response = await endpoint(request)  # type: ignore[misc]
            return answer
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - every fault becomes the answer to its own request
            return error_page(told_error(error, request.scope), path=request.url.path)

    return answered


def misdirected(request: Request, error: Exception) -> Response:
    """No such page, or another method."""
    if not isinstance(error, HTTPException):
        return error_page(told_error(error, request.scope))
    if error.status_code == 404:
        return error_page(NotFound("there is no page at this address", {}), path=request.url.path)
    return error_page(InvalidRequest(str(error.detail)), error.status_code)
