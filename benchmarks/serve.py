"""A call to a bridge that lives on, against the raw operation in the caller's own process."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count

from benchmarks.bridge import Frames, echo, serve
from benchmarks.declarations import declaration, raw_row
from benchmarks.figures import Figure, at_most_times
from benchmarks.raw_stores import RawStore, raw_store
from benchmarks.setting import Setting
from benchmarks.timing import Action, interleaved

_KNOWN = 200
_LINE = b"x" * 2_000


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds from writing a request to having read and parsed the reply."""
    for engine in setting.engines:
        url = setting.fresh_url(engine)
        with (
            closing(serve(url)) as bridge,
            closing(echo()) as pipe,
            closing(raw_store(setting, engine)) as floor,
        ):
            for n in range(_KNOWN):
                bridge.call("create_experiment", declaration("known", n))
                floor.create(*raw_row("known", n))
            for operation, actions in _operations(bridge, floor).items():
                setting.progress.step(f"--serve round trips: {engine}, {operation}")
                yield _figure(setting, engine, operation, actions, pipe)


def _operations(bridge: Frames, floor: RawStore) -> dict[str, dict[str, Action]]:
    read, raw_read, made, raw_made = count(), count(), count(), count()
    return {
        "get_experiment": {
            "library": lambda: bridge.call(
                "get_experiment", {"experimentId": f"known-{next(read) % _KNOWN:07}"}
            ),
            "floor": lambda: floor.get(f"known-{next(raw_read) % _KNOWN:07}"),
        },
        "create_experiment": {
            "library": lambda: bridge.call("create_experiment", declaration("new", next(made))),
            "floor": lambda: floor.create(*raw_row("new", next(raw_made))),
        },
    }


def _figure(
    setting: Setting, engine: str, operation: str, actions: dict[str, Action], pipe: Frames
) -> Figure:
    repeats = setting.scale.repeats(300)
    found = interleaved({**actions, "pipe": lambda: pipe.exchange(_LINE)}, repeats)
    floor_ms = found["floor"].wall_ms
    return Figure(
        group="serve",
        engine=engine,
        name=f"{operation}, round trip",
        library_ms=found["library"].wall_ms,
        floor_ms=floor_ms,
        target=at_most_times(3, floor_ms, plus_ms=0.2),
        others=(("pipe alone, 2 KB both ways", found["pipe"].wall_ms),),
        repeats=repeats,
    )
