"""A reader of pages: what a browser would find in them, and where they lead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from provenlab.tools.pages.site import site
from tests.labs import Bench

HOME = "http://localhost"
_VOID = {"meta", "link", "input", "br", "img"}
_CELLS = {"td", "th", "dt", "dd"}


@dataclass(slots=True)
class Element:
    """A tag with its attributes, and the text within it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Reading(HTMLParser):
    """Elements in the order in which they begin; text belongs to all that are open."""

    elements: list[Element] = field(default_factory=list)
    open_ones: list[Element] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self.open_ones.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open_ones and self.open_ones[-1].tag == tag:
            self.open_ones.pop()
            # Cells stand apart.
            self.handle_data(" " if tag in _CELLS else "")
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        for element in self.open_ones:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        return [each for each in self.elements if each.tag == tag]

    @property
    def text(self) -> str:
        """What stands in the page, with single spaces."""
        (main,) = self.all("main")
        return " ".join(main.text.split())

    @property
    def links(self) -> list[str]:
        """Without other orders of the same rows, of which there are very many."""
        led = [each.attributes for each in self.elements if "href" in each.attributes]
        return [each["href"] for each in led if each.get("rel") != "nofollow"]


def reading_of(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading


@contextmanager
def browser_of(bench: Bench, **options: Any) -> Iterator[TestClient]:
    """A client of the pages over the lab of a bench, which stays open."""
    app, door = site(bench.lab, **options)
    try:
        with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
            yield client
    finally:
        door.close()


def every_page(browser: TestClient, start: str = "/", most: int = 400) -> dict[str, Reading]:
    """Every page that is reached by links; each must answer, and be whole HTML where it is a page."""
    found: dict[str, Reading] = {}
    waiting, seen = [start], {start}
    while waiting and len(found) < most:
        address = waiting.pop(0)
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        found[address] = reading_of(answer.text)
        for link in found[address].links:
            place = link.partition("#")[0]
            if place.startswith("/") and place not in seen:
                seen.add(place)
                waiting.append(place)
    return found
