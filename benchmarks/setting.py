"""What a run measures on: sizes, engines, and the stores it has made so far."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from benchmarks.floors.documents import Rows
from benchmarks.floors.duckdb import DuckdbFloor
from benchmarks.floors.postgres import PostgresFloor
from benchmarks.floors.sqlite import SqliteFloor
from benchmarks.loading import load_duckdb, load_postgres, load_sqlite
from benchmarks.population import Population
from benchmarks.progress import Progress
from benchmarks.shards import write_shards
from provenlab.tools.lab import open_lab
from tests.postgres_server import PostgresServer, running_server

ENGINES = ("sqlite", "duckdb", "postgres")


class Floor(Protocol):
    """The same questions, asked of a raw engine."""

    def get(self, experiment_id: str) -> Rows: ...
    def newest(self, status: str | None = None) -> Rows: ...
    def find(self, artifact_ids: list[str]) -> Rows: ...
    def find_popular(self, artifact_id: str) -> Rows: ...
    def find_all(self, rare: str, popular: str) -> Rows: ...
    def counts(self) -> dict[str, int]: ...
    def lineage(self, experiment_id: str, depth: int) -> tuple[Rows, Rows]: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class Scale:
    """How much is done: `repeats(n)` of a thing that is normally done n times."""

    experiments: int
    share: float = 1.0

    def repeats(self, usual: int) -> int:
        return max(1, round(usual * self.share))


@dataclass
class Setting:
    """One run. Loaded stores stay in `directory`, and a later run of the same size finds them there."""

    directory: Path
    scale: Scale
    engines: tuple[str, ...] = ENGINES
    progress: Progress = field(default_factory=Progress)
    rivals_python: Path | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _fresh: int = 0

    def close(self) -> None:
        """Stops the server and removes the stores of this run alone."""
        self._stack.close()

    @cached_property
    def population(self) -> Population:
        return Population(self.scale.experiments)

    @cached_property
    def postgres(self) -> PostgresServer:
        """With fsync, as its users have it."""
        self.progress.step("starting a PostgreSQL server")
        return self._stack.enter_context(running_server(durable=True))

    @cached_property
    def _scratch(self) -> Path:
        folder = self.directory / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def fresh_url(self, engine: str) -> str:
        """The place of a store that does not exist yet."""
        if engine == "postgres":
            return self.postgres.fresh_url()
        self._fresh += 1
        return str(self._scratch / f"lab-{self._fresh}.{engine}")

    @cached_property
    def _loaded(self) -> dict[str, str]:
        return {}

    def loaded_url(self, engine: str) -> str:
        """A store with the whole population."""
        if engine not in self._loaded:
            self._loaded[engine] = self._load(engine)
        return self._loaded[engine]

    def _load(self, engine: str) -> str:
        rows = write_shards(self.population, self.directory, self.progress)
        if engine == "postgres":
            url = self.postgres.fresh_url()
            load_postgres(rows, url, self.progress)
            return url
        store = self.directory / f"lab-{self.population.size}.{engine}"
        if not store.exists():
            partial = store.with_name(f"loading-{store.name}")
            for left in self.directory.glob(f"{partial.name}*"):
                left.unlink()
            {"sqlite": load_sqlite, "duckdb": load_duckdb}[engine](rows, partial, self.progress)
            partial.rename(store)
        with open_lab(store) as lab:
            lab.initialise()  # a store that an earlier run left may lack later migrations
        return str(store)

    def floor(self, engine: str) -> Floor:
        """Raw access to the loaded store; to a copy of it where one process cannot open a file twice."""
        store = self.loaded_url(engine)
        if engine == "duckdb":
            copy = self._scratch / f"floor-{self.population.size}.duckdb"
            if not copy.exists():
                shutil.copyfile(store, copy)
            return DuckdbFloor(copy)
        opened: Callable[[], Floor] = (
            (lambda: SqliteFloor(Path(store))) if engine == "sqlite" else (lambda: PostgresFloor(store))
        )
        return opened()
