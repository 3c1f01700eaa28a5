"""A PostgreSQL database, or one schema of it, as a database of named queries."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.pq import TransactionStatus

from provenlab.adapters._sql.database import Session
from provenlab.adapters.postgres.address import parse_address
from provenlab.adapters.postgres.connections import Connection, Connections, Lease
from provenlab.adapters.postgres.errors import translated
from provenlab.adapters.postgres.schema import begin_on_current_schema, bring_up_to_date
from provenlab.adapters.postgres.session import PostgresSession
from provenlab.adapters.postgres.statements import ENGINE
from provenlab.core.errors import (
    InternalError,
    NotInitialised,
    SchemaOutdated,
    StoreReadOnly,
    StoreUnavailable,
)
from provenlab.core.ports.clock import Clock

_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED"
# Looking at the version costs as much as a look-up by id; a schema changes with a release.
_SCHEMA_TRUSTED_S = 1.0


@dataclass(frozen=True, slots=True)
class _Open:
    session: PostgresSession
    writable: bool
    process: int


class PostgresDatabase:
    """Implements `Database`: any number of threads, each transaction on a connection of its own.

    `url` is one of libpq, with our option `schema` (default `public`) naming the schema that holds
    everything; the database itself must exist. `lock_timeout_ms` bounds the wait for another
    transaction's locks, `connect_timeout` (seconds, at least 2, unless the URL has one) that for a
    connection. `clock` dates migrations. MissingExtra where psycopg is not installed,
    ValidationFailed for a URL that cannot be understood; nothing is connected yet.
    """

    def __init__(
        self, url: str, clock: Clock, lock_timeout_ms: int = 30_000, connect_timeout: float = 10.0
    ) -> None:
        self._address = parse_address(url)
        self._clock = clock
        self._connections = Connections(self._address, lock_timeout_ms, connect_timeout)
        self._local = threading.local()

    @property
    def engine(self) -> str:
        return ENGINE

    @property
    def location(self) -> str:
        return self._address.location

    @contextmanager
    def read(self) -> Iterator[Session]:
        outer = self._outer()
        if outer is None:
            with self._transaction(self._begun(_READ), writable=False) as session:
                yield session
        elif outer.writable:
            with outer.session.reading_only():
                yield outer.session
        else:
            yield outer.session

    @contextmanager
    def write(self) -> Iterator[Session]:
        outer = self._outer()
        if outer is None:
            with self._transaction(self._begun_on_newest_schema(), writable=True) as session:
                yield session
        elif outer.writable:
            yield outer.session
        else:
            raise StoreReadOnly("a write inside a snapshot is refused", {"store": self.location})

    def initialise(self) -> None:
        try:
            self._end(self._begun(_READ))
        except (NotInitialised, SchemaOutdated):
            self._migrate()

    def close(self) -> None:
        self._connections.close()

    def _outer(self) -> _Open | None:
        opened: _Open | None = getattr(self._local, "open", None)
        # After a fork the transaction goes on in the parent only.
        return opened if opened is not None and opened.process == os.getpid() else None

    @contextmanager
    def _transaction(self, lease: Lease, *, writable: bool) -> Iterator[PostgresSession]:
        session = PostgresSession(lease.connection, self.location, writable=writable)
        self._local.open = _Open(session, writable, lease.process)
        try:
            yield session
            if lease.process == os.getpid():
                self._commit(lease.connection)
        except (StoreUnavailable, NotInitialised):
            # What befell this connection, a restart or another schema, befell the idle ones too.
            self._connections.close()
            raise
        finally:
            self._local.open = None
            self._end(lease)

    def _begun(self, begin: bytes) -> Lease:
        while True:
            lease = self._connections.lend()
            try:
                with translated(self.location):
                    self._begin(lease, begin)
                return lease
            except StoreUnavailable:
                # Idle connections do not survive a restart of the server; nothing was sent before.
                has_died_idle = lease.reused and lease.connection.closed
                self._end(lease)
                if not has_died_idle:
                    raise
            except BaseException:
                self._end(lease)
                raise

    def _begin(self, lease: Lease, begin: bytes) -> None:
        now = time.monotonic()
        if now - lease.schema_seen_at < _SCHEMA_TRUSTED_S:
            lease.connection.execute(begin)
            return
        begin_on_current_schema(lease.connection, begin, self.location)
        lease.schema_seen_at = now

    def _begun_on_newest_schema(self) -> Lease:
        try:
            return self._begun(_WRITE)
        except (NotInitialised, SchemaOutdated):
            self._migrate()
            return self._begun(_WRITE)

    def _migrate(self) -> None:
        lease = self._connections.lend()
        try:
            with translated(self.location, writing=True):
                lease.connection.execute(_WRITE)
                bring_up_to_date(lease.connection, self._address.schema, self.location, self._clock)
            self._commit(lease.connection)
        finally:
            self._end(lease)

    def _commit(self, connection: Connection) -> None:
        if connection.info.transaction_status == TransactionStatus.INERROR:
            raise InternalError("a failed statement was ignored; nothing was committed")
        try:
            with translated(self.location):
                connection.execute("COMMIT")
        except StoreUnavailable as error:
            raise StoreUnavailable(
                f"the connection to {self.location} broke during a commit, which may have held; try again",
                error.details,
            ) from error

    def _end(self, lease: Lease) -> None:
        """Rolls back what is not committed and gives the connection back."""
        connection = lease.connection
        if lease.process == os.getpid():
            status = connection.info.transaction_status
            if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                _roll_back(connection)
        self._connections.take_back(lease)


def _roll_back(connection: Connection) -> None:
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()
