"""How a run begins: recorded here, by another rank, or not at all."""

import functools
import inspect
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from provenlab.core.rules.frozen_values import text_of
from provenlab.tools.recording.definition import definition_of, origin_of
from provenlab.tools.recording.handlers import is_for_the_program
from provenlab.tools.recording.run import ActiveRun, RecordedRun, current_run
from provenlab.tools.recording.silent_run import SilentRun

if TYPE_CHECKING:
    from provenlab.tools.recording.recorder import Recorder

Function = TypeVar("Function", bound=Callable[..., Any])
_OFF = ("", "0", "false", "no", "off")
# The global rank first: LOCAL_RANK is 0 once on every node.
_RANKS = ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID", "LOCAL_RANK")


def is_disabled() -> bool:
    """Whether `RUN_REGISTRY_DISABLE` says that nothing shall be recorded."""
    return os.environ.get("RUN_REGISTRY_DISABLE", "").strip().lower() not in _OFF


def rank() -> int:
    """The rank of this process among those that do one job together; 0 when it is alone."""
    for name in _RANKS:
        text = os.environ.get(name, "")
        if text.isdecimal():
            return int(text)
    return 0


def begin_run(
    recorder: "Recorder",
    name: str,
    *,
    config: Any = None,
    dataset: Any = None,
    kind: str = "train",
    tags: Sequence[str] = (),
    seed: int | None = None,
    results_dir: str | os.PathLike[str] | None = None,
    experiment_id: str | None = None,
    parent_run_id: str | None = None,
) -> ActiveRun:
    """A run that is recorded from now on. Never raises; nothing is recorded when recording is off."""
    run_id = recorder.new_id()
    if is_disabled() or rank() > 0:
        return SilentRun(run_id, text_of(name))
    parent = current_run()
    try:
        definition = definition_of(
            name,
            config,
            kind=kind,
            tags=tags,
            dataset=dataset,
            seed=_seed(seed, config),
            resultsDir=results_dir,
            experimentId=experiment_id,
            parentRunId=parent_run_id or (parent.run_id if parent is not None else None),
        )
        definition["origin"] = origin_of(recorder.provenance.at_once())
        return RecordedRun(recorder, run_id, definition, text_of(results_dir) if results_dir else None)
    except Exception as error:
        if is_for_the_program(error):
            raise
        recorder.tell("the run is not recorded", error)
        return SilentRun(run_id, text_of(name))


def recorded(
    begin: Callable[..., ActiveRun], name: str | None, given: dict[str, Any]
) -> Callable[[Function], Function]:
    """A decorator: every call of the function is a run, its arguments the config unless one is given."""

    def decorate(function: Function) -> Function:
        def run_of(arguments: tuple[Any, ...], named: dict[str, Any]) -> ActiveRun:
            config = given.get("config")
            if config is None:
                config = _arguments(function, arguments, named)
            return begin(name or function.__qualname__, **{**given, "config": config})

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*arguments: Any, **named: Any) -> Any:
                with run_of(arguments, named):
                    return await function(*arguments, **named)

            return cast("Function", awaited)

        @functools.wraps(function)
        def called(*arguments: Any, **named: Any) -> Any:
            with run_of(arguments, named):
                return function(*arguments, **named)

        return cast("Function", called)

    return decorate


_RECEIVERS = ("self", "cls")


def _arguments(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    try:
        bound = inspect.signature(function).bind(*arguments, **named)
    except (TypeError, ValueError):
        return {"args": arguments, **named}
    bound.apply_defaults()
    return {name: value for name, value in bound.arguments.items() if name not in _RECEIVERS}


def _seed(given: Any, config: Any) -> Any:
    if given is None and isinstance(config, dict):
        return config.get("seed", config.get("random_state"))
    return given
