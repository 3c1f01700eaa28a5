"""A visit to pages in Chromium, and everything that went wrong in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    ViewportSize,
    sync_playwright,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Which elements make the document wider than its window; none where the document itself fits.
_TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > edge);
  return wide.map((e) => `${e.tagName}.${e.className}: ${(e.textContent ?? "").trim().slice(0, 60)}`);
}"""
# The document hears of each violation of its policy, also of those that no console tells.
_WATCH = """
window.refusedByPolicy = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refusedByPolicy.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Visit:
    """A page of the browser; `faults` are what a console, the network and the policy complained of."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_WATCH)
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._broke)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def go(self, address: str) -> None:
        """Opens an address of the site and waits until nothing is loading any more."""
        answer = self.page.goto(f"{self.origin}{address}", wait_until="load")
        assert answer is not None
        assert answer.status == 200, (address, answer.status)

    def too_wide(self) -> list[str]:
        """What makes the page wider than its window."""
        found: list[str] = self.page.evaluate(_TOO_WIDE)
        return found

    def refused_by_policy(self) -> list[str]:
        """What the policy of this document kept from happening."""
        found: list[str] = self.page.evaluate("() => window.refusedByPolicy ?? []")
        return found

    def _heard(self, message: ConsoleMessage) -> None:
        self.faults.append(f"{message.type}: {message.text}")

    def _broke(self, error: Error) -> None:
        self.faults.append(f"uncaught: {error}")

    def _failed(self, request: Request) -> None:
        # What was still loading when the visit went on to the next page.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"not loaded: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"answered {response.status}: {response.url}")
        if not response.url.startswith(self.origin):
            self.faults.append(f"asked elsewhere: {response.url}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that ends with the block; nothing of it is kept."""
    arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit_of(browser: Browser, origin: str) -> Iterator[Visit]:
    """A visit without a past: no cookie, no cache."""
    context = browser.new_context(viewport=PHONE, color_scheme="light")
    try:
        yield Visit(context.new_page(), origin)
    finally:
        context.close()
