"""A database that refuses to write, whatever its engine would allow."""

from contextlib import AbstractContextManager

from provenlab.adapters._sql.database import Database, Session
from provenlab.core.errors import StoreReadOnly


class ReadOnlyDatabase:
    """Implements `Database`; shares the connections of the one it wraps, which its owner closes."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner

    @property
    def engine(self) -> str:
        return self._inner.engine

    @property
    def location(self) -> str:
        return self._inner.location

    def read(self) -> AbstractContextManager[Session]:
        return self._inner.read()

    def write(self) -> AbstractContextManager[Session]:
        raise StoreReadOnly(f"{self.location} is open for reading only", {"store": self.location})

    def initialise(self) -> None:
        self.write()

    def close(self) -> None:
        """The inner database stays open."""
