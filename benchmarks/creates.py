"""Experiments declared one by one, each on disk before the next: a row of 2 KB and four edges a commit."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.declarations import declaration, raw_row
from benchmarks.figures import Figure, at_most_times
from benchmarks.floors import duckdb as duckdb_floor
from benchmarks.raw_stores import raw_store
from benchmarks.setting import Setting
from benchmarks.subject import STAYS_OPEN_MS, Subject
from benchmarks.timing import interleaved

_BATCH = 20


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for each experiment; the note has them per second."""
    for engine in setting.engines:
        setting.progress.step(f"durable creates: {engine}")
        yield _on_open_handle(setting, engine)
        if engine == "duckdb":
            setting.progress.step(f"durable creates: {engine}, file opened for each")
            yield _opened_for_each(setting)


def _on_open_handle(setting: Setting, engine: str) -> Figure:
    subject, floor = Subject(setting.fresh_url(engine), STAYS_OPEN_MS), raw_store(setting, engine)
    numbers, raw_numbers = count(), count()
    repeats = setting.scale.repeats(25)
    try:
        found = interleaved(
            {
                "library": lambda: subject.create(declaration("new", next(numbers))),
                "floor": lambda: floor.create(*raw_row("new", next(raw_numbers))),
            },
            repeats,
            batch=setting.scale.repeats(_BATCH),
        )
    finally:
        subject.close()
        floor.close()
    return _figure(engine, "create, durable", found["library"].wall_ms, found["floor"].wall_ms, repeats)


def _opened_for_each(setting: Setting) -> Figure:
    subject = Subject(setting.fresh_url("duckdb"), idle_ms=0)
    subject.create(declaration("first", 0))
    floor = raw_store(setting, "duckdb")
    (place,) = floor.raw("SELECT path FROM duckdb_databases() WHERE NOT internal")[0]
    floor.close()
    numbers, raw_numbers = count(), count()
    repeats = setting.scale.repeats(40)
    found = interleaved(
        {
            "library": lambda: subject.create(declaration("new", next(numbers))),
            "floor": lambda: duckdb_floor.opened_for(
                Path(place),
                lambda connection: duckdb_floor.insert(connection, *raw_row("new", next(raw_numbers))),
                read_only=False,
            ),
        },
        repeats,
    )
    subject.close()
    name = "create, durable, file opened for it"
    return _figure("duckdb", name, found["library"].wall_ms, found["floor"].wall_ms, repeats)


def _figure(engine: str, name: str, library_ms: float, floor_ms: float, repeats: int) -> Figure:
    return Figure(
        group="creates",
        engine=engine,
        name=name,
        library_ms=library_ms,
        floor_ms=floor_ms,
        target=at_most_times(2, floor_ms),
        repeats=repeats,
        note=f"{1000 / library_ms:,.0f}/s, raw {1000 / floor_ms:,.0f}/s",
    )
