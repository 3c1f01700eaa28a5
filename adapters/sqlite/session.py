"""One SQLite transaction as a session of named queries."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.adapters._sql.queries import knows, named_query

ENGINE = "sqlite"


class SqliteSession:
    """Implements `Session` on a connection that is inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def knows(self, query: str) -> bool:
        return knows(ENGINE, query)

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        cursor = self._execute(query, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def row(self, query: str, /, **params: Any) -> Row | None:
        rows = self.rows(query, **params)
        return rows[0] if rows else None

    def run(self, query: str, /, **params: Any) -> int:
        return self._execute(query, params).rowcount

    def run_many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        every = list(rows)
        if every:
            statement = named_query(ENGINE, query).statement("?", every[0])
            self._connection.executemany(statement.text, statement.many(every))

    def _execute(self, query: str, params: Mapping[str, Any]) -> sqlite3.Cursor:
        statement = named_query(ENGINE, query).statement("?", params)
        return self._connection.execute(statement.text, statement.arguments(params))
