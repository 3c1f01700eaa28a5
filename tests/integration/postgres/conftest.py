"""A store with its schema, and a session beside it."""

from collections.abc import Iterator

import pytest

from provenlab.adapters.postgres.store import PostgresDatabase
from tests.integration.postgres.stores import Raw, database_at, raw_connection


@pytest.fixture
def database(fresh_postgres_url: str) -> Iterator[PostgresDatabase]:
    with database_at(fresh_postgres_url) as database:
        database.initialise()
        yield database


@pytest.fixture
def raw(database: PostgresDatabase, fresh_postgres_url: str) -> Iterator[Raw]:
    with raw_connection(fresh_postgres_url) as connection:
        yield connection
