"""Operations by name over HTTP, as `tests.doors` has them for the others."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.testclient import TestClient

from provenlab.core.operations.registry import Effect, find_operation
from provenlab.tools.http.app import api
from tests.doors import Refused
from tests.labs import Bench

HOME = "http://localhost"


@dataclass(slots=True)
class HttpDoor:
    """A request for each call."""

    client: httpx.Client | TestClient

    def __call__(self, operation: str, /, **params: Any) -> Any:
        path = f"/v1/{operation}"
        if find_operation(operation).effect is Effect.READ:
            answer = self.client.get(path, params=query_of(params))
        else:
            answer = self.client.post(path, json=params)
        document = answer.json()
        if answer.status_code == 200:
            return document
        raise Refused(document)


def query_of(params: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The query that says these parameters; nothing stands for null."""
    flat = {**{key: value for key, value in params.items() if key != "filter"}, **params.get("filter", {})}
    return [pair for key, value in flat.items() for pair in _pairs(key, value)]


def _pairs(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield from ((key, each) for each in value)
    else:
        yield key, json.dumps(value)


@contextmanager
def client_of(bench: Bench, **options: Any) -> Iterator[TestClient]:
    """A client of a server over the lab of a bench, which stays open."""
    app, door = api(bench.lab, **options)
    try:
        with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
            yield client
    finally:
        door.close()
