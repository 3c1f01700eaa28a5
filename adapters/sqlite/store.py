"""A SQLite file as a database of named queries."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from provenlab.adapters._sql.creation import create_store_file, is_missing
from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.migrations import latest_version, migrate, require_current
from provenlab.adapters.sqlite.connection import open_reader, open_writer
from provenlab.adapters.sqlite.errors import translated
from provenlab.adapters.sqlite.schema import new_store, run_migration, schema_version
from provenlab.adapters.sqlite.session import ENGINE, SqliteSession
from provenlab.core.errors import NotInitialised, StoreCorrupt
from provenlab.core.ports.clock import Clock

_SMALLEST_DATABASE = 512
# The engine's own wait cannot be interrupted, so it is short and we wait around it.
_ENGINE_WAITS_MS = 20
_FIRST_PAUSE_S = 0.001
_LONGEST_PAUSE_S = 0.01


class _Open(NamedTuple):
    connection: sqlite3.Connection
    identity: tuple[int, int]
    process: int
    writable: bool


class SqliteDatabase:
    """Implements `Database`: WAL, synchronous FULL, a connection per thread and direction.

    A writer takes the write lock when its transaction begins, and waits for it up to
    `lock_timeout_ms`, in short sleeps so that signal handlers run. `clock` dates migrations.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        lock_timeout_ms: int = 30_000,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._clock = clock
        self._timeout_s = lock_timeout_ms / 1000
        self._monotonic = monotonic
        self._sleep = sleep
        self._local = threading.local()
        self._all: list[_Open] = []
        self._generation = 0

    @property
    def engine(self) -> str:
        return ENGINE

    @property
    def location(self) -> str:
        return str(self._path)

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._translated():
            connection = self._connection("reader", self._open_reader)
            connection.execute("BEGIN")
            try:
                yield SqliteSession(connection)
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._translated():
            if is_missing(self._path):
                self._create()
            connection = self._connection("writer", self._open_writer)
            self._begin(connection)
            try:
                yield SqliteSession(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def initialise(self) -> None:
        with self.write():
            pass

    def close(self) -> None:
        self._generation += 1
        # The last one to close moves the journal into the file, which a reader cannot.
        for opened in sorted(self._all, key=lambda each: each.writable):
            if opened.process == os.getpid():
                opened.connection.close()
        self._all.clear()

    def _begin(self, connection: sqlite3.Connection) -> None:
        deadline = self._monotonic() + self._timeout_s
        pause = _FIRST_PAUSE_S
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                left = deadline - self._monotonic()
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or left <= 0:
                    raise
                self._sleep(min(pause, left))
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            else:
                return

    def _create(self) -> None:
        create_store_file(self._path, lambda copy: new_store(copy, self._clock))

    def _connection(self, direction: str, open_it: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
        """The thread's connection; a new one after `close`, a fork, or a change of the file."""
        if getattr(self._local, "generation", None) != self._generation:
            self._local.generation = self._generation
            self._local.reader = self._local.writer = None
        held: _Open | None = getattr(self._local, direction)
        identity = self._identity()
        if held is None or held.identity != identity or held.process != os.getpid():
            if held is not None and held.process == os.getpid():
                held.connection.close()
                self._all.remove(held)
            held = _Open(open_it(), identity, os.getpid(), direction == "writer")
            self._all.append(held)
            setattr(self._local, direction, held)
        return held.connection

    def _identity(self) -> tuple[int, int]:
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            raise NotInitialised(
                f"no store at {self._path}; a write or init_store creates it", {"store": str(self._path)}
            ) from None
        # SQLite takes such a file for an empty database, and the first write would replace it.
        if 0 < found.st_size < _SMALLEST_DATABASE:
            raise StoreCorrupt(f"{self._path} is no SQLite database", {"store": str(self._path)})
        return found.st_dev, found.st_ino

    def _open_reader(self) -> sqlite3.Connection:
        connection = open_reader(self._path, self._timeout_s)
        try:
            require_current(ENGINE, self.location, schema_version(connection, self.location))
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_writer(self) -> sqlite3.Connection:
        connection = open_writer(self._path, self._timeout_s)
        try:
            version = schema_version(connection, self.location)
            if version != latest_version(ENGINE):
                self._migrate(connection)
            connection.execute(f"PRAGMA busy_timeout = {_ENGINE_WAITS_MS}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            version = schema_version(connection, self.location)
            migrate(ENGINE, self.location, version, lambda each: run_migration(connection, each, self._clock))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self.location) from error
        except UnicodeDecodeError as error:
            found = {"store": self.location, "reason": "text that is not UTF-8"}
            raise StoreCorrupt(
                f"{self.location} is damaged: it holds text that is not UTF-8", found
            ) from error
