"""Stores and doors for every test: a fresh namespace each, the same tests over all of them."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.doors import Call, DirectDoor, OneShotDoor, Served, ServedDoor
from tests.labs import (
    BACKENDS,
    FILE_BACKENDS,
    SQL_BACKENDS,
    Bench,
    build_template,
    delete_every_record,
    new_store_file,
    opened,
)

if TYPE_CHECKING:
    from tests.postgres_server import PostgresServer

# A shell that runs the tests in the background has them ignore Ctrl-C, and so would every program they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = ["tests.postgres_server"]

_TESTS_A_BRIDGE = 20
_LONG = bool(os.environ.get("PROVENLAB_LONG"))
# Every store, and both doors; the other pairs have their turn in long runs. DuckDB and PostgreSQL take three
# times as long as SQLite, and a store in the memory of a bridge takes a process for every test.
_SHORT_ROUTES = ["memory-direct", "sqlite-direct", "sqlite-served", "duckdb-served", "postgres-direct"]
ROUTES = (
    [f"{store}-{door}" for store in BACKENDS for door in ("direct", "served")] if _LONG else _SHORT_ROUTES
)
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", deadline=None, max_examples=30, suppress_health_check=_SLOW)
settings.register_profile("long", deadline=None, max_examples=400, suppress_health_check=_SLOW)
# For planted bugs, of which nobody reads the least example.
settings.register_profile("planted", settings.get_profile("default"), phases=[Phase.explicit, Phase.generate])
settings.load_profile(os.environ.get("PROVENLAB_HYPOTHESIS", "default"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(id): the line of tests/requirements.py that is proven")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """An empty store of each engine that keeps its store in a file, built when first needed."""
    return cache(lambda backend: build_template(backend, tmp_path_factory.mktemp(backend)))


@pytest.fixture(scope="session")
def shared_postgres_url(postgres_server: "PostgresServer") -> Iterator[str]:
    """An initialised schema; emptying it between tests is much cheaper than another one."""
    url = postgres_server.fresh_url()
    with opened(url) as bench:
        bench.lab.store.initialise()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def new_url(
    template: Callable[[str], Path], tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[[str], str]:
    """Makes an empty, initialised store of a backend; its URL."""

    def make(backend: str) -> str:
        if backend == "memory":
            return "memory:"
        if backend in FILE_BACKENDS:
            return str(new_store_file(template(backend), tmp_path))
        url: str = request.getfixturevalue("shared_postgres_url")
        delete_every_record(url)
        return url

    return make


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the lab of the user who runs it."""
    monkeypatch.setenv("PROVENLAB_HOME", str(tmp_path / "home"))
    # The processes of a parallel run inherit the size of a terminal, which readline exports.
    for name in ("EXPERIMENT_DB", "PROVENLAB_URL", "PROVENLAB_BLOBS", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=BACKENDS)
def bench(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Bench]:
    """A lab on each backend, with its clock and ids in the hands of the test."""
    with opened(new_url(request.param)) as bench:
        yield bench


@pytest.fixture(params=SQL_BACKENDS)
def durable_bench(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Bench]:
    """As `bench`, where the store outlives its process."""
    with opened(new_url(request.param)) as bench:
        yield bench


class Bridges:
    """Bridge processes, each used for a while; one of its own for a store in its memory."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._spare = Served(home)
        self._shared: Served | None = None

    def fresh(self) -> Served:
        # The next one starts up while this one is at work.
        served, self._spare = self._spare, Served(self._home)
        return served

    def shared(self) -> Served:
        if self._shared is None or self._shared.calls >= _TESTS_A_BRIDGE:
            self.close_shared()
            self._shared = self.fresh()
        self._shared.calls += 1
        return self._shared

    def close_shared(self) -> None:
        if self._shared is not None:
            self._shared.close()
        self._shared = None

    def close(self) -> None:
        self.close_shared()
        self._spare.close()


@pytest.fixture(scope="session")
def bridges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridges]:
    bridges = Bridges(tmp_path_factory.mktemp("bridge-home"))
    yield bridges
    bridges.close()


@pytest.fixture(params=ROUTES)
def call(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Call]:
    """Operations by name on an empty store: every backend, in this process and through the bridge."""
    backend, _, door = request.param.partition("-")
    url = new_url(backend)
    if door == "direct":
        with opened(url) as bench:
            yield DirectDoor(bench.lab)
        return
    bridges: Bridges = request.getfixturevalue("bridges")
    if backend == "memory":
        served = bridges.fresh()
        yield ServedDoor(served, url)
        served.close()
    else:
        yield ServedDoor(bridges.shared(), url)


@pytest.fixture(params=SQL_BACKENDS)
def one_shot(request: pytest.FixtureRequest, new_url: Callable[[str], str], tmp_path: Path) -> Call:
    """As `call`, with a process for every call."""
    return OneShotDoor(new_url(request.param), tmp_path / "home")
