"""The store as a whole: its transactions, its schema, its soundness."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from provenlab.core.ports.progress import Progress, silent

if TYPE_CHECKING:
    from provenlab.core.models.store import Finding, StoreDescription


class StorePort(Protocol):
    """Groups calls on the ports of one store into one transaction, and looks after its schema.

    Transactions belong to a thread and nest: an inner one joins the outer. Outside of both, every
    port call is a transaction of its own.
    """

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads inside see one state of the store; a write inside is refused."""
        ...

    def atomic(self) -> AbstractContextManager[None]:
        """Writes inside take effect together when the block ends, or not at all when it raises.

        A durable store has them on disk when the block has ended.
        """
        ...

    def initialise(self) -> None:
        """Creates what is missing and migrates what is older. Idempotent; data are kept.

        SchemaNewer for a store of a later release, ForeignStore for a database that is not ours.
        """
        ...

    def description(self) -> "StoreDescription":
        """Engine, place, schema version and record counts. NotInitialised when there is none."""
        ...

    def findings(self, progress: Progress = silent) -> "Iterator[Finding]":
        """What is wrong with the store's own structures: indexes that disagree with their table,
        edges that disagree with their record, damaged pages. Nothing when it is sound. Reads only.
        `progress` hears of each batch of records.
        """
        ...

    def close(self) -> None:
        """Lets go of files and connections; a later call opens them again."""
        ...
