"""The store port over any database: nesting of transactions, schema, description."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from provenlab.adapters._sql.database import Database, Session
from provenlab.core.errors import InternalError, StoreReadOnly
from provenlab.core.ports.progress import Progress, silent

if TYPE_CHECKING:
    from provenlab.core.models.store import Finding, StoreDescription


class _Open:
    __slots__ = ("doomed", "session", "writable")

    def __init__(self, session: Session, writable: bool) -> None:
        self.session = session
        self.writable = writable
        self.doomed = False


class SqlStore:
    """Implements `StorePort`; the repositories take their sessions from here."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The session of this thread, or a new snapshot."""
        current = self._current()
        if current is not None:
            yield current.session
            return
        with self._database.read() as session, self._opened(_Open(session, writable=False)):
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The transaction of this thread, or a new one."""
        current = self._current()
        if current is None:
            with self._database.write() as session, self._opened(_Open(session, writable=True)) as opened:
                yield session
                if opened.doomed:
                    raise InternalError("a nested write failed and was ignored; nothing was committed")
            return
        if not current.writable:
            raise StoreReadOnly("a write inside a snapshot is refused")
        try:
            yield current.session
        except BaseException:
            current.doomed = True
            raise

    def _current(self) -> _Open | None:
        return getattr(self._local, "open", None)

    @contextmanager
    def _opened(self, opened: _Open) -> Iterator[_Open]:
        self._local.open = opened
        try:
            yield opened
        finally:
            self._local.open = None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self.reading():
            yield

    @contextmanager
    def atomic(self) -> Iterator[None]:
        with self.writing():
            yield

    def initialise(self) -> None:
        self._database.initialise()

    def description(self) -> "StoreDescription":
        from provenlab.core.models.store import StoreDescription

        with self.reading() as session:
            counts = session.row("schema.description") or {}
        return StoreDescription(
            engine=self._database.engine,
            location=self._database.location,
            **{k: int(v) for k, v in counts.items()},
        )

    def findings(self, progress: Progress = silent) -> "Iterator[Finding]":
        from provenlab.adapters._sql.audit import audit_findings

        with self.reading() as session:
            yield from audit_findings(session, progress)

    def close(self) -> None:
        self._database.close()
