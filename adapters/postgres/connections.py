"""Sessions with the server: opened when needed, kept while idle, never shared with a forked process."""

import math
import os
import threading
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg.types.numeric import Int8Dumper

from provenlab.adapters.postgres.address import Address
from provenlab.adapters.postgres.errors import connection_error, translated
from provenlab.core.errors import StoreError

Connection = psycopg.Connection[dict[str, Any]]

_IDLE_AT_MOST = 4
_PREPARED_AT_MOST = 300
# A peer that vanished without a word is noticed within a minute, not after the system's two hours.
_DEFAULTS = {
    "fallback_application_name": "provenlab",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


@dataclass(slots=True)
class Lease:
    """A connection lent to one transaction; `reused` when the server may have left it meanwhile.

    `schema_seen_at` is when its schema was last found to be ours, by the monotonic clock.
    """

    connection: Connection
    process: int
    generation: int
    reused: bool = False
    schema_seen_at: float = -math.inf


class Connections:
    """The connections to one address. `connect_timeout` is in seconds, for each host of the address."""

    def __init__(self, address: Address, lock_timeout_ms: int, connect_timeout: float) -> None:
        self._address = address
        self._lock_timeout_ms = lock_timeout_ms
        self._connect_timeout = connect_timeout
        self._guard = threading.Lock()
        self._idle: list[Lease] = []
        self._inherited: list[Lease] = []
        self._process = os.getpid()
        self._generation = 0

    def lend(self) -> Lease:
        """An idle connection, else a new one; StoreUnavailable when the server does not answer in time."""
        self._leave_to_parent()
        with self._guard:
            if self._idle:
                return self._idle.pop()
            generation = self._generation
        return Lease(self._opened(), os.getpid(), generation)

    def take_back(self, lease: Lease) -> None:
        """Keeps the connection for the next transaction unless it is broken or superfluous."""
        self._leave_to_parent()
        with self._guard:
            if lease.process != os.getpid():
                self._inherited.append(lease)
                return
            is_wanted = lease.generation == self._generation and len(self._idle) < _IDLE_AT_MOST
            if is_wanted and lease.connection.info.transaction_status == TransactionStatus.IDLE:
                lease.reused = True
                self._idle.append(lease)
                return
        lease.connection.close()

    def close(self) -> None:
        """Closes the idle ones now, those lent out when they come back."""
        self._leave_to_parent()
        with self._guard:
            idle, self._idle = self._idle, []
            self._generation += 1
        for lease in idle:
            lease.connection.close()

    def _leave_to_parent(self) -> None:
        # Closing an inherited connection would end the parent's session, and the thread that held the
        # guard during the fork does not exist in the child.
        if self._process != os.getpid():
            self._inherited += self._idle
            self._idle, self._process, self._guard = [], os.getpid(), threading.Lock()

    def _opened(self) -> Connection:
        connect_timeout = math.ceil(self._connect_timeout)
        options = {**_DEFAULTS, "connect_timeout": connect_timeout, **self._address.connection}
        try:
            connection = psycopg.connect(
                **options, client_encoding="UTF8", autocommit=True, row_factory=dict_row
            )
        except psycopg.Error as error:
            raise connection_error(error, self._address.location) from None
        try:
            self._configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _configure(self, connection: Connection) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            place = self._address.location
            raise StoreError(
                f"{place} has the encoding {encoding}; create the database with ENCODING 'UTF8'",
                {"store": place, "encoding": encoding},
            )
        # One type for all integers: the smallest that fits would prepare the same query several times.
        connection.adapters.register_dumper(int, Int8Dumper)
        connection.prepared_max = _PREPARED_AT_MOST
        # pg_temp is searched first unless named, and a temporary table could stand in for ours.
        search_path = f'"{self._address.schema}", pg_temp'
        with translated(self._address.location):
            connection.execute(
                "SELECT set_config('search_path', %s, false), set_config('lock_timeout', %s, false)",
                (search_path, str(self._lock_timeout_ms)),
            )
