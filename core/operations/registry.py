"""Declaring operations and finding them by name."""

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import Any, Generic, NamedTuple, TypeVar

from provenlab.core.errors import ProvenlabError, UnknownOperation
from provenlab.core.models.value import Value
from provenlab.core.operations import MODULES
from provenlab.core.operations.lab import Lab

Request = TypeVar("Request", bound=Value)
Response = TypeVar("Response")


class Effect(Enum):
    """Whether an operation may change the store; a READ runs where writing is impossible."""

    READ = "read"
    WRITE = "write"


class Continuation(NamedTuple):
    """How to go on behind a list: its last item has `field`, which is sent as `parameter`."""

    parameter: str
    field: str


class Operation(Generic[Request, Response]):
    """One thing that can be asked for, by any door."""

    __slots__ = ("continuation", "effect", "errors", "function", "name", "request", "response")

    def __init__(
        self,
        effect: Effect,
        errors: tuple[type[ProvenlabError], ...],
        function: Callable[[Lab, Request], Response],
        continuation: Continuation | None = None,
    ) -> None:
        self.name = function.__name__
        self.effect = effect
        self.errors = errors
        self.function = function
        self.continuation = continuation
        self.request: type[Request] = function.__annotations__["request"]
        self.response: Any = function.__annotations__["return"]

    @property
    def doc(self) -> str:
        return (self.function.__doc__ or "").strip()

    @property
    def summary(self) -> str:
        return self.doc.split("\n", 1)[0]

    def __call__(self, lab: Lab, request: Request) -> Response:
        return self.function(lab, request)


def operation(
    *,
    effect: Effect,
    errors: tuple[type[ProvenlabError], ...] = (),
    continuation: Continuation | None = None,
) -> Callable[[Callable[[Lab, Request], Response]], Operation[Request, Response]]:
    """Declares a use case `function(lab, request)`; its annotations are the contract.

    `errors` are those of its own; a request of the wrong shape and the errors of the store may come
    out of any operation. A `continuation` is for one that answers a plain list; others tell a `nextCursor`.
    """

    def declare(function: Callable[[Lab, Request], Response]) -> Operation[Request, Response]:
        return Operation(effect, errors, function, continuation)

    return declare


def find_operation(name: str) -> Operation[Any, Any]:
    """The operation of that name; UnknownOperation suggests the nearest."""
    module = MODULES.get(name)
    if module is None:
        from difflib import get_close_matches

        near = get_close_matches(name, MODULES, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; describe lists them all"
        raise UnknownOperation(f"no operation of that name{hint}", {"operations": sorted(MODULES)})
    found: Operation[Any, Any] = getattr(import_module(f"provenlab.core.operations.{module}"), name)
    return found


def all_operations() -> list[Operation[Any, Any]]:
    """Every operation, in the order of the table."""
    return [find_operation(name) for name in MODULES]
