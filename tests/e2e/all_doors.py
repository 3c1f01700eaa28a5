"""Every way to call an operation by name, each with a process of its own where it has one.

The clock and the ids of these processes are files, so that what they store can be compared to the byte.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client

from provenlab.core.operations import MODULES
from provenlab.tools.cli.session import Session
from provenlab.tools.mcp.tools import offered
from tests.doors import Call, DirectDoor, OneShotDoor, Refused, Served, ServedDoor
from tests.e2e.typescript_client import CLIENT, client_environment, compile_client
from tests.integration.cli.door import CommandLineDoor
from tests.integration.http.door import HttpDoor
from tests.integration.http.test_server import serving
from tests.integration.mcp.clients import agent, answer
from tests.labs import Bench, ManualClock, opened

# A process costs a hundred times what a call does; in long runs every call has one.
EVERY = 1 if os.environ.get("PROVENLAB_LONG") else 5
SITE = """
import fcntl, os
from datetime import datetime
from pathlib import Path
from provenlab.adapters.system import clock, ids

def now(self):
    return datetime.fromisoformat(Path(os.environ["TURNED_CLOCK"]).read_text())

def new_id(self):
    with open(os.environ["COUNTED_IDS"], "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        number = int(file.read()) + 1
        file.seek(0)
        file.write(str(number))
    return f"id-{number:06}"

clock.SystemClock.now, ids.Uuid7Ids.new_id = now, new_id
"""
NODE = """
import { createInterface } from "node:readline";
const [module, dbPath] = process.argv.slice(1);
const { ProvenlabClient } = await import(module);
const client = new ProvenlabClient({ dbPath });
for await (const line of createInterface({ input: process.stdin })) {
  const { operation, params } = JSON.parse(line);
  const reply = await client.call(operation, params).then(
    (result) => ({ result }),
    ({ message, name, code }) =>
      ({ error: { error: message, type: name, code, details: {}, retryable: false } }),
  );
  console.log(JSON.stringify(reply));
}
await client.close();
"""


class SharedClock(ManualClock):
    """A clock that other processes read from a file."""

    def __init__(self, path: Path) -> None:
        ManualClock.__init__(self)
        self.path = path
        path.write_text(self.instant.isoformat())

    def move(self, seconds: float) -> None:
        ManualClock.move(self, seconds)
        self.path.write_text(self.instant.isoformat())


@dataclass(slots=True)
class Place:
    """A store, a folder beside it, and the clock of whoever works on it."""

    store: Path
    home: Path
    clock: SharedClock

    def opened(self) -> AbstractContextManager[Bench]:
        return opened(str(self.store), self.clock)


def new_place(folder: Path, patched: pytest.MonkeyPatch) -> Place:
    """From now on new processes have the clock and the ids of this place."""
    for name in ("site", "home"):
        (folder / name).mkdir(parents=True)
    (folder / "site/sitecustomize.py").write_text(SITE)
    (folder / "ids").write_text("0")
    paths = [str(folder / "site"), os.environ.get("PYTHONPATH", "")]
    patched.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))
    patched.setenv("TURNED_CLOCK", str(folder / "clock"))
    patched.setenv("COUNTED_IDS", str(folder / "ids"))
    return Place(folder / "lab.sqlite", folder / "home", SharedClock(folder / "clock"))


@contextmanager
def in_process(place: Place, _patched: pytest.MonkeyPatch) -> Iterator[Call]:
    with place.opened() as bench:
        yield DirectDoor(bench.lab)


@dataclass(slots=True)
class NowAndThen:
    """A process for some of the calls, and one that lives on for the rest."""

    rarely: Call
    mostly: Call
    every: int
    calls: int = 0

    def __call__(self, operation: str, /, **params: Any) -> Any:
        self.calls += 1
        chosen = self.rarely if self.calls % self.every == 0 else self.mostly
        return chosen(operation, **params)


@contextmanager
def one_shot(place: Place, patched: pytest.MonkeyPatch) -> Iterator[Call]:
    with json_rpc(place, patched) as served:
        yield NowAndThen(OneShotDoor(str(place.store), place.home), served, EVERY)


@contextmanager
def json_rpc(place: Place, _patched: pytest.MonkeyPatch) -> Iterator[Call]:
    served = Served(place.home)
    yield ServedDoor(served, str(place.store))
    served.close()


@contextmanager
def command_line(place: Place, patched: pytest.MonkeyPatch) -> Iterator[Call]:
    with place.opened() as bench:
        patched.setattr(Session, "lab", bench.lab)
        yield CommandLineDoor(bench.url)


@contextmanager
def over_http(place: Place, _patched: pytest.MonkeyPatch) -> Iterator[Call]:
    with serving(place.home, place.store) as (_, client):
        yield HttpDoor(client)


@dataclass(slots=True)
class AgentDoor:
    """Tools where there is one for the operation, another door for the rest."""

    client: Client
    portal: BlockingPortal
    rest: Call
    asked: list[str]

    def __call__(self, operation: str, /, **params: Any) -> Any:
        tools = {each.operation: each for each in offered(True).values()}
        tool = tools.get(operation)
        if tool is None or not params.keys() >= set(tool.required):
            return self.rest(operation, **params)
        self.asked.append(operation)
        return self.portal.call(partial(answer, self.client, tool.name, **params))


@contextmanager
def of_agents(place: Place, _patched: pytest.MonkeyPatch) -> Iterator[Call]:
    served = Served(place.home)
    with start_blocking_portal() as portal:
        talking = portal.wrap_async_context_manager(agent(str(place.store), place.home, "--allow-writes"))
        with talking as client:
            door = AgentDoor(client, portal, ServedDoor(served, str(place.store)), [])
            yield door
    served.close()
    assert {"log_journal_entry", "record_decision"} <= set(door.asked) <= set(MODULES)


@dataclass(slots=True)
class TypeScriptDoor:
    """The client of the checkout in a process of node, which answers line by line."""

    process: subprocess.Popen[str]

    def __call__(self, operation: str, /, **params: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"operation": operation, "params": params}) + "\n")
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        if "error" in reply:
            raise Refused(reply["error"])
        return reply["result"]


@contextmanager
def from_typescript(place: Place, _patched: pytest.MonkeyPatch) -> Iterator[Call]:
    compile_client()
    module = (CLIENT / "build/src/index.js").as_uri()
    process = subprocess.Popen(
        ["node", "--input-type=module", "-e", NODE, module, str(place.store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**client_environment(), "PROVENLAB_HOME": str(place.home)},
        text=True,
    )
    yield TypeScriptDoor(process)
    assert process.communicate(timeout=60)[0] == ""
    assert process.returncode == 0


DOORS = {
    "in-process": in_process,
    "one-shot": one_shot,
    "json-rpc": json_rpc,
    "command-line": command_line,
    "http": over_http,
    "mcp": of_agents,
    "typescript": from_typescript,
}
