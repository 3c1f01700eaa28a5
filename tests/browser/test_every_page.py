"""Every kind of page, at a desk and on a phone: nothing breaks, nothing comes from elsewhere."""

import os
from collections.abc import Iterator
from typing import Literal
from urllib.parse import parse_qsl, urlsplit
from urllib.request import urlopen

import pytest
from starlette.routing import compile_path

from provenlab.tools.pages.places import PLACES
from tests.browser.legibility import faults_of_reading
from tests.browser.visits import DESK, PHONE, Visit
from tests.integration.pages.browsing import reading_of

# Of each kind of page this many are visited; every link was already followed without a browser.
_OF_A_KIND = int(os.environ.get("PROVENLAB_PAGES_OF_A_KIND", "2"))
_MOST_FOLLOWED = 250
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_KINDS = {place: compile_path(place)[0] for place in PLACES}
_MORE = (
    "/runs?view=scatter",
    "/runs?view=parallel",
    "/compare?run=run-1&run=run-2&run=run-3",
    "/jobs?status=dead",
    "/journal?text=higher",
)
# These are no documents to be visited: a part of a page, and a file.
_PARTS = ("/runs/{run_id}/live",)


def _kind(address: str) -> tuple[str, str] | None:
    parts = urlsplit(address)
    place = next((place for place, shape in _KINDS.items() if shape.match(parts.path)), None)
    return None if place is None else (place, dict(parse_qsl(parts.query)).get("view", ""))


def _some_of_each_kind(origin: str) -> dict[str, list[str]]:
    """Addresses by place, found by following links from the first page."""
    waiting, seen = ["/", *_MORE], {"/", *_MORE}
    taken: dict[tuple[str, str], list[str]] = {}
    for _ in range(_MOST_FOLLOWED):
        if not waiting:
            break
        address = waiting.pop(0)
        kind = _kind(address)
        if kind is None or len(taken.setdefault(kind, [])) >= _OF_A_KIND:
            continue
        taken[kind].append(address)
        for link in _links(origin, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    by_place: dict[str, list[str]] = {}
    for (place, _), addresses in taken.items():
        by_place.setdefault(place, []).extend(addresses)
    return by_place


def _links(origin: str, address: str) -> Iterator[str]:
    with urlopen(f"{origin}{address}") as answer:
        found = reading_of(answer.read().decode()).links
    return (link.partition("#")[0] for link in found if link.startswith("/"))


@pytest.fixture(scope="package")
def addresses(origin: str) -> dict[str, list[str]]:
    return _some_of_each_kind(origin)


def test_every_place_is_reached_by_links(visit: Visit, addresses: dict[str, list[str]]) -> None:
    assert set(addresses) == set(PLACES) - set(_PARTS)


@pytest.mark.parametrize("place", [each for each in PLACES if each not in _PARTS])
def test_a_page_is_whole_at_a_desk_and_on_a_phone(
    visit: Visit, addresses: dict[str, list[str]], place: str
) -> None:
    for address in addresses[place]:
        visit.page.set_viewport_size(PHONE)
        visit.go(address)
        assert visit.too_wide() == [], f"{address} on a phone"
        visit.page.set_viewport_size(DESK)
        assert visit.too_wide() == [], f"{address} at a desk"
        assert visit.refused_by_policy() == [], address
        for scheme in _SCHEMES:
            visit.page.emulate_media(color_scheme=scheme)
            assert faults_of_reading(visit.page) == [], f"{address}, {scheme}"
