"""A served lab, in memory and in a file."""

import socket
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


@pytest.fixture
def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
