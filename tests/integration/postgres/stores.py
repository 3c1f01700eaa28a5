"""PostgreSQL stores for tests, and hands that reach past them with raw SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from provenlab.adapters._sql.database import Session
from provenlab.adapters._sql.experiment_rows import new_row
from provenlab.adapters._sql.experiment_tracker import SqlExperimentTracker
from provenlab.adapters._sql.store import SqlStore
from provenlab.adapters.postgres.store import PostgresDatabase
from provenlab.core.models.experiment import ExperimentDefinition
from provenlab.core.models.provenance import Provenance
from provenlab.core.rules.experiment_changes import declared

Raw = psycopg.Connection[tuple[Any, ...]]


class SystemTime:
    """Implements `Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def database_at(
    url: str, lock_timeout_ms: int = 20_000, connect_timeout: float = 5
) -> Iterator[PostgresDatabase]:
    database = PostgresDatabase(url, SystemTime(), lock_timeout_ms, connect_timeout)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def raw_connection(url: str) -> Iterator[Raw]:
    """A session of somebody who writes SQL by hand in the schema of a URL."""
    base, _, schema = url.partition("&schema=")
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", (schema,))
        yield connection


def tracker_on(database: PostgresDatabase) -> SqlExperimentTracker:
    return SqlExperimentTracker(SqlStore(database), SystemTime())


def definition(experiment_id: str, **changes: Any) -> ExperimentDefinition:
    """A declaration over two inputs."""
    given = {
        "experiment_id": experiment_id,
        "name": "sweep",
        "inputs": {"ohlcv": ("bars-1", "bars-2")},
        "config": {"window": 20},
        "provenance": Provenance(
            git_commit="abc", git_dirty=False, engine_version="1", created_at=datetime(2025, 2, 1, tzinfo=UTC)
        ),
    }
    return ExperimentDefinition.model_validate({**given, **changes})


def stored_ids(url: str) -> set[str]:
    with raw_connection(url) as connection:
        return {row[0] for row in connection.execute("SELECT experiment_id FROM experiments").fetchall()}


def insert(session: Session, experiment_id: str, **columns: Any) -> None:
    """A new experiment with these columns instead of what they should be."""
    row = new_row(declared(definition(experiment_id), SystemTime().now()))
    session.row("experiments.insert", **{**row, **columns})
