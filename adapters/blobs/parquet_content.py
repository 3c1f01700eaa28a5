"""Parquet tables, read with DuckDB in memory."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from provenlab.adapters.blobs.parquet_schema import SCHEMA_QUERY, SchemaNode, column_names
from provenlab.adapters.blobs.parquet_types import exact_value, logical_type
from provenlab.adapters.blobs.table_content import BATCH_ROWS, table_content
from provenlab.core.errors import LimitExceeded, UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column

if TYPE_CHECKING:
    import _duckdb

MEMORY_LIMIT = "512MB"
_SCHEMA_OF_RESULT = "SELECT * FROM read_parquet(?, hive_partitioning = false, filename = false) LIMIT 0"
_VALUES = "SELECT {values} FROM read_parquet(?, hive_partitioning = false, filename = false) AS t({aliases})"
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": MEMORY_LIMIT,
    "temp_directory": "",
    "threads": "1",
}


def parquet_content(file: BinaryIO) -> Content:
    """Columns by logical type; nested ones too. Refused is what no reader gives back exactly."""
    with _real_file(file) as descriptor:
        # A descriptor cannot be exchanged on the way, nor taken for a pattern as a path would be.
        path = f"/dev/fd/{descriptor}"
        with _parquet_errors(path), closing(_connection(path)) as connection:
            names = column_names(SchemaNode.of_rows(connection.execute(SCHEMA_QUERY, [path]).fetchall()))
            columns, query = _columns(connection, path, names)
            connection.execute(query, [path])
            return table_content(columns, _batches(connection))


def _columns(
    connection: "_duckdb.DuckDBPyConnection", path: str, names: list[str]
) -> tuple[list[Column], str]:
    """The columns, and the query for their exact values; names never become part of SQL."""
    connection.execute(_SCHEMA_OF_RESULT, [path])
    columns, values = [], []
    for position, (name, (_, duckdb_type, *_)) in enumerate(zip(names, connection.description, strict=True)):
        try:
            columns.append(Column(name, logical_type(duckdb_type)))
        except KeyError as unknown:
            raise UnreadableContent(
                f"Parquet column {name:.200}: values of type {unknown} have no canonical content; "
                "leave the column out, or publish the file as bytes",
                {"column": name[:200]},
            ) from None
        values.append(exact_value(f"c{position}", duckdb_type))
    aliases = ", ".join(f"c{position}" for position in range(len(names)))
    return columns, _VALUES.format(values=", ".join(values), aliases=aliases)


def _batches(connection: "_duckdb.DuckDBPyConnection") -> Iterator[list[tuple[Any, ...]]]:
    return iter(lambda: connection.fetchmany(BATCH_ROWS), [])


def _connection(path: str) -> "_duckdb.DuckDBPyConnection":
    """May read that one file and nothing else."""
    connection: _duckdb.DuckDBPyConnection = _duckdb_module().connect(":memory:", config=_CONFIG)
    # Prefetching would hold the columns of a whole row group at once.
    connection.execute("SET disable_parquet_prefetching = true")
    connection.execute("SET allowed_paths = [?]", [path])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _duckdb_module() -> Any:
    # The extension module alone starts three times faster than the package around it.
    try:
        return import_module("_duckdb")
    except ImportError:
        return import_module("duckdb")


@contextmanager
def _parquet_errors(path: str) -> Iterator[None]:
    duckdb = _duckdb_module()
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise LimitExceeded(
            f"reading this Parquet file takes more than {MEMORY_LIMIT} of memory; write smaller row groups",
            {"limit": MEMORY_LIMIT},
        ) from error
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0].replace(path, "the file")[:300]
        raise UnreadableContent(f"not readable as Parquet: {reason}", {"reason": reason}) from error


@contextmanager
def _real_file(file: BinaryIO) -> Iterator[int]:
    """The descriptor of a file of the system that holds the same bytes."""
    try:
        descriptor = file.fileno()
    except OSError:
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy.fileno()
    else:
        yield descriptor
