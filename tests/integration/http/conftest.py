"""A served lab, in memory and in a file."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.integration.http.door import HttpDoor, client_of
from tests.labs import Bench, opened


@pytest.fixture(params=["memory", "sqlite"])
def served(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Bench]:
    with opened(new_url(request.param)) as bench:
        yield bench


@pytest.fixture
def client(served: Bench) -> Iterator[TestClient]:
    with client_of(served) as client:
        yield client


@pytest.fixture
def call(client: TestClient) -> HttpDoor:
    return HttpDoor(client)
