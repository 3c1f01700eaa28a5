"""One DuckDB transaction as a session of named queries."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.adapters._sql.queries import knows, named_query
from provenlab.adapters.duckdb.driver import driver
from provenlab.adapters.duckdb.errors import is_durable, translated
from provenlab.core.errors import InternalError, ProvenlabError, StoreReadOnly, StoreUnavailable

ENGINE = "duckdb"


class DuckdbSession:
    """Implements `Session`, from BEGIN to COMMIT or ROLLBACK.

    The first error dooms the transaction: DuckDB would accept a COMMIT after it and drop the rows
    without a word, so `commit` raises that error again instead.
    """

    def __init__(self, connection: driver.DuckDBPyConnection, location: str) -> None:
        self._connection = connection
        self._location = location
        self._process = os.getpid()
        self._failure: BaseException | None = None
        self.lost_connection = False

    def knows(self, query: str) -> bool:
        return knows(ENGINE, query)

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        result = self._run(query, params)
        names = [column[0] for column in result.description]
        return [dict(zip(names, values, strict=True)) for values in self._fetched(result)]

    def row(self, query: str, /, **params: Any) -> Row | None:
        rows = self.rows(query, **params)
        return rows[0] if rows else None

    def run(self, query: str, /, **params: Any) -> int:
        (count,) = self._fetched(self._run(query, params))[0]
        return int(count)

    def run_many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """The query takes each parameter as the list of a column (`unnest(:name)`)."""
        every = list(rows)
        if every:
            self._run(query, {name: [row[name] for row in every] for name in every[0]})

    def begin(self, writable: bool) -> None:
        self._execute("BEGIN TRANSACTION" if writable else "BEGIN TRANSACTION READ ONLY")

    def commit(self) -> None:
        """Makes the transaction durable; raises the first error of the transaction instead, if any."""
        if self._failure is not None:
            raise self._failure
        self._require_own_process()
        try:
            self._connection.execute("COMMIT")
        except driver.Error as error:
            self.lost_connection = True
            if not is_durable(error):
                raise translated(error, self._location) from error

    def rollback(self) -> None:
        """Ends the transaction without effect; never raises."""
        if self._process != os.getpid():
            return
        try:
            self._connection.execute("ROLLBACK")
        except driver.Error as error:
            # After some errors the engine has already ended the transaction.
            if not isinstance(error, driver.TransactionException):
                self.lost_connection = True

    def doom(self, failure: BaseException) -> None:
        """From now on the transaction can only be rolled back."""
        self._failure = self._failure or failure

    def _run(self, query: str, params: Mapping[str, Any]) -> driver.DuckDBPyConnection:
        statement = named_query(ENGINE, query).statement("?", params)
        return self._execute(statement.text, statement.arguments(params))

    def _execute(self, text: str, arguments: Sequence[Any] = ()) -> driver.DuckDBPyConnection:
        self._require_own_process()
        if self._failure is not None:
            raise InternalError("the transaction failed earlier and takes no statement") from self._failure
        try:
            return self._connection.execute(text, arguments)
        except driver.Error as error:
            raise self._doomed(error) from error
        except BaseException as error:
            self.doom(error)
            raise

    def _fetched(self, result: driver.DuckDBPyConnection) -> list[Any]:
        # Results stream: a statement may fail as late as here.
        try:
            return result.fetchall()
        except driver.Error as error:
            raise self._doomed(error) from error

    def _doomed(self, error: Exception) -> ProvenlabError:
        failure = translated(error, self._location)
        self.lost_connection = self.lost_connection or isinstance(error, driver.FatalException)
        self.doom(failure)
        return failure

    def _require_own_process(self) -> None:
        if self._process != os.getpid():
            raise StoreUnavailable(
                "a transaction stays with the process that began it, not with its forks",
                {"store": self._location},
            )


class ReadView:
    """A transaction as a nested read sees it: nothing is written through it."""

    def __init__(self, session: DuckdbSession) -> None:
        self._session = session

    def knows(self, query: str) -> bool:
        return knows(ENGINE, query)

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        text = named_query(ENGINE, query).statement("?", params).text
        if not text.lstrip().startswith(("SELECT", "WITH")):
            raise _refusal()
        return self._session.rows(query, **params)

    def row(self, query: str, /, **params: Any) -> Row | None:
        rows = self.rows(query, **params)
        return rows[0] if rows else None

    def run(self, query: str, /, **params: Any) -> int:
        raise _refusal()

    def run_many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        raise _refusal()


def _refusal() -> StoreReadOnly:
    return StoreReadOnly("a read tried to write and was refused")
