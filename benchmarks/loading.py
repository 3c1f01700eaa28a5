"""Loads the population into a store of each engine, past the library, in minutes instead of hours.

The store is made by the library; indexes and guards are taken off while rows come in, and put back as
they were. `verify` of a small store loaded this way finds nothing: the tests hold it to that.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import duckdb
import psycopg

from benchmarks.bulk_load import bulk_load
from benchmarks.columns import COLUMNS
from benchmarks.progress import Progress
from benchmarks.shards import shard_files, shard_rows
from provenlab.adapters._sql.migrations import migrations
from provenlab.tools.lab import open_lab

_TABLES = tuple(COLUMNS)


def load_sqlite(folder: Path, store: Path, progress: Progress) -> None:
    """Rows in the order of each table's key, then the indexes."""
    with open_lab(store) as lab:
        lab.initialise()
    with bulk_load(store) as connection:
        for table in _TABLES:
            progress.step(f"loading sqlite: {table}")
            _fill_sqlite(connection, folder, table)
        progress.step("loading sqlite: indexes")


def _fill_sqlite(connection: sqlite3.Connection, folder: Path, table: str) -> None:
    columns = COLUMNS[table]
    names = ", ".join(columns)
    # The edges and artifacts come in no order of their keys; sorted, they fill each page once.
    key = {"experiment_inputs": "artifact_id, created_at, k, role", "artifacts": "artifact_id"}.get(table)
    target = f"temp.unsorted_{table}" if key else table
    if key:
        connection.execute(f"CREATE TABLE {target} AS SELECT * FROM {table} WHERE FALSE")
    insert = f"INSERT INTO {target} ({names}) VALUES ({', '.join('?' * len(columns))})"
    for path in shard_files(folder, table):
        connection.executemany(insert, shard_rows(path))
    if key:
        connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {target} ORDER BY {key}")
        connection.execute(f"DROP TABLE {target}")


def load_duckdb(folder: Path, store: Path, progress: Progress) -> None:
    """Tables first, then rows from the files, then indexes and guards of the same migrations."""
    store.unlink(missing_ok=True)
    with closing(duckdb.connect(str(store))) as connection:
        connection.execute("SET preserve_insertion_order = true")
        statements = [
            each
            for migration in migrations("duckdb")
            for each in duckdb.extract_statements(migration.text("duckdb"))
        ]
        late = [
            each
            for each in statements
            if each.query.split()[:2] in (["CREATE", "INDEX"], ["CREATE", "TRIGGER"])
        ]
        for statement in statements:
            if statement not in late:
                connection.execute(statement)
        for table in _TABLES:
            progress.step(f"loading duckdb: {table}")
            _fill_duckdb(connection, folder, table)
        for statement in late:
            connection.execute(statement)
        for migration in migrations("duckdb"):
            connection.execute(
                "INSERT INTO schema_migrations VALUES (?, ?, 0)", [migration.version, migration.name]
            )
        connection.execute("CHECKPOINT")


def _fill_duckdb(connection: duckdb.DuckDBPyConnection, folder: Path, table: str) -> None:
    files = [str(path) for path in shard_files(folder, table)]
    if not files:
        return
    types = dict.fromkeys(COLUMNS[table], "VARCHAR")
    names = ", ".join(f'"{name}"' for name in COLUMNS[table])
    connection.execute(
        f"INSERT INTO {table} ({names}) SELECT * FROM read_csv(?, header=false, columns={types!r}, "
        "delim=',', quote='\"', escape='\"', nullstr='', auto_detect=false)",
        [files],
    )
    if table == "experiments":
        (following,) = connection.execute("SELECT max(k) + 1 FROM experiments").fetchall()[0]
        connection.execute(f"SELECT nextval('experiment_keys') FROM range({following - 1})").fetchall()


def load_postgres(folder: Path, url: str, progress: Progress) -> None:
    """COPY with the guards off, then statistics as the server's own maintenance would make them."""
    with open_lab(url) as lab:
        lab.initialise()
    schema = parse_qs(urlsplit(url).query)["schema"][0]
    plain = url.replace(f"&schema={schema}", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'SET search_path TO "{schema}"'.encode())
        connection.execute("SET session_replication_role = replica")
        for table in _TABLES:
            progress.step(f"loading postgres: {table}")
            _fill_postgres(connection, folder, table)
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('experiments', 'k'), max(k)) FROM experiments"
        )
        connection.execute("VACUUM ANALYZE")


def _fill_postgres(connection: psycopg.Connection[tuple[object, ...]], folder: Path, table: str) -> None:
    names = ", ".join(COLUMNS[table])
    for path in shard_files(folder, table):
        command = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)".encode()
        with path.open("rb") as stream, connection.cursor().copy(command) as copy:
            while chunk := stream.read(1 << 20):
                copy.write(chunk)
