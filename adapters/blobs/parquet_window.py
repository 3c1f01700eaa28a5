"""Windows on Parquet tables, read with DuckDB in memory as their contents are."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, BinaryIO

from provenlab.adapters.blobs.parquet_content import parquet_connection, parquet_path, table_columns
from provenlab.adapters.blobs.windows import CELL_CHARACTERS, chosen, column, filled, others, table_window
from provenlab.core.models.content_window import ContentWindow, Window
from provenlab.core.models.table import Column, type_name

if TYPE_CHECKING:
    import _duckdb

MAX_COPIED_BYTES = 64 * 1024 * 1024
_COUNT = "SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata(?)"
_ROWS = (
    "SELECT {values} FROM read_parquet(?, hive_partitioning = false, filename = false) AS t({aliases})"
    " LIMIT ? OFFSET ?"
)
_AS_THEY_ARE = {"boolean", "integer", "float"}


def parquet_window(file: BinaryIO, window: Window) -> ContentWindow:
    """Only the row groups and columns that are asked for are read."""
    with parquet_path(file, MAX_COPIED_BYTES) as path, closing(parquet_connection(path)) as connection:
        columns = [each for each, _ in table_columns(connection, path)]
        names = [each.name for each in columns]
        places = chosen(names, window)
        query = _ROWS.format(values=_values(columns, places), aliases=_aliases(len(columns)))
        rows = connection.execute(query, [path, window.limit + 1, window.offset]).fetchall()
        found = filled(rows, window.limit)
        shown = [column(names[at], type_name(columns[at].type)) for at in places]
        return table_window(window, shown, others(names, places), found, _count(connection, path))


def _values(columns: Sequence[Column], places: Sequence[int]) -> str:
    """Names never become part of SQL."""
    return ", ".join(
        f"c{at}"
        if columns[at].type in _AS_THEY_ARE
        else f"left(CAST(c{at} AS VARCHAR), {CELL_CHARACTERS + 1})"
        for at in places
    )


def _aliases(n_columns: int) -> str:
    return ", ".join(f"c{at}" for at in range(n_columns))


def _count(connection: "_duckdb.DuckDBPyConnection", path: str) -> int:
    row: Any = connection.execute(_COUNT, [path]).fetchone()
    return int(row[0] or 0)
