"""Labs over every store, each in a namespace of its own, with a clock and ids that a test controls."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from provenlab.tools.compose import LabParts, open_backend
from provenlab.tools.places import blob_place, store_place

if TYPE_CHECKING:
    from provenlab.adapters.blobs.local import LocalBlobStore
    from provenlab.adapters.blobs.memory import MemoryBlobStore

# An engine that is not part of this tree yet has no tests; one that is has all of them.
FILE_BACKENDS = tuple(
    name for name in ("sqlite", "duckdb") if find_spec(f"provenlab.adapters.{name}.store") is not None
)
SQL_BACKENDS = (*FILE_BACKENDS, "postgres")
BACKENDS = ("memory", *SQL_BACKENDS)
LOCK_TIMEOUT_MS = 20_000
IDLE_MS = 250


@dataclass(slots=True)
class ManualClock:
    """Implements `Clock`: stands still until a test moves it, in either direction."""

    instant: datetime = datetime(2025, 3, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant

    def move(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@dataclass(slots=True)
class CountedIds:
    """Implements `IdGenerator`: id-000001, id-000002, ..."""

    made: list[str] = field(default_factory=list)

    def new_id(self) -> str:
        self.made.append(f"id-{len(self.made) + 1:06}")
        return self.made[-1]


@dataclass(slots=True)
class Bench:
    """An open lab and what a test may turn."""

    backend: str
    url: str
    lab: LabParts
    clock: ManualClock
    ids: CountedIds


def open_bench(url: str, clock: ManualClock | None = None, idle_ms: int = IDLE_MS) -> Bench:
    """The lab at a URL; nothing is created by this."""
    clock, ids, place = clock or ManualClock(), CountedIds(), store_place(url)
    backend = open_backend(place, clock, LOCK_TIMEOUT_MS, idle_ms)
    return Bench(
        place.engine, url, LabParts(place, backend, cache(lambda: _blobs(url)), clock, ids), clock, ids
    )


def _blobs(url: str) -> "LocalBlobStore | MemoryBlobStore":
    place = store_place(url)
    if place.engine == "memory":
        from provenlab.adapters.blobs.memory import MemoryBlobStore

        return MemoryBlobStore()
    from provenlab.adapters.blobs.local import LocalBlobStore

    return LocalBlobStore(blob_place(place))


def new_store_file(template: Path, directory: Path) -> Path:
    """A copy of an empty store; much cheaper than building one."""
    return Path(shutil.copyfile(template, directory / template.name))


def build_template(backend: str, directory: Path) -> Path:
    """An empty store in one closed file."""
    path = directory / f"lab.{backend}"
    with opened(str(path)) as bench:
        bench.lab.store.initialise()
    return path


def delete_every_record(url: str) -> None:
    """Empties a PostgreSQL store past its guards, keeping the schema; its numbers start again."""
    import psycopg

    base, _, schema = url.rpartition("&schema=")
    with psycopg.connect(base) as connection:
        tables = connection.execute(
            "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname = %s AND tablename <> 'schema_migrations'",
            [schema],
        ).fetchall()
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables).encode())
        connection.execute(
            "SELECT setval(CAST(format('%%I.%%I', schemaname, sequencename) AS regclass), start_value, false)"
            " FROM pg_sequences WHERE schemaname = %s",
            [schema],
        )


@contextmanager
def opened(url: str, clock: ManualClock | None = None, idle_ms: int = IDLE_MS) -> Iterator[Bench]:
    """An open lab that is closed at the end, and must then have let go of its files."""
    bench = open_bench(url, clock, idle_ms)
    try:
        yield bench
    finally:
        bench.lab.close()
    held = open_files_of(Path(url)) if bench.backend in FILE_BACKENDS else []
    assert held == [], f"closed, but still open: {held}"


def open_files_of(store: Path) -> list[str]:
    """What this process holds open of a store: the file, its journals and its sidecars."""
    root = str(store.resolve())
    return [path for path in map(_target, Path("/proc/self/fd").iterdir()) if path.startswith(root)]


def _target(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)
    except FileNotFoundError:
        return ""
