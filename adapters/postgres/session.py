"""One PostgreSQL transaction as a session of named queries."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from psycopg import Cursor

from provenlab.adapters._sql.database import Row
from provenlab.adapters._sql.queries import knows
from provenlab.adapters.postgres.connections import Connection
from provenlab.adapters.postgres.errors import translated
from provenlab.adapters.postgres.statements import ENGINE, rendered
from provenlab.core.errors import InternalError


class PostgresSession:
    """Implements `Session` on a connection that is inside a transaction."""

    def __init__(self, connection: Connection, location: str, *, writable: bool) -> None:
        self._connection = connection
        self._location = location
        self._writable = writable
        self._process = os.getpid()

    def knows(self, query: str) -> bool:
        return knows(ENGINE, query)

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        with self._translated():
            return self._execute(query, params).fetchall()

    def row(self, query: str, /, **params: Any) -> Row | None:
        with self._translated():
            return self._execute(query, params).fetchone()

    def run(self, query: str, /, **params: Any) -> int:
        with self._translated():
            return self._execute(query, params).rowcount

    def run_many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """One statement over arrays where the query has `unnest`, else a pipeline of one for each row."""
        every = list(rows)
        if not every:
            return
        columns = {name: [row[name] for row in every] for name in every[0]}
        text, arguments = rendered(query, columns)
        with self._translated():
            if "unnest(" in text:
                self._connection.execute(text, arguments)
            else:
                with self._connection.cursor() as cursor:
                    cursor.executemany(text, [rendered(query, row)[1] for row in every])

    @contextmanager
    def reading_only(self) -> Iterator[None]:
        """A stretch of a writing transaction in which the server refuses writes."""
        with self._translated(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION READ ONLY")
            yield

    def _translated(self) -> AbstractContextManager[None]:
        if self._process != os.getpid():
            raise InternalError("a transaction goes on in the process that began it, not in its fork")
        return translated(self._location, writing=self._writable)

    def _execute(self, query: str, params: Mapping[str, Any]) -> Cursor[Row]:
        return self._connection.execute(*rendered(query, params))
