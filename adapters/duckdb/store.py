"""A DuckDB file as a database of named queries."""

import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from provenlab.adapters._sql.creation import create_store_file, discard_abandoned_copies, is_missing
from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.migrations import require_current
from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.errors import translated
from provenlab.adapters.duckdb.handle import Handle, connect
from provenlab.adapters.duckdb.idle import IdleHandle
from provenlab.adapters.duckdb.schema import bring_up_to_date, new_store, schema_version
from provenlab.adapters.duckdb.session import ENGINE, DuckdbSession, ReadView
from provenlab.adapters.files.turnstile import Hold, Turnstile
from provenlab.core.errors import NotInitialised, StoreLocked, StoreReadOnly

_FOREIGN_HOLDER_PAUSE_S = 0.02

_databases: "weakref.WeakSet[DuckdbDatabase]" = weakref.WeakSet()


class _Open(NamedTuple):
    session: DuckdbSession
    writable: bool


class DuckdbDatabase:
    """Implements `Database`: the file is open only during an operation, and behind our own lock.

    DuckDB 2.0 reads the file's header before it locks the file, so two processes that merely retry
    overwrite each other's commits. The turnstile is therefore held from before the file is opened until
    it is closed, by readers as well. `lock_timeout_ms` bounds the wait for it. With `idle_ms` the last
    handle of this object stays open that long after an operation, or until somebody else waits.
    `now_us` gives the store's clock in microseconds, for migration records.
    """

    def __init__(
        self,
        path: Path,
        now_us: Callable[[], int],
        lock_timeout_ms: int = 30_000,
        idle_ms: int = 0,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._now_us = now_us
        self._timeout_ms = lock_timeout_ms
        self._monotonic = monotonic
        self._sleep = sleep
        self._turnstile = Turnstile(path, monotonic, sleep)
        self._idle = IdleHandle(idle_ms, self._turnstile.is_awaited, monotonic)
        self._local = threading.local()
        _databases.add(self)

    @property
    def engine(self) -> str:
        return ENGINE

    @property
    def location(self) -> str:
        return str(self._path)

    @contextmanager
    def read(self) -> Iterator[Session]:
        current = self._current()
        if current is None:
            with self._transaction(writable=False) as session:
                yield session
        else:
            yield ReadView(current.session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        current = self._current()
        if current is None:
            with self._transaction(writable=True) as session:
                yield session
            return
        if not current.writable:
            raise StoreReadOnly("a write inside a read is refused", {"store": self.location})
        try:
            yield current.session
        except BaseException as error:
            current.session.doom(error)
            raise

    def initialise(self) -> None:
        discard_abandoned_copies(self._path)
        with self.write():
            pass

    def close(self) -> None:
        self._idle.close()

    def start_afresh(self) -> None:
        """Forgets, in a fork, what belongs to the parent: its handle, its thread, its transactions."""
        self._idle.forget()
        self._local = threading.local()

    def _current(self) -> _Open | None:
        return getattr(self._local, "open", None)

    @contextmanager
    def _transaction(self, writable: bool) -> Iterator[DuckdbSession]:
        handle = self._borrowed(writable)
        session = DuckdbSession(handle.connection, self.location)
        self._local.open = _Open(session, writable)
        try:
            session.begin(writable)
            yield session
            if writable:
                session.commit()
                self._restrict_journal()
            else:
                session.rollback()
        except BaseException:
            session.rollback()
            raise
        finally:
            self._local.open = None
            handle.is_broken = handle.is_broken or session.lost_connection
            self._idle.put(handle)

    def _restrict_journal(self) -> None:
        # The engine creates it with the permissions of the umask, beside a store that may be private.
        with suppress(OSError):
            os.chmod(f"{os.path.realpath(self._path)}.wal", self._path.stat().st_mode & 0o777)

    def _borrowed(self, writable: bool) -> Handle:
        handle = self._idle.take()
        if handle is not None:
            if handle.serves(self._path, writable):
                return handle
            handle.close()
        return self._opened(writable)

    def _opened(self, writable: bool) -> Handle:
        deadline = self._monotonic() + self._timeout_ms / 1000
        while True:
            self._require_store(writable)
            hold = self._turnstile.enter(writable, self._left_ms(deadline))
            try:
                # It may have been removed meanwhile, and the engine would create it in its own way.
                if not is_missing(self._path):
                    return self._connected(hold, deadline)
            except BaseException:
                hold.release()
                raise
            hold.release()

    def _left_ms(self, deadline: float) -> int:
        return max(0, round((deadline - self._monotonic()) * 1000))

    def _require_store(self, writable: bool) -> None:
        if not is_missing(self._path):
            return
        if not writable:
            raise NotInitialised(
                f"no store at {self._path}; a write or init_store creates it", {"store": self.location}
            )
        create_store_file(self._path, lambda copy: new_store(copy, self.location, self._now_us))

    def _connected(self, hold: Hold, deadline: float) -> Handle:
        connection = self._connection(hold.exclusive, deadline)
        try:
            if hold.exclusive:
                bring_up_to_date(connection, self.location, self._now_us)
            else:
                require_current(ENGINE, self.location, schema_version(connection, self.location))
            return Handle(connection, hold, self._path)
        except driver.Error as error:
            connection.close()
            raise translated(error, self.location) from error
        except BaseException:
            connection.close()
            raise

    def _connection(self, writable: bool, deadline: float) -> driver.DuckDBPyConnection:
        """Also waits for holders that do not know the turnstile, such as the engine's own shell."""
        while True:
            try:
                return connect(self._path, writable)
            except driver.Error as error:
                failure = translated(error, self.location)
                if not isinstance(failure, StoreLocked) or self._monotonic() >= deadline:
                    failure.details["waitedMs"] = self._timeout_ms - self._left_ms(deadline)
                    raise failure from error
            self._sleep(_FOREIGN_HOLDER_PAUSE_S)


def _start_afresh_in_fork() -> None:
    for database in _databases:
        database.start_afresh()


os.register_at_fork(after_in_child=_start_afresh_in_fork)
