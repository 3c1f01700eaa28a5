"""The pages of a lab that has something of every kind; they only read, so that all tests share it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.integration.cli.laboratory import fill
from tests.integration.pages.browsing import browser_of
from tests.labs import Bench, new_store_file, opened


@pytest.fixture(scope="session")
def filled_lab(template: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("pages")
    with opened(str(new_store_file(template("sqlite"), folder))) as bench:
        fill(bench)
        yield bench


@pytest.fixture
def browser(filled_lab: Bench) -> Iterator[TestClient]:
    # The store is closed with its client and opens again for the next one.
    with browser_of(filled_lab) as browser:
        yield browser
