"""The ways to call an operation by name, so that one test can come through each of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest

from provenlab.core.errors import ProvenlabError
from provenlab.core.operations.contract import error_codes
from provenlab.core.operations.registry import find_operation
from provenlab.tools.bridge.replies import encoded, error_document
from provenlab.tools.compose import LabParts
from provenlab.tools.dispatch import run_operation, wire_value

BRIDGE = Path(__file__).resolve().parent.parent / "tools" / "experiment_tracker_ops.py"


class Refused(Exception):
    """A coded error, as it looks from outside."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(f"{document['code']}: {document['error']}")
        self.code: str = document["code"]
        self.kind: str = document["type"]
        self.message: str = document["error"]
        self.details: dict[str, Any] = document["details"]
        self.retryable: bool = document["retryable"]

    @property
    def paths(self) -> list[str]:
        return [fault["path"] for fault in self.details["faults"]]


class Call(Protocol):
    """Runs an operation with wire parameters; its wire result, or `Refused`."""

    def __call__(self, operation: str, /, **params: Any) -> Any: ...


_EVERYBODYS = {"invalid_request", "validation_failed", "limit_exceeded", "store_error"}
_CODES = error_codes()


def _is_declared(operation: str, code: str) -> bool:
    """Whether callers of the operation are told of the error, or of what it is a kind of."""
    kinds = {code, *_CODES[code]["parents"]}
    if not kinds.isdisjoint(_EVERYBODYS):
        return True
    return not kinds.isdisjoint(each.code for each in find_operation(operation).errors)


def refusal(call: Call, operation: str, /, **params: Any) -> Refused:
    """The error of a call that must not succeed."""
    with pytest.raises(Refused) as found:
        call(operation, **params)
    refused = found.value
    assert _is_declared(operation, refused.code), f"{operation} does not declare {refused.code}"
    return refused


@dataclass(slots=True)
class DirectDoor:
    """In this process, with parameters and result as JSON would carry them."""

    lab: LabParts

    def __call__(self, operation: str, /, **params: Any) -> Any:
        try:
            response = run_operation(self.lab, find_operation(operation), json.loads(json.dumps(params)))
        except ProvenlabError as error:
            raise Refused(json.loads(encoded(error_document(error)))) from error
        return json.loads(encoded(wire_value(response)))


@dataclass(slots=True)
class OneShotDoor:
    """One process per call."""

    url: str
    home: Path

    def __call__(self, operation: str, /, **params: Any) -> Any:
        request = json.dumps({"operation": operation, "dbPath": self.url, **params}).encode()
        done = subprocess.run(
            [sys.executable, BRIDGE],
            input=request,
            capture_output=True,
            env=environment(self.home),
            check=False,
        )
        assert done.stderr == b""
        document = json.loads(done.stdout)
        if done.returncode == 0:
            return document
        assert done.returncode == 1
        raise Refused(document)


@dataclass(slots=True)
class Served:
    """One bridge process that answers many calls."""

    home: Path
    calls: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, BRIDGE, "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.home),
        )

    def reply(self, method: str, params: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        call_id = next(self._ids)
        frame = {"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}
        self._process.stdin.write(json.dumps(frame).encode() + b"\n")
        self._process.stdin.flush()
        document = json.loads(self._process.stdout.readline())
        assert document["jsonrpc"] == "2.0"
        is_unread = document.get("error", {}).get("data", {}).get("code") in (
            "invalid_json",
            "limit_exceeded",
        )
        assert document["id"] == (None if is_unread and document["id"] is None else call_id)
        return document

    def close(self) -> None:
        """Ends the process by the end of its input; it must leave without a word."""
        rest, errors = self._process.communicate(timeout=60)
        assert (self._process.returncode, rest, errors.decode()) == (0, b"", "")


@dataclass(slots=True)
class ServedDoor:
    """A store behind a bridge that lives on."""

    served: Served
    url: str

    def __call__(self, operation: str, /, **params: Any) -> Any:
        document = self.served.reply(operation, {**params, "dbPath": self.url})
        if "error" in document:
            raise Refused(document["error"]["data"])
        return document["result"]


def environment(home: Path) -> dict[str, str]:
    """Of a bridge that touches nothing but `home` and the store it is told."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PROVENLAB_")}
    inherited.pop("EXPERIMENT_DB", None)
    return {**inherited, "PROVENLAB_HOME": str(home)}
