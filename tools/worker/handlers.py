"""Which function runs jobs of which kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, TypeVar

from provenlab.core.errors import Conflict, ValidationFailed

if TYPE_CHECKING:
    from provenlab.core.services.jobs import Output, Recording
    from provenlab.tools.worker.context import JobContext

ENTRY_POINTS = "provenlab.job_handlers"
_OWN = {
    "evaluation": "provenlab.tools.evaluations.evaluation_job:run_evaluation",
    "strategy_generation": "provenlab.tools.evaluations.generation_job:run_generation",
}


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to: the final metrics of its run, and what is published with them at once.

    `record` writes what else belongs to the success, in the transaction of it and after the outputs.
    """

    metrics: Mapping[str, float] = field(default_factory=dict)
    outputs: "Iterable[Output]" = ()
    record: "Recording | None" = None


Handler = Callable[["JobContext"], "JobResult | Mapping[str, float] | None"]
Registered = TypeVar("Registered", bound=Handler)


class HandlerTable:
    """Handlers by kind of job; one that an installed package offers is imported by its first job."""

    def __init__(self, handlers: Mapping[str, Handler] | None = None) -> None:
        self._handlers: dict[str, Handler | EntryPoint] = dict(handlers or {})

    def copy(self) -> "HandlerTable":
        """Another table with the same handlers."""
        table = HandlerTable()
        table._handlers.update(self._handlers)
        return table

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the table has handlers for, in order of the alphabet."""
        return tuple(sorted(self._handlers))

    def register(self, kind: str, handler: Handler | EntryPoint) -> None:
        """Conflict when the kind has another handler."""
        known = self._handlers.setdefault(kind, handler)
        if type(known) is not type(handler) or known != handler:
            raise Conflict(f"jobs of kind {kind} have a handler already", {"kind": kind})

    def add_own(self) -> None:
        """Adds the handlers that come with the lab, each imported by its first job."""
        for kind, place in _OWN.items():
            self.register(kind, EntryPoint(kind, place, ENTRY_POINTS))

    def add_installed(self) -> None:
        """Adds what installed packages offer as entry points `provenlab.job_handlers`, kind = function."""
        for found in entry_points(group=ENTRY_POINTS):
            self.register(found.name, found)

    def handler(self, kind: str) -> Handler:
        """The function for a kind that the table has; what its import raises passes through."""
        found = self._handlers[kind]
        if isinstance(found, EntryPoint):
            found = self._handlers[kind] = found.load()
        return found

    def chosen(self, kinds: Iterable[str] | None) -> tuple[str, ...]:
        """The kinds to claim; ValidationFailed when there is no handler for one of them, or none at all."""
        wanted = self.kinds if kinds is None else tuple(dict.fromkeys(kinds))
        missing = [kind for kind in wanted if kind not in self._handlers]
        if missing or not wanted:
            raise ValidationFailed.at("kinds", _no_handler(missing, self.kinds))
        return wanted


def _no_handler(missing: list[str], known: tuple[str, ...]) -> str:
    has = f"there are handlers for {', '.join(known)}" if known else "there are no handlers at all"
    what = f"no handler for {', '.join(missing)}; " if missing else ""
    return f"{what}{has}; a package offers them as entry points {ENTRY_POINTS}, a module by @job_handler"


_declared = HandlerTable()


def job_handler(kind: str) -> Callable[[Registered], Registered]:
    """A decorator: the function runs jobs of this kind, once its module is named to a worker.

    It is called with a `JobContext` and returns the final metrics of the run, a `JobResult`, or nothing.
    An exception fails the attempt, which is then tried again; `JobError("validation", ...)` is final.
    """

    def register(function: Registered) -> Registered:
        _declared.register(kind, function)
        return function

    return register


def handlers_of(modules: Iterable[str] = ()) -> HandlerTable:
    """The lab's own, what installed packages offer, and what these modules declare by `@job_handler`."""
    for name in modules:
        import_module(name)
    table = _declared.copy()
    table.add_own()
    table.add_installed()
    return table
