"""Parquet tables, read with DuckDB in memory."""

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from provenlab.adapters.blobs.parquet_schema import SCHEMA_QUERY, SchemaNode, column_names
from provenlab.adapters.blobs.parquet_types import exact_value, logical_type, plain_value
from provenlab.adapters.blobs.table_content import BATCH_ROWS, digested_table, table_content
from provenlab.core.errors import LimitExceeded, UnreadableContent
from provenlab.core.models.content import Content
from provenlab.core.models.table import Column
from provenlab.core.rules.limits import require_at_most

if TYPE_CHECKING:
    import _duckdb
    from _duckdb._sqltypes import DuckDBPyType

MEMORY_LIMIT = "512MB"
MANY_ROWS = 100_000
"""From here on, arrays earn the time that importing them takes."""
ARRAY_ROWS = 16_384
_MOST_NESTED_SQL = 2**18
_SCHEMA_OF_RESULT = "SELECT * FROM read_parquet(?, hive_partitioning = false, filename = false) LIMIT 0"
_ROWS = "SELECT num_rows FROM parquet_file_metadata(?)"
_VALUES = "SELECT {values} FROM read_parquet(?, hive_partitioning = false, filename = false) AS t({aliases})"
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": MEMORY_LIMIT,
    "temp_directory": "",
    "threads": "1",
}


def parquet_content(file: BinaryIO) -> Content:
    """Columns by logical type; nested ones too. Refused is what no reader gives back exactly.

    Many rows of plain columns are read as arrays where numpy and pyarrow are there; the content is the same.
    """
    with parquet_path(file) as path, closing(parquet_connection(path)) as connection:
        described = table_columns(connection, path)
        columns = [column for column, _ in described]
        plain = [plain_value(f"c{at}", duckdb_type) for at, (_, duckdb_type) in enumerate(described)]
        if None not in plain and row_count(connection, path) >= MANY_ROWS and _has_arrays():
            return _content_of_arrays(columns, connection, path, plain)
        exact = [exact_value(f"c{at}", duckdb_type) for at, (_, duckdb_type) in enumerate(described)]
        _require_short(columns, exact)
        connection.execute(values_query(exact, len(columns)), [path])
        return table_content(columns, _batches(connection))


@contextmanager
def parquet_path(file: BinaryIO, most_copied: int | None = None) -> Iterator[str]:
    """What the reader opens; what goes wrong with it comes out as errors of provenlab.

    What is no file of this system is copied into one; LimitExceeded above `most_copied` bytes.
    """
    with _real_file(file, most_copied) as descriptor:
        # A descriptor cannot be exchanged on the way, nor taken for a pattern as a path would be.
        path = f"/dev/fd/{descriptor}"
        with _parquet_errors(path):
            yield path


def table_columns(connection: "_duckdb.DuckDBPyConnection", path: str) -> "list[tuple[Column, DuckDBPyType]]":
    """The columns with the reader's types; UnreadableContent for what has no exact reader."""
    names = column_names(SchemaNode.of_rows(connection.execute(SCHEMA_QUERY, [path]).fetchall()))
    connection.execute(_SCHEMA_OF_RESULT, [path])
    described = connection.description
    connection.fetchall()  # nothing, but until then the connection is busy
    columns = []
    for name, (_, duckdb_type, *_) in zip(names, described, strict=True):
        try:
            columns.append((Column(name, logical_type(duckdb_type)), duckdb_type))
        except KeyError as unknown:
            raise UnreadableContent(
                f"Parquet column {name:.200}: values of type {unknown} have no canonical content; "
                "leave the column out, or publish the file as bytes",
                {"column": name[:200]},
            ) from None
    return columns


def _require_short(columns: Sequence[Column], exact: Sequence[str]) -> None:
    # Expressions within each other take DuckDB time that grows with the square of their length: this one 8 s.
    nested = [
        (len(sql), column.name)
        for column, sql in zip(columns, exact, strict=True)
        if not isinstance(column.type, str)
    ]
    if sum(length for length, _ in nested) > _MOST_NESTED_SQL:
        name = max(nested)[1]
        raise UnreadableContent(
            f"Parquet column {name:.200}: fields stand too deep in each other; publish the file as bytes",
            {"column": name[:200]},
        )


def values_query(values: Iterable[str | None], n_columns: int) -> str:
    """The query for values of the columns c0, c1, ...; names never become part of SQL."""
    aliases = ", ".join(f"c{position}" for position in range(n_columns))
    return _VALUES.format(values=", ".join(map(str, values)), aliases=aliases)


def row_count(connection: "_duckdb.DuckDBPyConnection", path: str) -> int:
    """As the end of the file says it."""
    ((n_rows,),) = connection.execute(_ROWS, [path]).fetchall()
    return int(n_rows)


def _has_arrays() -> bool:
    return all(importlib.util.find_spec(name) for name in ("numpy", "pyarrow", "duckdb"))


def _content_of_arrays(
    columns: Sequence[Column],
    connection: "_duckdb.DuckDBPyConnection",
    path: str,
    plain: Sequence[str | None],
) -> Content:
    # The package around the extension module knows arrays.
    import_module("duckdb")
    from provenlab.adapters.blobs.column_digests import column_digests

    selected = connection.sql(values_query(plain, len(columns)), params=[path])
    with closing(selected.to_arrow_reader(ARRAY_ROWS)) as batches:
        return digested_table(columns, column_digests(columns, batches))


def _batches(connection: "_duckdb.DuckDBPyConnection") -> Iterator[list[tuple[Any, ...]]]:
    return iter(lambda: connection.fetchmany(BATCH_ROWS), [])


def parquet_connection(path: str) -> "_duckdb.DuckDBPyConnection":
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
def _real_file(file: BinaryIO, most_copied: int | None) -> Iterator[int]:
    """The descriptor of a file of the system that holds the same bytes."""
    try:
        descriptor = file.fileno()
    except OSError:
        if most_copied is not None:
            size = file.seek(0, os.SEEK_END)
            require_at_most("content", size, most_copied, "bytes of a Parquet file that is elsewhere")
            file.seek(0)
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy.fileno()
    else:
        yield descriptor
