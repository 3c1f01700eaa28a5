"""What an engine has to offer so that the repositories in this package run on it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = dict[str, Any]


class Session(Protocol):
    """One transaction. Queries are named; their text lives in `sql/`.

    Parameters are str, int, float, bool, None or, for `(:name*)`, a non-empty list of these.
    A driver's error leaves as one of `core.errors`, and the transaction is then rolled back by the
    context manager that gave the session.
    """

    def knows(self, query: str) -> bool:
        """Whether there is such a query: some are for engines alone that have an index for them."""
        ...

    def rows(self, query: str, /, **params: Any) -> list[Row]:
        """All rows, fetched, in the order of the query."""
        ...

    def row(self, query: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        ...

    def run(self, query: str, /, **params: Any) -> int:
        """Executes a write; the number of rows it changed."""
        ...

    def run_many(self, query: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """Executes a write once per row, by the engine's quickest way; no rows, no effect."""
        ...


class Database(Protocol):
    """A store of one engine, at one place."""

    @property
    def engine(self) -> str:
        """`sqlite`, `duckdb` or `postgres`: names the folder of overrides."""
        ...

    @property
    def location(self) -> str:
        """Path or URL without credentials, for messages."""
        ...

    def read(self) -> AbstractContextManager[Session]:
        """A snapshot that cannot write: the engine itself refuses.

        NotInitialised when the store or its schema is missing, SchemaOutdated or SchemaNewer when
        it is of another version, StoreLocked after the lock budget.
        """
        ...

    def write(self) -> AbstractContextManager[Session]:
        """A transaction: durable when the block ends, without effect when it raises.

        Creates the store and brings its schema up to date first. Re-entrant in a thread: a nested
        `write` joins the outer transaction, which alone commits.
        """
        ...

    def initialise(self) -> None:
        """Creates the store and its schema when missing, migrates it when older; else nothing."""
        ...

    def close(self) -> None:
        """Lets go of files and connections; a later call opens them again."""
        ...
