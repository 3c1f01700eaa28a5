"""Draws the pictures of the README again: `make demo`, then `python -m tests.browser.screenshots`.

They show what the demo leaves: demo/sweep.duckdb, and the Calcutta, which is played again for it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, ViewportSize

from provenlab.tools.cli.session import Session
from tests.browser.served import served
from tests.browser.visits import Visit, chromium, visit_of

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
_WINDOW: ViewportSize = {"width": 1000, "height": 640}
_MOST_BYTES = 150 * 1024
_MARGIN = 16


@contextmanager
def visiting(browser: Browser, store: Path, home: Path) -> Iterator[Visit]:
    """A visit to the pages of a store, in a window as wide as a README."""
    with served(store, home) as (origin, _), visit_of(browser, origin) as visit:
        visit.page.set_viewport_size(_WINDOW)
        yield visit


def drawn(visit: Visit, name: str, first: Locator, last: Locator) -> None:
    """The page from one element to another as a file; fails when it is too large for a README."""
    path = IMAGES / f"{name}.png"
    above, below = (each.bounding_box() for each in (first, last))
    assert above is not None
    assert below is not None
    top = max(above["y"] - _MARGIN, 0)
    height = below["y"] + below["height"] + _MARGIN - top
    visit.page.screenshot(
        path=path, clip={"x": 0, "y": top, "width": _WINDOW["width"], "height": height}, full_page=True
    )
    assert path.stat().st_size <= _MOST_BYTES, path


def leaderboard(browser: Browser, folder: Path) -> None:
    """Who is ahead in the Calcutta, and how sure that is."""
    subprocess.run([sys.executable, str(ROOT / "docs/examples/calcutta.py"), str(folder)], check=True)
    store = folder / "calcutta.sqlite"
    with Session(str(store)) as lab:
        (found,) = lab.ask("list_evaluations")["items"]
    with visiting(browser, store, folder) as visit:
        visit.go(f"/evaluations/{found['evaluationId']}")
        heading = visit.page.get_by_role("heading", name="Leaderboard")
        drawn(visit, "leaderboard", heading, visit.page.locator("main table").first)


def lineage(browser: Browser, folder: Path) -> None:
    """Where the data of an experiment came from."""
    store = ROOT / "demo" / "sweep.duckdb"
    with Session(str(store)) as lab:
        lab.ask("init_store")
        (found,) = lab.ask("list_experiments", {"filter": {"limit": 1}})
    with visiting(browser, store, folder) as visit:
        visit.go(f"/experiments/{found['experimentId']}")
        drawn(visit, "lineage", visit.page.locator("header"), visit.page.locator(".graph").first)


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        leaderboard(browser, Path(folder))
        lineage(browser, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
