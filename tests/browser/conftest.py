"""One store and one server for all visits, and a browser while the tests of this folder last."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.demonstration import demonstrate
from tests.browser.served import served
from tests.browser.visits import CHROMIUM, Visit, chromium, visit_of
from tests.labs import new_store_file, opened


@pytest.fixture(scope="package")
def shown_store(template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that every visit sees. Who writes, adds records of an own name."""
    store = new_store_file(template("sqlite"), tmp_path_factory.mktemp("shown"))
    with opened(str(store)) as bench:
        demonstrate(bench)
    return store


@pytest.fixture(scope="package")
def origin(shown_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(shown_store, tmp_path_factory.mktemp("home")) as (address, _):
        yield address


# No longer than this folder: while Playwright is there, no other loop can run in the thread of the tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    """A visit in which nothing may have gone wrong when it ends."""
    with visit_of(browser, origin) as visit:
        yield visit
        assert visit.faults == []
